package io.drover.plan;

import io.drover.dialect.postgres.NameMap;
import io.drover.dialect.postgres.QualifiedNameRewriter;
import io.drover.model.MigrationPlan;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.KeyBoundaries;
import io.drover.model.catalog.KeyRequest;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.MigrationSpec;
import io.drover.spec.rules.TableRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Makes the plan: spec and catalogs in, one immutable value out; no connection, no clock.
 *
 * <p>Before it stands {@code catalog}, which reads; behind it {@code job}, which obeys. The same
 * arguments give an equal plan. All that stands against a plan is reported at once.
 */
public final class Planner {
    private Planner() {}

    /**
     * The whole plan.
     *
     * @param target what {@link TargetNames#targets} and {@link TargetNames#schemas} name, as it
     *     stands
     * @throws io.drover.error.MigrationException SPEC, SOURCE or TARGET with every problem found
     */
    public static MigrationPlan plan(MigrationSpec spec, Catalog source, Catalog target) {
        return plan(spec, source, target, List.of());
    }

    /**
     * The whole plan, with tables cut by key where boundaries are given.
     *
     * @param boundaries the answers to {@link #keyRequests}
     */
    public static MigrationPlan plan(
            MigrationSpec spec, Catalog source, Catalog target, List<KeyBoundaries> boundaries) {
        Problems problems = new Problems();
        List<PlanWarning> warnings = new ArrayList<>(source.notCarried());
        List<Route> routes = new Routes(spec, source, target, problems).all();
        TargetShapes shapes = new TargetShapes(routes);
        if (spec.schema() == SchemaMode.CREATE) {
            shapes.report(
                    routes.stream().filter(route -> route.receiver() == null).toList(),
                    problems,
                    warnings);
        }
        Columns columns = new Columns(shapes, rewriter(spec, source), problems, warnings);
        List<TablePlan> tables =
                new TablePlans(spec, source, boundaries, columns, problems).of(routes);
        columns.reportWaived();
        SchemaPlan schema =
                SchemaPlan.of(spec, source, target, routes, shapes, tables, problems, warnings);
        problems.refuseIfAny(spec.name());
        return new MigrationPlan(
                spec.name(),
                spec.schema(),
                source.server().version(),
                target.server().version(),
                "snapshot",
                tables,
                schema.steps(),
                schema.sequences(),
                warnings);
    }

    /**
     * The tables as far as they can be planned, whatever stands against it: for those who look for
     * more that is wrong.
     */
    public static List<TablePlan> draft(MigrationSpec spec, Catalog source, Catalog target) {
        Problems problems = new Problems();
        List<Route> routes = new Routes(spec, source, target, problems).all();
        Columns columns =
                new Columns(
                        new TargetShapes(routes),
                        rewriter(spec, source),
                        problems,
                        new ArrayList<>());
        return new TablePlans(spec, source, List.of(), columns, problems).of(routes);
    }

    /**
     * What the spec makes of the source's tables, whatever stands in the target: for those who
     * compare and do not load.
     */
    public static List<TablePlan> tables(MigrationSpec spec, Catalog source) {
        return tables(spec, source, List.of());
    }

    /** The same, with tables cut by key where boundaries are given. */
    public static List<TablePlan> tables(
            MigrationSpec spec, Catalog source, List<KeyBoundaries> boundaries) {
        return tables(spec, source, null, boundaries);
    }

    /**
     * The tables as they would be planned now, for rows that go among those of a finished target.
     *
     * @param target what stands there
     */
    public static List<TablePlan> tables(MigrationSpec spec, Catalog source, Catalog target) {
        return tables(spec, source, target, List.of());
    }

    private static List<TablePlan> tables(
            MigrationSpec spec,
            Catalog source,
            @Nullable Catalog target,
            List<KeyBoundaries> boundaries) {
        Problems problems = new Problems();
        List<Route> routes = new Routes(spec, source, target, problems).all();
        Columns columns =
                new Columns(
                        new TargetShapes(routes),
                        rewriter(spec, source),
                        problems,
                        new ArrayList<>());
        List<TablePlan> tables =
                new TablePlans(spec, source, boundaries, columns, problems).of(routes);
        problems.refuseIfAny(spec.name());
        return tables;
    }

    /** The tables whose rows are read, partitions by themselves, in the catalog's order. */
    public static List<TableName> selected(MigrationSpec spec, Catalog source) {
        return new Routes(spec, source, null, new Problems())
                .all().stream()
                        .filter(route -> !route.table().isPartitioned())
                        .map(Route::source)
                        .toList();
    }

    /**
     * A table as it should stand in the target, under the source's names of tables and types.
     *
     * @param target its name there
     */
    public record Expected(TableName target, TableInfo table) {}

    /**
     * What the spec says of the rows of a table on their way to a target; a partition has the rules
     * of its closest ancestor that has any.
     */
    public record Ruled(TableName source, TableName target, TableRules rules) {}

    /** The rules of every table and every target that it goes to, as the spec writes them. */
    public static List<Ruled> rules(MigrationSpec spec, Catalog source) {
        return new Routes(spec, source, null, new Problems())
                .all().stream()
                        .map(route -> new Ruled(route.source(), route.target(), route.rules()))
                        .toList();
    }

    /** What a comparison of definitions expects of each table and each target that it goes to. */
    public static List<Expected> expected(MigrationSpec spec, Catalog source) {
        List<Route> routes = new Routes(spec, source, null, new Problems()).all();
        TargetShapes shapes = new TargetShapes(routes);
        return routes.stream()
                .map(route -> new Expected(route.target(), shapes.table(route)))
                .toList();
    }

    /** The source as the spec's rules reshape its tables and the owners of its sequences. */
    public static Catalog reshaped(MigrationSpec spec, Catalog source) {
        List<Route> routes = new Routes(spec, source, null, new Problems()).all();
        return new TargetShapes(routes).reshaped(source);
    }

    /** What stands against making the tables whose rules touch values, and what they leave out. */
    static void reportRuled(
            MigrationSpec spec, Catalog source, Problems problems, List<PlanWarning> warnings) {
        List<Route> routes = new Routes(spec, source, null, new Problems()).all();
        new TargetShapes(routes)
                .report(
                        routes.stream().filter(route -> route.rules().touchesValues()).toList(),
                        problems,
                        warnings);
    }

    /** Whether the source sees to it that a key names one row at most. */
    public static boolean namesOneRow(TableInfo table, List<String> key) {
        return TablePlans.uniqueInSource(table, key);
    }

    /** For types: they go to the target's schemas, where tables may be staged elsewhere. */
    private static QualifiedNameRewriter rewriter(MigrationSpec spec, Catalog source) {
        TargetNames names = new TargetNames(spec);
        Map<String, String> schemas = new HashMap<>();
        source.schemas().forEach(schema -> schemas.put(schema.name(), names.schema(schema.name())));
        return new QualifiedNameRewriter(
                new NameMap(
                        Map.of(), schemas, new HashSet<>(source.surroundings().extensionNames())));
    }

    /** The tables that are to be cut by key, and must be asked for their boundaries first. */
    public static List<KeyRequest> keyRequests(MigrationSpec spec, Catalog source) {
        return TablePlans.keyRequests(spec, source);
    }
}
