package io.drover.job.migrate;

import io.drover.engine.Store;
import io.drover.engine.StoredTable;
import io.drover.extract.SourceAccess;
import io.drover.job.rules.Lookups;
import io.drover.job.rules.Masks;
import io.drover.ledger.Ledger;
import io.drover.ledger.LedgerHome;
import io.drover.ledger.StoreReceipts;
import io.drover.model.ChunkPlan;
import io.drover.model.TablePlan;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.MigrationSpec;
import io.drover.transform.RuleFunctions;
import io.drover.transform.RuleSession;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** One table on its way into a store, with its rules or without any. */
final class StoreTableLoad {
    private final MigrationSpec spec;
    private final SparkSession session;
    private final Ledger ledger;
    private final SourceAccess access;
    private final Store store;
    private final StoreReceipts.Place place;
    private final LongAccumulator moved;

    StoreTableLoad(
            MigrationSpec spec,
            SparkSession session,
            Ledger ledger,
            SourceAccess access,
            Store store,
            StoreReceipts.Place place,
            LongAccumulator moved) {
        this.spec = spec;
        this.session = session;
        this.ledger = ledger;
        this.access = access;
        this.store = store;
        this.place = place;
        this.moved = moved;
    }

    /**
     * Loads what is missing.
     *
     * @param table as the store is told of it
     * @param source its definition there
     * @param mostAside rows that may still be set aside
     */
    void load(
            TablePlan plan,
            StoredTable table,
            TableInfo source,
            List<Integer> missing,
            long mostAside) {
        StoreLoad load = new StoreLoad(session, ledger, place, store);
        if (missing.isEmpty()) {
            return;
        }
        if (plan.rules() == null) {
            StoreRows rows = new StoreRows(access, store);
            load.load(
                    table,
                    (chunks, most) ->
                            rows.batch(
                                    session,
                                    plan,
                                    source,
                                    some(plan, chunks),
                                    name() + " from " + chunks.get(0),
                                    most,
                                    moved),
                    missing,
                    mostAside);
            return;
        }
        SparkSession rules = RuleSession.of(session);
        RuleFunctions.register(rules, new Masks(spec).secrets());
        Lookups lookups = new Lookups(access, LedgerHome.of(spec.ledger()), spec.name());
        try (RuledStoreRows rows =
                new RuledStoreRows(
                        session, rules, access, store, plan, table, source, lookups, name(),
                        moved)) {
            load.load(table, rows::batch, missing, mostAside);
            if (plan.shuffles()) {
                RuledRows.vouch(ledger, place.loadId(), place.runId(), plan, rows.sent());
            }
        }
    }

    private static List<ChunkPlan> some(TablePlan plan, List<Integer> numbers) {
        return plan.chunks().stream().filter(chunk -> numbers.contains(chunk.number())).toList();
    }

    private String name() {
        return "load %d table %d run %d".formatted(place.loadId(), place.table(), place.runId());
    }
}
