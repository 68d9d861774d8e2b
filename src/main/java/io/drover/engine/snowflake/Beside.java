package io.drover.engine.snowflake;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;

/** The two jars that are not part of Drover's own: a hundred megabytes that few need. */
final class Beside {
    private static final String CONNECTOR = "net.snowflake.spark.snowflake.DefaultSource";
    private static final String DRIVER = "net.snowflake.client.jdbc.SnowflakeDriver";

    private Beside() {}

    /**
     * Refuses to go on without them.
     *
     * @throws MigrationException SPEC, with the jars that lack
     */
    static void require(Side side) {
        require(side, CONNECTOR, "net.snowflake:spark-snowflake_2.12:3.0.0");
        require(side, DRIVER, "net.snowflake:snowflake-jdbc:3.17.0");
    }

    static void require(Side side, String name, String jar) {
        @Nullable Throwable lost = null;
        try {
            Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException | LinkageError missing) {
            lost = missing;
        }
        if (lost != null) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot use Snowflake as the %s: %s is not on the class path. Name it in spark.jars or spark.jars.packages; jobs/migrate.conf shows how."
                            .formatted(side, jar),
                    lost);
        }
    }
}
