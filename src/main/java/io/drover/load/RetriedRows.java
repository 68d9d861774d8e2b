package io.drover.load;

import io.drover.dialect.wire.ValueRefused;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.ledger.RuleReceipts.StepCount;
import io.drover.ledger.Settlements;
import io.drover.ledger.Settlements.Batch;
import io.drover.ledger.Settlements.Refusal;
import io.drover.ledger.Settlements.State;
import io.drover.ledger.Settlements.Waiting;
import io.drover.load.Violations.Violation;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.rules.Fate;
import io.drover.model.rules.FatedRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * Loads rows that were set aside, after the rule or the row was mended: into the finished table, in
 * one transaction with what the ledger says of them and with the balance of the chunks that they
 * came from.
 *
 * <p>Repeats: a row that waits no more is left alone, so calling again after a commit does nothing.
 * Runs on: executors. Memory: the batch's rows.
 */
public final class RetriedRows {
    private static final int MODIFIED = 0;
    private static final int LEFT_OUT = 1;
    private static final int VIOLATED = 2;

    private final TablePlan table;
    private final Batch batch;
    private final List<Integer> ledgerSteps;
    private final Checkpoint checkpoint;
    private final RuledRowWriter writer;
    private final Map<Integer, Chunk> chunks = new TreeMap<>();

    /**
     * @param table its staging is the finished table
     * @param ledgerSteps what the ledger calls each step of the table's rules, which may have
     *     changed since the load
     */
    public RetriedRows(
            TablePlan table, Batch batch, List<Integer> ledgerSteps, Checkpoint checkpoint) {
        this.table = table;
        this.batch = batch;
        this.ledgerSteps = List.copyOf(ledgerSteps);
        this.checkpoint = checkpoint;
        this.writer = new RuledRowWriter(table);
    }

    /** What happened to the rows that once were one chunk. */
    private static final class Chunk {
        private final Map<Integer, long[]> counts = new TreeMap<>();
        private final HeldRows held = new HeldRows();
        private final List<Waiting> waiting = new ArrayList<>();
        private final List<Row> rows = new ArrayList<>();
        private long filtered;
        private long deduplicated;

        private void count(int step, int what, int rows) {
            counts.computeIfAbsent(step, number -> new long[3])[what] += rows;
        }

        private List<StepCount> changes() {
            return counts.entrySet().stream()
                    .map(
                            entry ->
                                    new StepCount(
                                            entry.getKey(),
                                            entry.getValue()[MODIFIED],
                                            entry.getValue()[LEFT_OUT],
                                            entry.getValue()[VIOLATED]))
                    .toList();
        }
    }

    /**
     * Loads those rows of the batch that still wait.
     *
     * @param connection to the target, in autocommit mode; it is given back so
     * @param rows of the source that have the keys of the batch's rows
     */
    public void load(Connection connection, FatedRows rows) {
        try {
            connection.setAutoCommit(false);
            try {
                List<Waiting> waiting = Settlements.lock(connection, batch);
                if (!waiting.isEmpty()) {
                    checkpoint.reached(Checkpoint.Point.CLAIMED, batch.table(), 0);
                    settle(connection, waiting, rows);
                    checkpoint.reached(Checkpoint.Point.BEFORE_COMMIT, batch.table(), 0);
                }
                connection.commit();
                checkpoint.reached(Checkpoint.Point.AFTER_COMMIT, batch.table(), 0);
            } finally {
                // Nothing is open after a commit; after anything else nothing may stay.
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.TARGET, "load rows of the quarantine into " + table.target(), failure);
        }
    }

    private void settle(Connection connection, List<Waiting> waiting, FatedRows source)
            throws SQLException {
        List<Row> rows = new ArrayList<>();
        source.rows().forEachRemaining(rows::add);
        FetchedRows fetched =
                FetchedRows.at(
                        source.lookup(),
                        rows.stream().mapToLong(row -> row.getLong(RuledChunk.TID)));
        List<String> keys =
                rows.stream().map(row -> fetched.key(row.getLong(RuledChunk.TID))).toList();
        Map<Long, List<Integer>> matches = Settlements.match(connection, batch, keys);
        Map<Integer, Integer> claims = new HashMap<>();
        for (Waiting each : waiting) {
            matches.getOrDefault(each.id(), List.of())
                    .forEach(place -> claims.merge(place, 1, Integer::sum));
        }
        for (Waiting each : waiting) {
            List<Row> own = new ArrayList<>();
            int claimants = 1;
            for (int place : matches.getOrDefault(each.id(), List.of())) {
                own.add(rows.get(place));
                claimants = Math.max(claimants, claims.get(place));
            }
            decide(connection, each, own, claimants, fetched);
        }
        place(connection, fetched);
    }

    /** Of the versions of a key the one that is left decides, or else what took them all. */
    private void decide(
            Connection connection,
            Waiting waiting,
            List<Row> versions,
            int claimants,
            FetchedRows fetched)
            throws SQLException {
        List<Row> left =
                versions.stream()
                        .filter(row -> fate(row) != Fate.FILTERED && fate(row) != Fate.DEDUPLICATED)
                        .toList();
        if (versions.isEmpty()) {
            Settlements.settle(connection, batch, waiting.id(), State.GONE);
        } else if (left.size() > 1 || claimants > 1) {
            // Which of them was set aside cannot be told: it stays as it is.
            return;
        } else if (left.isEmpty()) {
            leaveOut(connection, waiting, versions.get(0));
        } else if (fate(left.get(0)) == Fate.LOADED) {
            Chunk chunk = chunk(waiting);
            chunk.waiting.add(waiting);
            chunk.rows.add(left.get(0));
        } else {
            Row row = left.get(0);
            List<Violation> violations =
                    Violations.of(row, table.rules().steps()).stream()
                            .map(
                                    violation ->
                                            new Violation(
                                                    ledgerStep(violation.step()),
                                                    violation.rule(),
                                                    violation.column(),
                                                    violation.message()))
                            .toList();
            keep(connection, waiting, violations, fetched.row(row.getLong(RuledChunk.TID)));
        }
    }

