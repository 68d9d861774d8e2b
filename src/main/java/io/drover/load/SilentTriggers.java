package io.drover.load;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The users' triggers of a table, silenced for the rest of a transaction: rows of a migration went
 * through them in the source. Foreign keys are checked all the same. Other writers wait until the
 * transaction ends.
 */
public final class SilentTriggers {
    /** Those that a load in the role of a replica leaves silent. */
    private static final String TRIGGERS =
            "SELECT tgname FROM pg_catalog.pg_trigger WHERE tgrelid = ?::regclass"
                    + " AND NOT tgisinternal AND tgenabled = 'O' ORDER BY 1";

    private final TableName table;
    private final List<String> names;

    private SilentTriggers(TableName table, List<String> names) {
        this.table = table;
        this.names = names;
    }

    /** Silences them; a rollback wakes them as well. */
    public static SilentTriggers of(Connection connection, TableName table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(TRIGGERS)) {
            select.setString(1, PostgresNames.quote(table));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        SilentTriggers triggers = new SilentTriggers(table, names);
        triggers.alter(connection, "DISABLE");
        return triggers;
    }

    /** Ends the silence, at the end of the transaction. */
    public void wake(Connection connection) throws SQLException {
        alter(connection, "ENABLE");
    }

    private void alter(Connection connection, String how) throws SQLException {
        for (String name : names) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        "ALTER TABLE %s %s TRIGGER %s"
                                .formatted(
                                        PostgresNames.quote(table),
                                        how,
                                        PostgresNames.quote(name)));
            }
        }
    }
}
