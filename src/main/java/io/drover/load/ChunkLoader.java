package io.drover.load;

import io.drover.canonical.SetDigestBuilder;
import io.drover.canonical.WireDigest;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.CopyInRows;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.ledger.Receipts;
import io.drover.ledger.Receipts.Claim;
import io.drover.ledger.Receipts.Counts;
import io.drover.model.TablePlan;
import io.drover.model.WireRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.function.Supplier;

/**
 * Loads one chunk: its rows and its receipt commit together or not at all.
 *
 * <p>Repeats: calling again for a chunk that is loaded reads nothing and loads nothing. Runs on:
 * executors; one per attempt.
 */
public final class ChunkLoader {
    private final TablePlan table;
    private final Claim claim;
    private final long quarantineMaxRows;
    private final Checkpoint checkpoint;
    private final Meter meter;

    /** Hears of rows and bytes as they are sent, for the display of progress. */
    public interface Meter {
        void moved(long rows, long bytes);
    }

    public ChunkLoader(
            TablePlan table,
            Claim claim,
            long quarantineMaxRows,
            Checkpoint checkpoint,
            Meter meter) {
        this.table = table;
        this.claim = claim;
        this.quarantineMaxRows = quarantineMaxRows;
        this.checkpoint = checkpoint;
        this.meter = meter;
    }

    /**
     * Loads the rows that {@code source} opens; it is opened a second time when the target refuses
     * a row, to find which.
     *
     * @param connection to the target, in autocommit mode; it is given back so
     * @throws MigrationException TRANSIENT when another attempt may succeed; QUARANTINE_LIMIT;
     *     CONSISTENCY when another run has taken the table over; TARGET
     */
    public void load(Connection connection, Supplier<WireRows> source) {
        load(
                connection,
                (placement, quarantine) -> pourOrSift(connection, placement, quarantine, source));
    }

    /**
     * Loads rows that can be read once only: in batches, so that a refused row is found among those
     * in memory. Otherwise as {@link #load}.
     */
    public void loadOnce(Connection connection, Supplier<WireRows> source) {
        load(
                connection,
                (placement, quarantine) ->
                        new RefusedRows(table, claim.chunk(), placement, quarantine)
                                .load(connection, source, meter));
    }

    /**
     * Loads rows that rules have been applied to, by their fates. What the rules did is written to
     * the ledger with the receipt. Otherwise as {@link #loadOnce}.
     *
     * @throws MigrationException QUARANTINE_LIMIT also where a rule stops the run; CONSISTENCY also
     *     where the rows are not as many as the source sent
     */
    public void loadFated(Connection connection, FatedRows rows) {
        load(
                connection,
                (placement, quarantine) ->
                        new RuledChunk(table, claim, placement, quarantine)
                                .load(connection, rows, meter));
    }

    private interface Filling {
        Counts fill(Placement placement, Quarantine quarantine) throws SQLException;
    }

    private void load(Connection connection, Filling filling) {
        Quarantine quarantine = new Quarantine(table, claim, quarantineMaxRows);
        boolean committed = false;
        try {
            connection.setAutoCommit(false);
            try {
                if (claimed(connection)) {
                    fill(connection, filling, quarantine);
                }
                checkpoint.reached(Checkpoint.Point.BEFORE_COMMIT, claim.table(), claim.chunk());
                connection.commit();
                committed = true;
                checkpoint.reached(Checkpoint.Point.AFTER_COMMIT, claim.table(), claim.chunk());
            } catch (MigrationException failure) {
                connection.rollback();
                if (failure.kind() == ErrorKind.QUARANTINE_LIMIT) {
                    quarantine.keepAsEvidence(connection);
                    connection.commit();
                }
                throw failure;
            } finally {
                restore(connection, committed);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET,
                    "load chunk %d of %s".formatted(claim.chunk(), table.target()),
                    failure);
        }
    }

    private boolean claimed(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // The wait for a twin's transaction is as long as the twin's copy, not as a lock's
            // time-out.
            statement.execute(
                    "SET LOCAL lock_timeout = 0; SET LOCAL application_name = 'drover load "
                            + claim.loadId()
                            + " table "
                            + claim.table()
                            + " chunk "
                            + claim.chunk()
                            + "'");
        }
        switch (Receipts.claim(connection, claim)) {
            case LOADED_BEFORE -> {
                return false;
            }
            case FENCED ->
                    throw new MigrationException(
                            ErrorKind.CONSISTENCY,
                            ("Cannot load chunk %d of %s: another run has begun the table again, or has"
                                            + " completed it. Nothing was loaded by this attempt.")
                                    .formatted(claim.chunk(), table.target()));
            case MINE -> checkpoint.reached(Checkpoint.Point.CLAIMED, claim.table(), claim.chunk());
        }
        return true;
    }

    private void fill(Connection connection, Filling filling, Quarantine quarantine)
            throws SQLException {
        Placement placement = new Placement(table);
        placement.prepare(connection);
        Counts counts = filling.fill(placement, quarantine);
        checkpoint.reached(Checkpoint.Point.COPIED, claim.table(), claim.chunk());
        quarantine.commitWith(connection);
        Receipts.complete(connection, claim, counts);
    }

    private Counts pourOrSift(
            Connection connection,
            Placement placement,
            Quarantine quarantine,
            Supplier<WireRows> source)
            throws SQLException {
        Savepoint start = connection.setSavepoint();
        try {
            return pour(connection, placement, quarantine, source);
        } catch (SQLException failure) {
            if (!SqlFailures.refusesRow(failure)) {
                throw failure;
            }
            connection.rollback(start);
            return new RefusedRows(table, claim.chunk(), placement, quarantine)
                    .load(connection, source, meter);
        }
    }

    private Counts pour(
            Connection connection,
            Placement placement,
            Quarantine quarantine,
            Supplier<WireRows> source)
            throws SQLException {
        WireDigest digest = new WireDigest(table.wire());
        SetDigestBuilder sent = new SetDigestBuilder();
        long bytes = 0;
        long unread;
        long nulled;
        try (WireRows rows = source.get();
                CopyInRows copy = new CopyInRows(connection, placement.copySql(), table.wire())) {
            long reportedRows = 0;
            long reportedBytes = 0;
            while (rows.advance()) {
                digest.digest(rows.array(), rows.offset(), rows.length());
                sent.add(digest);
                copy.write(rows.array(), rows.offset(), rows.length());
                bytes += rows.length();
                if (bytes - reportedBytes >= METER_STEP_BYTES) {
                    meter.moved(sent.rows() - reportedRows, bytes - reportedBytes);
                    reportedRows = sent.rows();
                    reportedBytes = bytes;
                }
            }
            long copied = copy.finish();
            meter.moved(sent.rows() - reportedRows, bytes - reportedBytes);
            long placed = placement.settle(connection, copied);
            unread = rows.unreadable().size();
            nulled = rows.nulled();
            Balance.check(table, claim.chunk(), rows.sent() - unread, sent.rows(), copied, placed);
            quarantine.unreadable(rows.unreadable());
        }
        return new Counts(sent.rows() + unread, sent.toDigest(), 0, 0, unread, bytes, nulled);
    }

    /** How many bytes go by between two words to the meter. */
    private static final long METER_STEP_BYTES = 4L << 20;

    /**
     * Back to autocommit, which commits whatever is open: so whatever was not committed on purpose
     * is rolled back first, an OutOfMemoryError's leavings too.
     */
    private static void restore(Connection connection, boolean committed) {
        try {
            if (!committed) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        } catch (SQLException lost) {
            // The pool finds a lost connection out by itself, and its transaction is gone with it.
        }
    }
}
