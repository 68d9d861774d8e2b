package io.drover.ledger;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.ledger.Receipts.Claim;
import io.drover.ledger.RuleReceipts.Duplicate;
import io.drover.ledger.RuleReceipts.LoggedRow;
import io.drover.ledger.RuleReceipts.StepCount;
import io.drover.model.Nullable;
import io.drover.model.UnreadableRow;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The receipts of chunks whose rows are in a target that is no PostgreSQL: they follow what the
 * target itself says, and are written by the driver alone.
 *
 * <p>Runs on: driver; thread-safe.
 */
public final class StoreReceipts {
    private static final String SCHEMA = LedgerSchema.NAME;

    /** In the place of a task's attempt. */
    private static final String DRIVER = "driver";

    private final Sql sql;

    StoreReceipts(Sql sql) {
        this.sql = sql;
    }

    /** Whose rows: of which table of a load, read in which epoch, noted by which run. */
    public record Place(long loadId, int table, int generation, long epochId, long runId) {}

    /**
     * A row that is set aside.
     *
     * @param number its place in the chunk, from 1
     * @param place where a person finds it
     * @param row a JSON object of the source's row, where it was found
     * @param key likewise of its key
     * @param violations as the ledger keeps them: a JSON array
     */
    public record SetAside(
            long number,
            String place,
            @Nullable String row,
            @Nullable String key,
            String state,
            String reason,
            String violations)
            implements Serializable {
        /** A row that violates no rule, but could not be read or was refused. */
        public static SetAside of(UnreadableRow row) {
            return new SetAside(
                    row.number(), row.place(), row.text(), null, row.state(), row.reason(), "[]");
        }
    }

    /**
     * What became of the rows of a chunk that the target never sees, and what rules did to the
     * others.
     *
     * @param rows of which is told one by one what became of them
     */
    public record Fates(
            int chunk,
            long read,
            long filtered,
            long deduplicated,
            List<SetAside> aside,
            List<StepCount> steps,
            List<Duplicate> duplicates,
            List<LoggedRow> rows)
            implements Serializable {
        public Fates {
            aside = List.copyOf(aside);
            steps = List.copyOf(steps);
            duplicates = List.copyOf(duplicates);
            rows = List.copyOf(rows);
        }

        /** Of rows without rules. */
        public static Fates unruled(int chunk, long read, List<UnreadableRow> aside) {
            return new Fates(
                    chunk,
                    read,
                    0,
                    0,
                    aside.stream().map(SetAside::of).toList(),
                    List.of(),
                    List.of(),
                    List.of());
        }

        /** How many are left for the target. */
        public long handed() {
            return read - filtered - deduplicated - aside.size();
        }
    }

    /**
     * What became of a chunk.
     *
     * @param read those that rules left out among them
     * @param refused its rows that the target refused
     * @param millis how long it took
     */
    public record Stored(
            int chunk,
            long read,
            long loaded,
            long filtered,
            long deduplicated,
            long quarantined,
            List<UnreadableRow> refused,
            long millis) {}

    /**
     * Notes what is known of chunks before the target takes their rows: a driver that is killed
     * between the target's word and the receipt leaves nothing untold. It counts for nothing before
     * the receipt. Repeats: what an attempt at the same chunk has noted is replaced.
     *
     * @throws MigrationException CONSISTENCY when another run has taken the load over
     */
    public void note(Place place, List<Fates> chunks) {
        sql.inTransaction(
                "note what became of rows",
                () -> {
                    refuseFenced(place);
                    for (Fates chunk : chunks) {
                        forget(place, chunk.chunk());
                        chunk.aside().forEach(row -> insert(place, chunk.chunk(), row, false));
                        sql.with(
                                "note what rules did",
                                connection -> {
                                    Claim claim = claim(place, chunk.chunk());
                                    RuleReceipts.counts(connection, claim, chunk.steps());
                                    RuleReceipts.duplicates(connection, claim, chunk.duplicates());
                                    RuleReceipts.rows(connection, claim, chunk.rows());
                                });
                    }
                    return null;
                });
    }

    private static Claim claim(Place place, int chunk) {
        return new Claim(
                place.loadId(),
                place.table(),
                place.generation(),
                chunk,
                place.epochId(),
                place.runId(),
                DRIVER);
    }

    private void forget(Place place, int chunk) {
        for (String table : List.of("quarantine", "rule_count", "deduplicated", "row_log")) {
            sql.update(
                    "forget what was noted before",
                    "DELETE FROM %s.%s WHERE load_id = ? AND table_number = ? AND generation = ? AND chunk_number = ?%s"
                            .formatted(
                                    SCHEMA,
                                    table,
                                    table.equals("quarantine") ? " AND NOT committed" : ""),
                    place.loadId(),
                    place.table(),
                    place.generation(),
                    chunk);
        }
    }