    private void leaveOut(Connection connection, Waiting waiting, Row row) throws SQLException {
        Settlements.settle(connection, batch, waiting.id(), State.LEFT_OUT);
        Chunk chunk = chunk(waiting);
        if (fate(row) == Fate.DEDUPLICATED) {
            chunk.deduplicated++;
        } else {
            chunk.filtered++;
        }
        waiting.violated().forEach(step -> chunk.count(step, VIOLATED, -1));
        chunk.count(ledgerStep(row.getInt(RuledChunk.STEP)), LEFT_OUT, 1);
    }

    private void keep(
            Connection connection,
            Waiting waiting,
            List<Violation> violations,
            @Nullable String sourceRow)
            throws SQLException {
        Chunk chunk = chunk(waiting);
        waiting.violated().forEach(step -> chunk.count(step, VIOLATED, -1));
        violations.stream()
                .mapToInt(Violation::step)
                .distinct()
                .forEach(step -> chunk.count(step, VIOLATED, 1));
        Settlements.keep(
                connection,
                waiting.id(),
                new Refusal(
                        Violations.RULE,
                        violations.get(0).message(),
                        Violations.json(violations),
                        sourceRow,
                        null,
                        null));
    }

    private void place(Connection connection, FetchedRows fetched) throws SQLException {
        Placement placement = new Placement(table);
        placement.prepareAmong(connection);
        for (Map.Entry<Integer, Chunk> entry : chunks.entrySet()) {
            Chunk chunk = entry.getValue();
            Map<Long, Refused> refused = new HashMap<>();
            SiftedCopy copy =
                    new SiftedCopy(
                            table,
                            entry.getKey(),
                            placement,
                            (held, row, refusal) ->
                                    refused.put(
                                            held.number(row),
                                            new Refused(
                                                    refusal.getSQLState(),
                                                    SqlFailures.serverText(refusal),
                                                    held.copy(row))));
            for (int index = 0; index < chunk.rows.size(); index++) {
                try {
                    writer.write(chunk.rows.get(index), chunk.held.buffer());
                    chunk.held.endRow(index, HeldRows.NO_PLACE);
                } catch (ValueRefused refusal) {
                    chunk.held.dropRow();
                    refused.put(
                            (long) index, new Refused(refusal.state(), refusal.getMessage(), null));
                }
                if (chunk.held.isFull()) {
                    copy.place(connection, chunk.held);
                }
            }
            copy.place(connection, chunk.held);
            checkpoint.reached(Checkpoint.Point.COPIED, batch.table(), entry.getKey());
            account(connection, chunk, refused, fetched);
            Settlements.move(
                    connection,
                    batch,
                    entry.getKey(),
                    copy.loaded(),
                    copy.bytes(),
                    chunk.filtered,
                    chunk.deduplicated,
                    chunk.changes());
        }
        placement.finishAmong(connection);
    }

    private record Refused(String state, String message, @Nullable byte[] wireRow) {}

    private void account(
            Connection connection, Chunk chunk, Map<Long, Refused> refused, FetchedRows fetched)
            throws SQLException {
        for (int index = 0; index < chunk.rows.size(); index++) {
            Waiting waiting = chunk.waiting.get(index);
            Row row = chunk.rows.get(index);
            Refused refusal = refused.get((long) index);
            waiting.violated().forEach(step -> chunk.count(step, VIOLATED, -1));
            if (refusal == null) {
                Settlements.settle(connection, batch, waiting.id(), State.LOADED);
                modified(row).forEach(step -> chunk.count(step, MODIFIED, 1));
            } else {
                Settlements.keep(
                        connection,
                        waiting.id(),
                        new Refusal(
                                refusal.state(),
                                refusal.message(),
                                "[]",
                                fetched.row(row.getLong(RuledChunk.TID)),
                                refusal.wireRow() == null ? null : table.wire().name(),
                                refusal.wireRow()));
            }
        }
    }

    private List<Integer> modified(Row row) {
        List<Integer> steps = new ArrayList<>();
        if (!row.isNullAt(RuledChunk.LOG)) {
            List<Long> words = row.getList(RuledChunk.LOG);
            for (int step = 0; step < ledgerSteps.size(); step++) {
                if ((words.get(step / Long.SIZE) >>> (step % Long.SIZE) & 1) == 1) {
                    steps.add(ledgerStep(step));
                }
            }
        }
        return steps;
    }

    private int ledgerStep(int step) {
        return step == FatedRow.DECODE ? step : ledgerSteps.get(step);
    }

    private Chunk chunk(Waiting waiting) {
        return chunks.computeIfAbsent(waiting.chunk(), number -> new Chunk());
    }

    private static Fate fate(Row row) {
        return Fate.of(row.getInt(RuledChunk.FATE));
    }
}
