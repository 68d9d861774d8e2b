package io.drover.load;

import io.drover.jdbc.SqlFailures;
import io.drover.ledger.Receipts.Counts;
import io.drover.model.TablePlan;
import io.drover.model.WireRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;

/**
 * Loads a chunk of wire rows in which the target may refuse some: they go to the quarantine.
 *
 * <p>Memory: as {@link HeldRows}.
 */
final class RefusedRows {
    private final TablePlan table;
    private final int chunk;
    private final Quarantine quarantine;
    private final SiftedCopy copy;

    RefusedRows(TablePlan table, int chunk, Placement placement, Quarantine quarantine) {
        this.table = table;
        this.chunk = chunk;
        this.quarantine = quarantine;
        this.copy =
                new SiftedCopy(
                        table,
                        chunk,
                        placement,
                        (rows, row, refusal) ->
                                quarantine.refused(
                                        rows.number(row),
                                        rows.place(row),
                                        rows.copy(row),
                                        refusal.getSQLState(),
                                        SqlFailures.serverText(refusal)));
    }

    Counts load(Connection connection, Supplier<WireRows> source, ChunkLoader.Meter meter)
            throws SQLException {
        long read = 0;
        long nulled;
        HeldRows held = new HeldRows();
        try (WireRows rows = source.get()) {
            while (rows.advance()) {
                read++;
                held.buffer().put(rows.array(), rows.offset(), rows.length());
                held.endRow(read, HeldRows.NO_PLACE);
                if (held.isFull()) {
                    place(connection, held, meter);
                }
            }
            place(connection, held, meter);
            quarantine.unreadable(rows.unreadable());
            nulled = rows.nulled();
            read += rows.unreadable().size();
            long fated = copy.loaded().rows() + quarantine.rows();
            Balance.check(table, chunk, rows.sent(), read, fated, fated);
        }
        return new Counts(read, copy.loaded(), 0, 0, quarantine.rows(), copy.bytes(), nulled);
    }

    private void place(Connection connection, HeldRows held, ChunkLoader.Meter meter)
            throws SQLException {
        int rows = held.rows();
        int bytes = held.buffer().size();
        copy.place(connection, held);
        meter.moved(rows, bytes);
    }
}
