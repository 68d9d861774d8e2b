package io.drover.ledger;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.UnreadableRow;
import java.util.List;
import java.util.Optional;

/**
 * The receipts of chunks whose rows are in a target that is no PostgreSQL: they follow what the
 * target itself says, and are written by the driver alone.
 *
 * <p>Runs on: driver; thread-safe.
 */
public final class StoreReceipts {
    private static final String SCHEMA = LedgerSchema.NAME;

    private final Sql sql;

    StoreReceipts(Sql sql) {
        this.sql = sql;
    }

    /** Whose rows: of which table of a load, read in which epoch, noted by which run. */
    public record Place(long loadId, int table, int generation, long epochId, long runId) {}

    /**
     * What became of a chunk.
     *
     * @param aside its rows that were set aside before the target saw them
     * @param millis how long it took
     */
    public record Stored(
            int chunk,
            long read,
            long loaded,
            long quarantined,
            List<UnreadableRow> aside,
            long millis) {}

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
                            chunk.aside().forEach(row -> insert(place, chunk.chunk(), row));
                        }
                    }
                    return null;
                });
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
                        + " read_rows, loaded_rows, quarantined_rows, started_at, finished_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 'driver', ?, ?, ?,"
                        + " clock_timestamp() - ? * interval '1 millisecond', clock_timestamp())"
                        + " ON CONFLICT DO NOTHING",
                place.loadId(),
                place.table(),
                place.generation(),
                chunk.chunk(),
                place.epochId(),
                place.runId(),
                chunk.read(),
                chunk.loaded(),
                chunk.quarantined(),
                chunk.millis());
    }

    private void insert(Place place, int chunk, UnreadableRow row) {
        sql.update(
                "keep a row that was set aside",
                "INSERT INTO "
                        + SCHEMA
                        + ".quarantine (load_id, table_number, generation, chunk_number, run_id, committed,"
                        + " row_number, reason_state, reason, source_place, source_row)"
                        + " VALUES (?, ?, ?, ?, ?, true, ?, ?, ?, ?, ?::jsonb) ON CONFLICT DO NOTHING",
                place.loadId(),
                place.table(),
                place.generation(),
                chunk,
                place.runId(),
                row.number(),
                row.state(),
                row.reason(),
                row.place(),
                row.text());
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
