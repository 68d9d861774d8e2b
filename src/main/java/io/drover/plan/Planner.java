package io.drover.plan;

import io.drover.dialect.postgres.NameMap;
import io.drover.dialect.postgres.QualifiedNameRewriter;
import io.drover.error.ErrorKind;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.MigrationPlan;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.ReadPath;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.MigrationSpec;
import java.util.ArrayList;
import java.util.Comparator;
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
    /** From here on the server scans a range of blocks without reading the others. */
    private static final int TID_RANGE_SCANS = 140000;

    /** What pglz and lz4 make of the most repetitive value, at best. */
    private static final long MAX_COMPRESSION = 256;

    private Planner() {}

    /**
     * The whole plan.
     *
     * @param target what {@link TargetNames#targets} and {@link TargetNames#schemas} name, as it
     *     stands
     * @throws io.drover.error.MigrationException SPEC, SOURCE or TARGET with every problem found
     */
    public static MigrationPlan plan(MigrationSpec spec, Catalog source, Catalog target) {
        Problems problems = new Problems();
        List<PlanWarning> warnings = new ArrayList<>(source.notCarried());
        List<Route> routes = new Routes(spec, source, target, problems).all();
        List<TablePlan> tables =
                tables(
                        spec,
                        source,
                        routes,
                        new Columns(rewriter(spec, source), problems, warnings),
                        problems);
        SchemaPlan schema = SchemaPlan.of(spec, source, target, routes, tables, problems, warnings);
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
     * What the spec makes of the source's tables, whatever stands in the target: for those who
     * compare and do not load.
     */
    public static List<TablePlan> tables(MigrationSpec spec, Catalog source) {
        Problems problems = new Problems();
        List<Route> routes = new Routes(spec, source, null, problems).all();
        List<TablePlan> tables =
                tables(
                        spec,
                        source,
                        routes,
                        new Columns(rewriter(spec, source), problems, new ArrayList<>()),
                        problems);
        problems.refuseIfAny(spec.name());
        return tables;
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

    private static List<TablePlan> tables(
            MigrationSpec spec,
            Catalog source,
            List<Route> routes,
            Columns columns,
            Problems problems) {
        List<Route> leaves =
                routes.stream()
                        .filter(route -> !route.table().isPartitioned())
                        .sorted(
                                Comparator.comparingLong(
                                                (Route route) ->
                                                        -Chunks.bytes(route.table().statistics()))
                                        .thenComparing(Route::source))
                        .toList();
        List<TablePlan> plans = new ArrayList<>();
        for (Route route : leaves) {
            List<ColumnPlan> columnPlans = columns.of(route);
            if (columnPlans.isEmpty()) {
                problems.add(
                        ErrorKind.SPEC,
                        "%s has no column that could be loaded. Exclude it."
                                .formatted(route.source()));
            }
            plans.add(table(spec, source, route, columnPlans, plans.size(), problems));
        }
        return plans;
    }

    private static TablePlan table(
            MigrationSpec spec,
            Catalog source,
            Route route,
            List<ColumnPlan> columns,
            int number,
            Problems problems) {
        TableInfo table = route.table();
        List<String> key = Keys.of(table, route.settings());
        refuseWrongKey(route, key, problems);
        boolean asText =
                columns.stream()
                        .anyMatch(
                                column ->
                                        column.oidInBinary()
                                                || column.verdict() != TypeVerdict.LOSSLESS);
        return new TablePlan(
                number,
                table.name(),
                route.target(),
                route.staging(),
                route.mode(),
                asText ? WireForm.TEXT : WireForm.BINARY,
                readPath(spec, route),
                columns,
                key,
                route.settings() == null ? null : route.settings().where(),
                needsGuard(table, spec.transfer().maxFieldBytes()),
                table.statistics().estimatedRows(),
                Chunks.bytes(table.statistics()),
                chunks(chunking(spec, route), source, table));
    }

    private static void refuseWrongKey(Route route, List<String> key, Problems problems) {
        for (String column : key) {
            if (route.table().columns().stream().noneMatch(each -> each.name().equals(column))) {
                problems.add(
                        ErrorKind.SPEC,
                        "%s: the key names %s, which is no column of it. Check key of the table."
                                .formatted(route.source(), column));
            }
        }
        if (route.mode() == LoadMode.UPSERT && key.isEmpty()) {
            problems.add(
                    ErrorKind.SPEC,
                    "%s has no key to upsert by. Name its columns under key of the table, or load it with append or replace."
                            .formatted(route.source()));
        }
        if (route.mode() == LoadMode.UPSERT
                && !key.isEmpty()
                && route.receiver() != null
                && Keys.uniqueIndexes(route.receiver()).stream()
                        .noneMatch(
                                index ->
                                        index.size() == key.size()
                                                && new HashSet<>(index).containsAll(key))) {
            problems.add(
                    ErrorKind.TARGET,
                    "%s: %s has no unique index over %s, which an upsert needs. Create it there."
                            .formatted(route.source(), route.target(), String.join(", ", key)));
        }
    }

    private static ReadPath readPath(MigrationSpec spec, Route route) {
        return route.settings() != null && route.settings().readPath() != null
                ? route.settings().readPath()
                : spec.readPath();
    }

    private static ChunkingSpec chunking(MigrationSpec spec, Route route) {
        return route.settings() != null && route.settings().chunking() != null
                ? route.settings().chunking()
                : spec.chunking();
    }

    private static List<ChunkPlan> chunks(ChunkingSpec chunking, Catalog source, TableInfo table) {
        TableStatistics statistics = table.statistics();
        boolean ofBlocks =
                source.server().versionNumber() >= TID_RANGE_SCANS && isHeap(table.accessMethod());
        return ofBlocks && chunking.by() != ChunkingSpec.By.KEY
                ? Chunks.byBlocks(statistics, chunking)
                : Chunks.whole(statistics);
    }

    private static boolean isHeap(@Nullable String accessMethod) {
        return accessMethod == null;
    }

    private static boolean needsGuard(TableInfo table, long maxFieldBytes) {
        boolean variable =
                table.columns().stream().anyMatch(column -> column.shape().variableLength());
        long stored = Math.max(table.statistics().toastBytes(), Chunks.BLOCK_BYTES);
        return variable && stored >= maxFieldBytes / MAX_COMPRESSION;
    }
}