    /**
     * Writes the receipts of chunks, and the rows that were set aside, in one transaction. Repeats:
     * a receipt that is there stays as it is.
     *
     * @throws MigrationException CONSISTENCY when another run has taken the load over
     */
    public void write(Place place, List<Stored> chunks) {
        sql.inTransaction(
                "write receipts",
                () -> {
                    refuseFenced(place);
                    for (Stored chunk : chunks) {
                        if (insert(place, chunk) == 1) {
                            settle(place, chunk.chunk());
                            chunk.refused()
                                    .forEach(
                                            row ->
                                                    insert(
                                                            place,
                                                            chunk.chunk(),
                                                            SetAside.of(row),
                                                            true));
                        }
                    }
                    return null;
                });
    }

    private void settle(Place place, int chunk) {
        sql.update(
                "keep the rows that were set aside",
                "UPDATE "
                        + SCHEMA
                        + ".quarantine SET committed = true WHERE load_id = ? AND table_number = ?"
                        + " AND generation = ? AND chunk_number = ? AND NOT committed",
                place.loadId(),
                place.table(),
                place.generation(),
                chunk);
    }

    /**
     * How many rows of each chunk rules left out, as it was noted.
     *
     * @param deduplicated of them, by a deduplication
     */
    public record LeftOut(int chunk, long rows, long deduplicated) {}

    /** Of all chunks of a table of which any is noted. */
    public Map<Integer, LeftOut> leftOut(Place place) {
        Map<Integer, LeftOut> chunks = new TreeMap<>();
        sql.query(
                        "read what rules left out",
                        "SELECT c.chunk_number, sum(c.left_out_rows),"
                                + " coalesce(sum(c.left_out_rows) FILTER (WHERE r.kind = 'DEDUPLICATE'), 0) FROM "
                                + SCHEMA
                                + ".rule_count c JOIN "
                                + SCHEMA
                                + ".rule r USING (load_id, table_number, step_number)"
                                + " WHERE load_id = ? AND table_number = ? AND generation = ? GROUP BY 1",
                        row -> new LeftOut(row.getInt(1), row.getLong(2), row.getLong(3)),
                        place.loadId(),
                        place.table(),
                        place.generation())
                .forEach(each -> chunks.put(each.chunk(), each));
        return chunks;
    }

    private void refuseFenced(Place place) {
        boolean mine =
                !sql.query(
                                "look who works on the load",
                                "SELECT 1 FROM "
                                        + SCHEMA
                                        + ".table_load t JOIN "
                                        + SCHEMA
                                        + ".migration_load m USING (load_id) WHERE t.load_id = ? AND"
                                        + " t.table_number = ? AND t.generation = ? AND m.state = 'LOADING'"
                                        + " AND m.owner_run = ? FOR SHARE OF t, m",
                                row -> row.getInt(1),
                                place.loadId(),
                                place.table(),
                                place.generation(),
                                place.runId())
                        .isEmpty();
        if (!mine) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot go on with load %d: another run has taken it over. Wait for it; nothing is lost."
                            .formatted(place.loadId()));
        }
    }

    private int insert(Place place, Stored chunk) {
        return sql.update(
                "write a receipt",
                "INSERT INTO "
                        + SCHEMA
                        + ".receipt (load_id, table_number, generation, chunk_number, epoch_id, run_id, attempt,"
                        + " read_rows, loaded_rows, filtered_rows, deduplicated_rows, quarantined_rows, started_at,"
                        + " finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                        + " clock_timestamp() - ? * interval '1 millisecond', clock_timestamp())"
                        + " ON CONFLICT DO NOTHING",
                place.loadId(),
                place.table(),
                place.generation(),
                chunk.chunk(),
                place.epochId(),
                place.runId(),
                DRIVER,
                chunk.read(),
                chunk.loaded(),
                chunk.filtered(),
                chunk.deduplicated(),
                chunk.quarantined(),
                chunk.millis());
    }

    private void insert(Place place, int chunk, SetAside row, boolean committed) {
        sql.update(
                "keep a row that was set aside",
                "INSERT INTO "
                        + SCHEMA
                        + ".quarantine (load_id, table_number, generation, chunk_number, run_id, committed,"
                        + " row_number, reason_state, reason, violations, source_place, source_key, source_row)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?::jsonb, ?::jsonb) ON CONFLICT DO NOTHING",
                place.loadId(),
                place.table(),
                place.generation(),
                chunk,
                place.runId(),
                committed,
                row.number(),
                row.state(),
                row.reason(),
                row.violations(),
                row.place(),
                row.key(),
                row.row());
    }

    /** The last epoch of a load; chunks without a receipt were read in it. */
    public Optional<Long> lastEpoch(long loadId) {
        return sql
                .query(
                        "read the epochs",
                        "SELECT epoch_id FROM "
                                + SCHEMA
                                + ".epoch WHERE load_id = ? ORDER BY epoch_id DESC LIMIT 1",
                        row -> row.getLong(1),
                        loadId)
                .stream()
                .findFirst();
    }
}
