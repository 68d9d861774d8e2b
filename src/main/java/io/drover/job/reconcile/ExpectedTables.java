package io.drover.job.reconcile;

import io.drover.model.LevelVerdict;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TableVerdict;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.Planner;
import io.drover.reconcile.RowForms;
import io.drover.reconcile.TablePair;
import io.drover.reconcile.expect.Expectation;
import io.drover.reconcile.expect.NotComputable;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableReconcileSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The tables of a reconciliation whose rows must be made first: by their rules, or of all tables
 * that meet in one. The first that goes into a table stands for all that do.
 */
final class ExpectedTables {
    private final ExpectedPairs pairs;
    private final Map<TableName, Integer> meeting = new HashMap<>();
    private final Map<TableName, List<Waiting>> byTarget = new LinkedHashMap<>();

    /**
     * @param compared all tables that the spec selects, partitions as the table that is compared
     */
    private ExpectedTables(ExpectedPairs pairs, List<TablePlan> compared) {
        this.pairs = pairs;
        compared.forEach(plan -> meeting.merge(plan.target(), 1, Integer::sum));
    }

    /** Of everything that the spec selects: a table holds the rows of all that go into it. */
    static ExpectedTables of(MigrationSpec spec, Catalog source, Catalog target) {
        List<TablePlan> all = Planner.tables(spec, source);
        return new ExpectedTables(
                new ExpectedPairs(spec, source, target, all),
                MeetingTables.of(spec, all, source, target));
    }

    /** A table of the source and the verdict on its definition. */
    private record Waiting(TablePlan plan, LevelVerdict definition, TableInfo into) {}

    /** Whether a table's own rows are not those that should be in its target. */
    boolean covers(TablePlan plan) {
        return plan.rules() != null || meeting.getOrDefault(plan.target(), 1) > 1;
    }

    void add(TablePlan plan, LevelVerdict definition, TableInfo into) {
        byTarget.computeIfAbsent(into.name(), none -> new ArrayList<>())
                .add(new Waiting(plan, definition, into));
    }

    /**
     * Adds a pair for each table of the target; what cannot be made has its verdict at once.
     *
     * @param wishes how the spec wants a table proven
     * @return the rows, by the position of their pair
     */
    Map<Integer, RowForms> addTo(
            List<TablePair> all,
            List<LevelVerdict> schemas,
            Map<Integer, TableVerdict> verdicts,
            Supplier<Expectation> expectations,
            Function<TablePlan, TableReconcileSpec> wishes) {
        Map<Integer, RowForms> rows = new HashMap<>();
        if (byTarget.isEmpty()) {
            return rows;
        }
        Expectation expectation = expectations.get();
        for (List<Waiting> together : byTarget.values()) {
            Waiting first = together.get(0);
            try {
                ExpectedPairs.Made made =
                        pairs.of(
                                first.plan(),
                                first.into(),
                                wishes.apply(first.plan()),
                                expectation);
                rows.put(all.size(), made.rows());
                all.add(made.pair());
                schemas.add(first.definition());
            } catch (NotComputable none) {
                for (Waiting each : together) {
                    verdicts.put(
                            each.plan().number(),
                            NotCompared.notExpected(
                                    each.plan(), each.definition(), none.getMessage()));
                }
            }
        }
        return rows;
    }

    /** Gives the verdict on a table of the target to all that go into it. */
    void tellOthers(Map<Integer, TableVerdict> verdicts) {
        for (List<Waiting> together : byTarget.values()) {
            TableVerdict all = verdicts.get(together.get(0).plan().number());
            for (Waiting each : together.subList(1, together.size())) {
                verdicts.computeIfAbsent(
                        each.plan().number(),
                        number -> NotCompared.together(each.plan(), each.definition(), all));
            }
        }
    }
}
