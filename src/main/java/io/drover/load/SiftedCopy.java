package io.drover.load;

import io.drover.canonical.SetDigestBuilder;
import io.drover.canonical.WireDigest;
import io.drover.jdbc.CopyInRows;
import io.drover.jdbc.SqlFailures;
import io.drover.model.SetDigest;
import io.drover.model.TablePlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Copies held rows into the target, each lot under a savepoint; a lot that is refused is halved
 * until the rows that are refused stand alone. The rest loads.
 */
final class SiftedCopy {
    private final TablePlan table;
    private final int chunk;
    private final Placement placement;
    private final Refusals refusals;
    private final WireDigest digest;
    private final SetDigestBuilder loaded = new SetDigestBuilder();
    private long bytes;

    /** Takes the rows that the target refused. */
    interface Refusals {
        void refused(HeldRows rows, int row, SQLException refusal);
    }

    SiftedCopy(TablePlan table, int chunk, Placement placement, Refusals refusals) {
        this.table = table;
        this.chunk = chunk;
        this.placement = placement;
        this.refusals = refusals;
        this.digest = new WireDigest(table.wire());
    }

    /** Count and digest of the rows that are in the target. */
    SetDigest loaded() {
        return loaded.toDigest();
    }

    /** Their wire bytes. */
    long bytes() {
        return bytes;
    }

    /** Copies all of the rows, and forgets them. */
    void place(Connection connection, HeldRows rows) throws SQLException {
        if (rows.rows() > 0) {
            place(connection, rows, 0, rows.rows());
            rows.clear();
        }
    }

    private void place(Connection connection, HeldRows rows, int from, int until)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            copy(connection, rows, from, until);
            connection.releaseSavepoint(before);
        } catch (SQLException refusal) {
            if (!SqlFailures.refusesRow(refusal)) {
                throw refusal;
            }
            connection.rollback(before);
            connection.releaseSavepoint(before);
            if (until - from == 1) {
                refusals.refused(rows, from, refusal);
                return;
            }
            int middle = (from + until) >>> 1;
            place(connection, rows, from, middle);
            place(connection, rows, middle, until);
            return;
        }
        for (int row = from; row < until; row++) {
            digest.digest(rows.array(), rows.offset(row), rows.length(row));
            loaded.add(digest);
        }
        bytes += rows.offset(until) - rows.offset(from);
    }

    private void copy(Connection connection, HeldRows rows, int from, int until)
            throws SQLException {
        try (CopyInRows copy = new CopyInRows(connection, placement.copySql(), table.wire())) {
            copy.write(rows.array(), rows.offset(from), rows.offset(until) - rows.offset(from));
            long copied = copy.finish();
            long placed = placement.settle(connection, copied);
            Balance.check(table, chunk, until - from, until - from, copied, placed);
        }
    }
}
