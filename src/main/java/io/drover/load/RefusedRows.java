package io.drover.load;

import io.drover.canonical.SetDigestBuilder;
import io.drover.canonical.WireDigest;
import io.drover.jdbc.CopyInRows;
import io.drover.jdbc.SqlFailures;
import io.drover.ledger.Receipts.Counts;
import io.drover.model.TablePlan;
import io.drover.model.WireRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Loads a chunk in which the target refuses rows: batch by batch under savepoints; a refused batch
 * is halved until the rows that are refused stand alone. The rest of the chunk loads.
 *
 * <p>Memory: one batch, at most {@value #BATCH_BYTES} bytes and a row.
 */
final class RefusedRows {
    private static final int BATCH_ROWS = 8192;
    private static final int BATCH_BYTES = 4 << 20;

    private final TablePlan table;
    private final Placement placement;
    private final Quarantine quarantine;
    private final WireDigest digest;
    private final SetDigestBuilder loaded = new SetDigestBuilder();
    private long bytes;

    RefusedRows(TablePlan table, Placement placement, Quarantine quarantine) {
        this.table = table;
        this.placement = placement;
        this.quarantine = quarantine;
        this.digest = new WireDigest(table.wire());
    }

    private record NumberedRow(long number, byte[] bytes) {}

    Counts load(Connection connection, Supplier<WireRows> source, ChunkLoader.Meter meter)
            throws SQLException {
        long read = 0;
        List<NumberedRow> batch = new ArrayList<>();
        long batchBytes = 0;
        try (WireRows rows = source.get()) {
            while (rows.advance()) {
                read++;
                batch.add(
                        new NumberedRow(
                                read,
                                Arrays.copyOfRange(
                                        rows.array(),
                                        rows.offset(),
                                        rows.offset() + rows.length())));
                batchBytes += rows.length();
                if (batch.size() == BATCH_ROWS || batchBytes >= BATCH_BYTES) {
                    place(connection, batch);
                    meter.moved(batch.size(), batchBytes);
                    batch.clear();
                    batchBytes = 0;
                }
            }
            place(connection, batch);
            meter.moved(batch.size(), batchBytes);
            Balance.check(
                    table,
                    0,
                    rows.sent(),
                    read,
                    loaded.rows() + quarantine.rows(),
                    loaded.rows() + quarantine.rows());
        }
        return new Counts(read, loaded.toDigest(), quarantine.rows(), bytes);
    }

    private void place(Connection connection, List<NumberedRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Savepoint before = connection.setSavepoint();
        try {
            copy(connection, rows);
            connection.releaseSavepoint(before);
        } catch (SQLException refusal) {
            if (!SqlFailures.refusesRow(refusal)) {
                throw refusal;
            }
            connection.rollback(before);
            connection.releaseSavepoint(before);
            if (rows.size() == 1) {
                quarantine.add(rows.get(0).number(), rows.get(0).bytes(), refusal);
                return;
            }
            int half = rows.size() / 2;
            place(connection, rows.subList(0, half));
            place(connection, rows.subList(half, rows.size()));
            return;
        }
        for (NumberedRow row : rows) {
            digest.digest(row.bytes(), 0, row.bytes().length);
            loaded.add(digest);
            bytes += row.bytes().length;
        }
    }

    private void copy(Connection connection, List<NumberedRow> rows) throws SQLException {
        try (CopyInRows copy = new CopyInRows(connection, placement.copySql(), table.wire())) {
            for (NumberedRow row : rows) {
                copy.write(row.bytes(), 0, row.bytes().length);
            }
            long copied = copy.finish();
            long placed = placement.settle(connection, copied);
            Balance.check(table, 0, rows.size(), rows.size(), copied, placed);
        }
    }
}
