package io.drover.ledger;

import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The ledger's tables, made and brought up to date by numbered SQL. */
public final class LedgerSchema {
    /** The schema of the target that holds the ledger. */
    public static final String NAME = "drover";

    /** The newest numbered SQL file. */
    private static final String LATEST = "4";

    private LedgerSchema() {}

    /** Whether there is a ledger in the database. */
    public static boolean exists(Connection connection) {
        return currentVersion(connection).equals(LATEST);
    }

    /**
     * Creates or upgrades the ledger; does nothing where it is up to date, at the cost of one
     * query.
     *
     * @throws io.drover.error.MigrationException TARGET when the role may not create the schema
     */
    public static void ensure(Connection connection, DataSource connections) {
        if (exists(connection)) {
            return;
        }
        try {
            Flyway.configure(LedgerSchema.class.getClassLoader())
                    .dataSource(connections)
                    .schemas(NAME)
                    .defaultSchema(NAME)
                    .locations("classpath:io/drover/ledger")
                    .placeholderReplacement(false)
                    .load()
                    .migrate();
        } catch (FlywayException failure) {
            SQLException cause = sqlCause(failure);
            throw SqlFailures.wrap(
                    Side.TARGET, "create the ledger in schema " + NAME + " of the target", cause);
        }
    }

    private static SQLException sqlCause(FlywayException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return new SQLException(failure.getMessage(), failure);
    }

    private static String currentVersion(Connection connection) {
        String table = NAME + ".flyway_schema_history";
        try (Statement statement = connection.createStatement()) {
            try (ResultSet result =
                    statement.executeQuery("SELECT to_regclass('" + table + "') IS NOT NULL")) {
                result.next();
                if (!result.getBoolean(1)) {
                    return "";
                }
            }
            try (ResultSet result =
                    statement.executeQuery(
                            "SELECT coalesce(max(version::int), 0)::text FROM "
                                    + table
                                    + " WHERE success AND version IS NOT NULL")) {
                result.next();
                return result.getString(1);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "read the ledger's version", failure);
        }
    }
}
