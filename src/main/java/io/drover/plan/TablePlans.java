package io.drover.plan;

import io.drover.dialect.postgres.SparkTypes;
import io.drover.dialect.postgres.WireType;
import io.drover.error.ErrorKind;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.ReadPath;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.KeyBoundaries;
import io.drover.model.catalog.KeyRequest;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.model.catalog.TypeOrigin;
import io.drover.model.rules.RowRules;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Plans the way of each table's rows: the long tables first, which keeps all cores busy. */
final class TablePlans {
    /** From here on the server scans a range of blocks without reading the others. */
    private static final int TID_RANGE_SCANS = 140000;

    /** What pglz and lz4 make of the most repetitive value, at best. */
    private static final long MAX_COMPRESSION = 256;

    private static final int MAX_KEY_PARTS = 100_000;

    private final MigrationSpec spec;
    private final Catalog source;
    private final Map<TableName, KeyBoundaries> boundaries = new HashMap<>();
    private final Columns columns;
    private final Problems problems;

    TablePlans(
            MigrationSpec spec,
            Catalog source,
            List<KeyBoundaries> boundaries,
            Columns columns,
            Problems problems) {
        this.spec = spec;
        this.source = source;
        boundaries.forEach(each -> this.boundaries.put(each.request().table(), each));
        this.columns = columns;
        this.problems = problems;
    }

