package io.drover.engine.snowflake;

import io.drover.engine.StoredTable;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures;
import io.drover.model.TableName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Drops staging tables. Their rows were moved with a receipt or never loaded, so one that cannot be
 * dropped now, because a dead client's COPY still fills it, is told and left for the next time.
 */
final class StagingTables {
    /** Of a drop that can be done later; a lock is waited for much longer. */
    private static final int PATIENCE_SECONDS = 60;

    private final SnowflakeNames names;
    private final List<String> left = new ArrayList<>();

    StagingTables(SnowflakeNames names) {
        this.names = names;
    }

    /** What the names of all staging tables of a table by a migration begin with. */
    static String prefix(StoredTable table) {
        CRC32 hash = new CRC32();
        hash.update(
                (table.migration() + " " + table.plan().target()).getBytes(StandardCharsets.UTF_8));
        return "drover_stage_%08x_".formatted(hash.getValue());
    }

    /** All that runs left of the table. */
    void drop(Connection connection, StoredTable table) throws SQLException {
        for (TableName each : new StandingTables(connection, names).beginning(prefix(table))) {
            try {
                drop(connection, each);
            } catch (SQLException refused) {
                leave(each, SqlFailures.serverText(refused));
            }
        }
    }

    /** One of them; never fails. */
    void drop(SnowflakeSession session, TableName staging) {
        try {
            session.run(
                    "drop " + staging,
                    connection -> {
                        drop(connection, staging);
                        return null;
                    });
        } catch (MigrationException refused) {
            leave(staging, refused.getMessage());
        }
    }

    private void drop(Connection connection, TableName staging) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(PATIENCE_SECONDS);
            statement.execute("DROP TABLE IF EXISTS " + names.quote(staging));
        }
    }

    private void leave(TableName staging, String why) {
        left.add(
                "%s stays for now: %s. None of its rows counts; it is dropped when the load of its table ends, or the next one begins."
                        .formatted(staging, why));
    }

    /** What stayed since the last call, a sentence each. */
    List<String> left() {
        List<String> told = List.copyOf(left);
        left.clear();
        return told;
    }
}
