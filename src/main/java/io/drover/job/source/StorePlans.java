package io.drover.job.source;

import io.drover.catalog.TableSelection;
import io.drover.engine.Engines;
import io.drover.engine.Store;
import io.drover.engine.StoringEngine;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.MigrationPlan;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.StorePlanner;
import io.drover.plan.TargetNames;
import io.drover.spec.MigrationSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Plans a migration into a {@link Store}: reads what the planner needs, and has the store add its
 * statements.
 *
 * <p>Runs on: driver. Repeats: reads only.
 */
public final class StorePlans {
    private final MigrationSpec spec;
    private final Store store;

    public StorePlans(MigrationSpec spec, Store store) {
        this.spec = spec;
        this.store = store;
    }

    /**
     * Opens the spec's target.
     *
     * @param connections how many one JVM may have open
     * @throws MigrationException SPEC when nothing can be loaded into it
     */
    public static Store open(MigrationSpec spec, String purpose, int connections) {
        if (Engines.of(spec.target()) instanceof StoringEngine storing) {
            return storing.store(
                    spec.target(), "drover " + spec.name() + " " + purpose, connections);
        }
        throw new MigrationException(
                ErrorKind.SPEC,
                "Cannot load into an endpoint of type %s: it is a source only. Targets are postgres, %s."
                        .formatted(
                                spec.target().type(),
                                String.join(
                                        ", ",
                                        Engines.all().stream()
                                                .filter(StoringEngine.class::isInstance)
                                                .map(engine -> engine.type())
                                                .toList())));
    }

    /** The whole plan. */
    public MigrationPlan plan(SourceSide source) {
        Catalog catalog = source.catalog();
        StorePlanner planner = planner();
        Set<TableName> targets = planner.targets(catalog);
        Catalog standing = store.standing(standing(targets));
        StorePlanner.Result planned = planner.plan(catalog, standing, source.boundaries(catalog));
        List<PlanWarning> warnings = new ArrayList<>(planned.warnings());
        warnings.addAll(store.warnings());
        warnings.addAll(store.notCarried(planned.tables()));
        return source.complete(
                new MigrationPlan(
                        spec.name(),
                        spec.schema(),
                        catalog.server().version(),
                        standing.server().version(),
                        "snapshot",
                        planned.plans(),
                        store.ddl(planned.tables()),
                        List.of(),
                        warnings));
    }

    /** The tables that stand there, by the names that the spec gives them. */
    public Map<TableName, TableInfo> standing(Catalog source) {
        Map<TableName, TableInfo> standing = new HashMap<>();
        Catalog found = store.standing(standing(planner().targets(source)));
        for (TableName wanted : new TargetNames(spec).targets(source)) {
            found.table(store.place(wanted)).ifPresent(table -> standing.put(wanted, table));
        }
        return standing;
    }

    public StorePlanner planner() {
        return new StorePlanner(spec, store::type, store::place);
    }

    private static TableSelection standing(Collection<TableName> targets) {
        Set<String> schemas = new LinkedHashSet<>();
        targets.forEach(name -> schemas.add(name.schema()));
        return TableSelection.standing(targets, schemas);
    }
}
