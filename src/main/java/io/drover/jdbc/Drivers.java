package io.drover.jdbc;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Drivers that Drover does not bring along. Runs on: driver and executors. */
public final class Drivers {
    private Drivers() {}

    /**
     * Looks for a driver of the endpoint's URL before anything is opened.
     *
     * @param driverClass loaded first, or null
     * @throws MigrationException SPEC when there is none
     */
    public static void require(Side side, EndpointSpec endpoint, @Nullable String driverClass) {
        if (driverClass != null) {
            load(side, driverClass);
        }
        try {
            DriverManager.getDriver(endpoint.url());
        } catch (SQLException none) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot open the %s %s: no driver on the class path takes this URL. Add its jar to spark.jars (scripts/drover --conf spark.jars=/path/to/driver.jar), and set %s.jdbc.driver-class if it does not announce itself."
                            .formatted(side, endpoint.url(), side),
                    none);
        }
    }

    private static void load(Side side, String driverClass) {
        try {
            Class.forName(driverClass, true, loader());
        } catch (ClassNotFoundException | LinkageError missing) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot load %s.jdbc.driver-class %s: it is not on the class path. Add its jar to spark.jars."
                            .formatted(side, driverClass),
                    missing);
        }
    }

    /** Jars of spark.jars are known to the thread's loader, not to that of this class. */
    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? Drivers.class.getClassLoader() : context;
    }
}
