package io.drover.load;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.CopyInRows;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.WireRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.function.Supplier;

/**
 * Copies wire rows as they come into a scratch table whose types hold all of them.
 *
 * <p>Repeats: a part is copied once, however often its task is tried. Runs on: executors. Memory:
 * one row.
 */
public final class RowCopy {
    private final TablePlan table;
    private final TableName parts;

    /**
     * @param table its staging is the scratch table
     * @param parts has a unique column for the number of a part, and one for how many of its rows
     *     could not be read
     */
    public RowCopy(TablePlan table, TableName parts) {
        this.table = table;
        this.parts = parts;
    }

    /**
     * Copies one part.
     *
     * @param connection to the scratch table's server, in autocommit mode; it is given back so
     * @param sources opened one after the other, as far as they are needed
     * @param most how many rows are taken at most
     */
    public void load(
            Connection connection,
            int part,
            Iterator<Supplier<WireRows>> sources,
            RowChoice choice,
            long most) {
        try {
            new PartOnce(parts)
                    .run(
                            connection,
                            part,
                            () -> note(connection, part, copy(connection, sources, choice, most)));
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET,
                    "copy rows of %s to look at them".formatted(table.source()),
                    failure);
        }
    }

    private void note(Connection connection, int part, long unread) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "UPDATE %s SET unread = ? WHERE part = ?"
                                .formatted(PostgresNames.quote(parts)))) {
            update.setLong(1, unread);
            update.setInt(2, part);
            update.executeUpdate();
        }
    }

    /** How many rows could not be read. */
    private long copy(
            Connection connection,
            Iterator<Supplier<WireRows>> sources,
            RowChoice choice,
            long most)
            throws SQLException {
        long taken = 0;
        long unread = 0;
        try (CopyInRows copy =
                new CopyInRows(connection, new Placement(table).copySql(), table.wire())) {
            while (taken < most && sources.hasNext()) {
                try (WireRows rows = sources.next().get()) {
                    while (taken < most && rows.advance()) {
                        if (choice.takes(rows.array(), rows.offset(), rows.length())) {
                            copy.write(rows.array(), rows.offset(), rows.length());
                            taken++;
                        }
                    }
                    unread += taken < most ? rows.unreadable().size() : 0;
                }
            }
            copy.finish();
        }
        return unread;
    }
}
