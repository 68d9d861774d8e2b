package io.drover.job;

import io.drover.engine.Store;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.connector.TypedTally;
import io.drover.ledger.Ledger;
import io.drover.ledger.StoreReceipts;
import io.drover.model.ChunkPlan;
import io.drover.model.TableName;
import io.drover.model.UnreadableRow;
import io.drover.model.catalog.TableInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** Loads the missing chunks of one table into a store, and has the ledger follow. */
final class StoreLoad {
    private final SparkSession session;
    private final Ledger ledger;
    private final StoreReceipts.Place place;
    private final StoreRows rows;
    private final Store store;
    private final LongAccumulator moved;

    StoreLoad(
            SparkSession session,
            Ledger ledger,
            StoreReceipts.Place place,
            StoreRows rows,
            Store store,
            LongAccumulator moved) {
        this.session = session;
        this.ledger = ledger;
        this.place = place;
        this.rows = rows;
        this.store = store;
        this.moved = moved;
    }

    /**
     * Loads them, as many at once as the store likes.
     *
     * @param source the table's definition there
     * @param mostAside rows of the table that may still be set aside
     */
    void load(StoredTable table, TableInfo source, List<ChunkTask> missing, long mostAside) {
        List<ChunkPlan> chunks = missing.stream().map(ChunkTask::chunk).toList();
        long left = mostAside;
        for (int from = 0; from < chunks.size(); ) {
            int to = (int) Math.min(chunks.size(), (long) from + store.chunksAtOnce(table));
            left -= batch(table, source, chunks.subList(from, to), left);
            from = to;
        }
    }

    /** How many rows were set aside. */
    private long batch(
            StoredTable table, TableInfo source, List<ChunkPlan> chunks, long mostAside) {
        String name =
                "%d-%d-%d-%d"
                        .formatted(
                                place.runId(),
                                place.loadId(),
                                place.table(),
                                chunks.get(0).number());
        TypedTally tally =
                new TypedTally(new SparkAccess(session).collector("rows of " + name), moved);
        tally.open(name);
        long begun = System.nanoTime();
        try {
            Dataset<Row> read =
                    rows.of(session, table.plan(), source, chunks, name, Math.max(0, mostAside));
            List<Integer> numbers = chunks.stream().map(ChunkPlan::number).toList();
            Map<Integer, StoredChunk> stored =
                    store.load(
                            session,
                            table,
                            read,
                            numbers,
                            new Told(tally, table.plan().target(), mostAside));
            long millis = (System.nanoTime() - begun) / 1_000_000;
            return note(table, tally.told(), stored, numbers, millis);
        } finally {
            TypedTally.close(name);
        }
    }

    private long note(
            StoredTable table,
            Map<Integer, TypedTally.ChunkTally> told,
            Map<Integer, StoredChunk> stored,
            List<Integer> numbers,
            long millis) {
        List<StoreReceipts.Stored> receipts = new ArrayList<>();
        long aside = 0;
        for (int number : numbers) {
            StoredChunk chunk = stored.get(number);
            TypedTally.ChunkTally tally = told.get(number);
            if (chunk == null || tally == null || chunk.read() != tally.read()) {
                throw new MigrationException(
                        ErrorKind.CONSISTENCY,
                        "Cannot vouch for chunk %d of %s: the source sent %s rows and the target accounts for %s. Nothing is swapped; give the same command again, and report it if it stays so."
                                .formatted(
                                        number,
                                        table.plan().source(),
                                        tally == null ? "no" : Long.toString(tally.read()),
                                        chunk == null ? "none" : Long.toString(chunk.read())));
            }
            List<UnreadableRow> rows = new ArrayList<>(tally.aside());
            rows.addAll(chunk.refused());
            receipts.add(stored(chunk, rows, millis));
            aside += chunk.quarantined();
        }
        ledger.storeReceipts().write(place, receipts);
        return aside;
    }

    static StoreReceipts.Stored stored(StoredChunk chunk, List<UnreadableRow> aside, long millis) {
        return new StoreReceipts.Stored(
                chunk.number(), chunk.read(), chunk.loaded(), chunk.quarantined(), aside, millis);
    }

    /** What the readers told, for the store to note with the rows. */
    private record Told(TypedTally tally, TableName target, long mostAside) implements StoredRows {
        @Override
        public void moved(long rows, long bytes) {}

        @Override
        public long handed(int chunk) {
            refuseTooMany();
            TypedTally.ChunkTally told = tally.told().get(chunk);
            if (told == null) {
                throw new IllegalStateException("Chunk " + chunk + " was not read to its end");
            }
            return told.read() - told.aside().size();
        }

        @Override
        public long aside(int chunk) {
            return tally.told().get(chunk).aside().size();
        }

        /** Each task counts its own chunk only; this is before anything is noted as loaded. */
        private void refuseTooMany() {
            long all = 0;
            UnreadableRow last = null;
            for (TypedTally.ChunkTally told : tally.told().values()) {
                all += told.aside().size();
                last = told.aside().isEmpty() ? last : told.aside().get(0);
            }
            if (last != null && all > mostAside) {
                throw new MigrationException(
                        ErrorKind.QUARANTINE_LIMIT,
                        "Cannot load %s: %d rows more would be set aside than quarantine.max-rows allows; one is at %s of the source: %s. Mend the rows, leave them out with where, or raise the limit. The same command goes on."
                                .formatted(target, all - mostAside, last.place(), last.reason()));
            }
        }
    }
}
