package io.drover.job.migrate;

import io.drover.engine.Store;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.run.Concurrently;
import io.drover.ledger.Ledger;
import io.drover.ledger.StoreReceipts;
import io.drover.ledger.StoreReceipts.Fates;
import io.drover.ledger.StoreReceipts.SetAside;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.UnreadableRow;
import io.drover.transform.RuleFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Loads the missing chunks of one table into a store, and has the ledger follow. */
final class StoreLoad {
    private final SparkSession session;
    private final Ledger ledger;
    private final StoreReceipts.Place place;
    private final Store store;

    StoreLoad(SparkSession session, Ledger ledger, StoreReceipts.Place place, Store store) {
        this.session = session;
        this.ledger = ledger;
        this.place = place;
        this.store = store;
    }

    /** Makes the rows of some chunks. */
    interface Batches {
        /**
         * The rows of some chunks.
         *
         * @param mostAside rows of a chunk that may be set aside
         */
        StoreBatch of(List<Integer> chunks, long mostAside);
    }

    /**
     * Loads them, as many at once as the store likes.
     *
     * @param missing the numbers of the chunks
     * @param mostAside rows of the table that may still be set aside
     */
    void load(StoredTable table, Batches batches, List<Integer> missing, long mostAside) {
        long left = mostAside;
        for (int from = 0; from < missing.size(); ) {
            int to = (int) Math.min(missing.size(), (long) from + store.chunksAtOnce(table));
            left -= batch(table, batches, missing.subList(from, to), left);
            from = to;
        }
    }

    /** How many rows were set aside. */
    private long batch(StoredTable table, Batches batches, List<Integer> chunks, long mostAside) {
        long begun = System.nanoTime();
        try (StoreBatch batch = batches.of(chunks, Math.max(0, mostAside))) {
            Map<Integer, StoredChunk> stored =
                    store.load(
                            session,
                            table,
                            batch.rows(),
                            chunks,
                            new Told(
                                    batch,
                                    List.copyOf(chunks),
                                    table.plan().target(),
                                    mostAside,
                                    ledger.storeReceipts(),
                                    place));
            long millis = (System.nanoTime() - begun) / 1_000_000;
            return note(table, batch.told(), stored, chunks, millis);
        } catch (Exception failure) {
            // Spark throws what Java calls checked, and does not say so.
            throw (table.plan().rules() == null
                            ? Optional.<MigrationException>empty()
                            : RuleFailure.of(table.plan(), failure))
                    .map(RuntimeException.class::cast)
                    .orElseGet(() -> Concurrently.unwrapped(failure));
        }
    }

    private long note(
            StoredTable table,
            Map<Integer, Fates> told,
            Map<Integer, StoredChunk> stored,
            List<Integer> numbers,
            long millis) {
        List<StoreReceipts.Stored> receipts = new ArrayList<>();
        long aside = 0;
        for (int number : numbers) {
            StoredChunk chunk = stored.get(number);
            Fates fates = told.get(number);
            if (chunk == null
                    || fates == null
                    || chunk.read() != fates.handed() + fates.aside().size()) {
                throw new MigrationException(
                        ErrorKind.CONSISTENCY,
                        "Cannot vouch for chunk %d of %s: the source sent %s rows, of which the target was to account for %s and accounts for %s. Nothing is swapped; give the same command again, and report it if it stays so."
                                .formatted(
                                        number,
                                        table.plan().source(),
                                        fates == null ? "no" : Long.toString(fates.read()),
                                        fates == null
                                                ? "none"
                                                : Long.toString(
                                                        fates.handed() + fates.aside().size()),
                                        chunk == null ? "none" : Long.toString(chunk.read())));
            }
            receipts.add(
                    new StoreReceipts.Stored(
                            number,
                            fates.read(),
                            chunk.loaded(),
                            fates.filtered(),
                            fates.deduplicated(),
                            chunk.quarantined(),
                            numberedApart(chunk.refused(), fates.read()),
                            millis));
            aside += chunk.quarantined();
        }
        ledger.storeReceipts().write(place, receipts);
        return aside;
    }

    /**
     * The store numbers the rows that it was handed, others were numbered as they were read: so the
     * store's are counted on behind the last that was read.
     */
    private static List<UnreadableRow> numberedApart(List<UnreadableRow> refused, long read) {
        return refused.stream()
                .map(
                        row ->
                                new UnreadableRow(
                                        read + row.number(),
                                        row.place(),
                                        row.text(),
                                        row.state(),
                                        row.reason()))
                .toList();
    }

    /**
     * What the readers told, for the store to note with the rows. The store asks before it notes
     * anything as loaded: then the ledger hears of the rows that it will never see.
     */
    private static final class Told implements StoredRows {
        private static final long serialVersionUID = 1L;

        private final transient StoreBatch batch;
        private final transient List<Integer> chunks;
        private final transient TableName target;
        private final transient long mostAside;
        private final transient StoreReceipts receipts;
        private final transient StoreReceipts.Place place;
        private transient @Nullable Map<Integer, Fates> told;

        Told(
                StoreBatch batch,
                List<Integer> chunks,
                TableName target,
                long mostAside,
                StoreReceipts receipts,
                StoreReceipts.Place place) {
            this.batch = batch;
            this.chunks = chunks;
            this.target = target;
            this.mostAside = mostAside;
            this.receipts = receipts;
            this.place = place;
        }

        @Override
        public void moved(long rows, long bytes) {}

        @Override
        public long handed(int chunk) {
            return of(chunk).handed();
        }

        @Override
        public long aside(int chunk) {
            return of(chunk).aside().size();
        }

        private Fates of(int chunk) {
            if (told == null) {
                Map<Integer, Fates> all = batch.told();
                refuseTooMany(all);
                receipts.note(
                        place, chunks.stream().map(all::get).filter(Objects::nonNull).toList());
                told = all;
            }
            Fates fates = told.get(chunk);
            if (fates == null) {
                throw new IllegalStateException("Chunk " + chunk + " was not read to its end");
            }
            return fates;
        }

        /** Each task counts its own chunk only; this is before anything is noted as loaded. */
        private void refuseTooMany(Map<Integer, Fates> all) {
            long aside = 0;
            SetAside last = null;
            for (Fates each : all.values()) {
                aside += each.aside().size();
                last = each.aside().isEmpty() ? last : each.aside().get(0);
            }
            if (last != null && aside > mostAside) {
                throw new MigrationException(
                        ErrorKind.QUARANTINE_LIMIT,
                        "Cannot load %s: %d rows more would be set aside than quarantine.max-rows allows; one is at %s of the source: %s. Mend the rows, leave them out with where, or raise the limit. The same command goes on."
                                .formatted(target, aside - mostAside, last.place(), last.reason()));
            }
        }
    }
}