    List<TablePlan> of(List<Route> routes) {
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
            plans.add(plan(route, plans.size()));
        }
        return plans;
    }

    private TablePlan plan(Route route, int number) {
        TableInfo table = route.table();
        List<ChunkPlan> chunks = chunks(chunking(spec, route.settings()), table);
        Columns.Fates fates = columns.of(route, chunks.size());
        List<ColumnPlan> columnPlans = fates.carried();
        RowRules rules = fates.rules();
        if (columnPlans.isEmpty() && (rules == null || rules.columns().isEmpty())) {
            problems.add(
                    ErrorKind.SPEC,
                    "%s has no column that could be loaded. Exclude it.".formatted(route.source()));
        }
        refuseLossyReading(route);
        List<String> key = Keys.of(table, route.settings());
        refuseWrongKey(route, key);
        boolean asText =
                columnPlans.stream()
                                .anyMatch(
                                        column ->
                                                column.origin() == null
                                                        ? column.oidInBinary()
                                                                || column.verdict()
                                                                        != TypeVerdict.LOSSLESS
                                                        // Another engine's reader writes each
                                                        // value as its target has it.
                                                        : !WireType.hasBinary(column.targetType()))
                        || loadsText(rules);
        refuseRulesByJdbc(route, rules);
        refuseRuledKey(route, columnPlans, key);
        return new TablePlan(
                number,
                table.name(),
                route.target(),
                route.staging(),
                route.mode(),
                asText ? WireForm.TEXT : WireForm.BINARY,
                rules == null ? readPath(route) : ReadPath.COPY,
                columnPlans,
                key,
                route.settings() == null ? null : route.settings().where(),
                needsGuard(table, spec.transfer().maxFieldBytes()),
                table.statistics().estimatedRows(),
                Chunks.bytes(table.statistics()),
                chunks,
                rules);
    }

    /** Of columns of another engine that its logical type cannot hold whole. */
    private void refuseLossyReading(Route route) {
        for (ColumnInfo column : route.table().columns()) {
            TypeOrigin origin = column.origin();
            boolean waived =
                    route.settings() != null && route.settings().waive().contains(column.name());
            if (origin != null && origin.verdict() == TypeVerdict.REFUSED) {
                problems.add(
                        ErrorKind.SOURCE,
                        "%s.%s: %s cannot be read: %s. Drop the column by a rule."
                                .formatted(
                                        route.source(),
                                        column.name(),
                                        origin.type(),
                                        origin.reason()));
            } else if (origin != null && origin.verdict() == TypeVerdict.LOSSY && !waived) {
                problems.add(
                        ErrorKind.SOURCE,
                        "%s.%s: %s is read as %s, which cannot hold every value: %s. List it under waive of the table, or drop it by a rule."
                                .formatted(
                                        route.source(),
                                        column.name(),
                                        origin.type(),
                                        column.type(),
                                        origin.reason()));
            }
        }
    }

    /** Of other types only the text form is known. */
    private static boolean loadsText(@Nullable RowRules rules) {
        return rules != null
                && rules.columns().stream()
                        .anyMatch(
                                column -> !SparkTypes.loaded(column.targetType()).loadsInBinary());
    }

    private void refuseRulesByJdbc(Route route, @Nullable RowRules rules) {
        if (rules != null && readPath(route) == ReadPath.JDBC) {
            problems.add(
                    ErrorKind.SPEC,
                    "%s: rules cannot be applied on read-path jdbc. Leave read-path out, or set copy."
                            .formatted(route.source()));
        }
    }

    /** An upsert finds rows by the source's key, which must reach the target as it is. */
    private void refuseRuledKey(Route route, List<ColumnPlan> carried, List<String> key) {
        if (route.rules().isEmpty() || route.mode() != LoadMode.UPSERT) {
            return;
        }
        List<String> sources = carried.stream().map(ColumnPlan::source).toList();
        for (String column : key) {
            if (!sources.contains(column)) {
                problems.add(
                        ErrorKind.SPEC,
                        "%s: an upsert needs its key column %s in the target as it is, and a rule drops it or makes it anew. Load with replace or append."
                                .formatted(route.source(), column));
            }
        }
    }

    private void refuseWrongKey(Route route, List<String> key) {
        for (String column : key) {
            if (column(route.table(), column) == null) {
                problems.add(
                        ErrorKind.SPEC,
                        "%s: the key names %s, which is no column of it. Check key of the table."
                                .formatted(route.source(), column));
            }
        }
        if (route.mode() != LoadMode.UPSERT) {
            return;
        }
        if (key.isEmpty()) {
            problems.add(
                    ErrorKind.SPEC,
                    "%s has no key to upsert by. Name its columns under key of the table, or load it with append or replace."
                            .formatted(route.source()));
        } else if (route.receiver() == null) {
            problems.add(
                    ErrorKind.TARGET,
                    "%s: %s does not stand, and an upsert needs a table with a unique index. Create it, or load with replace."
                            .formatted(route.source(), route.target()));
        } else if (!uniqueInSource(route.table(), key)) {
            problems.add(
                    ErrorKind.SPEC,
                    "%s: %s may be NULL or occur twice in the source, and an upsert would then lose rows. Name the columns of a unique index that are NOT NULL, or load with append."
                            .formatted(route.source(), String.join(", ", key)));
        } else if (!hasUniqueIndex(route.receiver(), renamed(route, key))) {
            problems.add(
                    ErrorKind.TARGET,
                    "%s: %s has no unique index over %s, which an upsert needs. Create it there."
                            .formatted(
                                    route.source(),
                                    route.target(),
                                    String.join(", ", renamed(route, key))));
        }
    }

    /** The key's columns by their names in the target. */
    private static List<String> renamed(Route route, List<String> key) {
        return key.stream()
                .map(column -> route.rules().rename().getOrDefault(column, column))
                .toList();
    }

    static boolean uniqueInSource(TableInfo table, List<String> key) {
        return hasUniqueIndex(table, key)
                && table.columns().stream()
                        .filter(column -> key.contains(column.name()))
                        .allMatch(column -> column.notNull());
    }

    private static boolean hasUniqueIndex(TableInfo table, List<String> key) {
        return Keys.uniqueIndexes(table).stream()
                .anyMatch(
                        index ->
                                index.size() == key.size()
                                        && new HashSet<>(index).containsAll(key));
    }

    private ReadPath readPath(Route route) {
        return route.settings() != null && route.settings().readPath() != null
                ? route.settings().readPath()
                : spec.readPath();
    }

    private static ChunkingSpec chunking(MigrationSpec spec, @Nullable TableSpec settings) {
        return settings != null && settings.chunking() != null
                ? settings.chunking()
                : spec.chunking();
    }

    private List<ChunkPlan> chunks(ChunkingSpec chunking, TableInfo table) {
        TableStatistics statistics = table.statistics();
        KeyBoundaries keys = boundaries.get(table.name());
        if (keys != null && !keys.bounds().isEmpty()) {
            return Chunks.byKey(statistics, keys);
        }
        return readsBlocks(chunking, source, table)
                ? Chunks.byBlocks(statistics, chunking)
                : Chunks.whole(statistics);
    }

    private static boolean readsBlocks(ChunkingSpec chunking, Catalog source, TableInfo table) {
        return source.server().versionNumber() >= TID_RANGE_SCANS
                && table.accessMethod() == null
                && chunking.by() != ChunkingSpec.By.KEY;
    }

    static List<KeyRequest> keyRequests(MigrationSpec spec, Catalog source) {
        TargetNames names = new TargetNames(spec);
        List<KeyRequest> requests = new ArrayList<>();
        for (TableInfo table : source.tables()) {
            TableSpec settings = names.settings(table.name());
            ChunkingSpec chunking = chunking(spec, settings);
            List<String> key = Keys.of(table, settings);
            boolean cut =
                    !table.isPartitioned()
                            && !Chunks.isSmall(table.statistics(), chunking)
                            && !readsBlocks(chunking, source, table)
                            && !key.isEmpty()
                            && key.stream().allMatch(column -> column(table, column) != null);
            if (cut) {
                List<ColumnInfo> columns = key.stream().map(each -> column(table, each)).toList();
                requests.add(
                        new KeyRequest(
                                table.name(),
                                key,
                                columns.stream().map(ColumnInfo::type).toList(),
                                !columns.stream().allMatch(ColumnInfo::notNull),
                                (int)
                                        Math.min(
                                                Chunks.count(table.statistics(), chunking),
                                                MAX_KEY_PARTS),
                                table.statistics().estimatedRows()));
            }
        }
        return requests;
    }

    private static @Nullable ColumnInfo column(TableInfo table, String name) {
        return table.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static boolean needsGuard(TableInfo table, long maxFieldBytes) {
        boolean variable =
                table.columns().stream().anyMatch(column -> column.shape().variableLength());
        long stored = Math.max(table.statistics().toastBytes(), Chunks.BLOCK_BYTES);
        return variable && stored >= maxFieldBytes / MAX_COMPRESSION;
    }
}
