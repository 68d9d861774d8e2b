package io.drover.job.profile;

import io.drover.engine.Engines;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.TargetNames;
import io.drover.profile.Limit;
import io.drover.profile.ProfiledColumn;
import io.drover.profile.TableShape;
import io.drover.profile.ValueFamily;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.MaskedColumns;
import io.drover.spec.rules.TableRules;
import io.drover.spec.rules.ValueOrigin.FromColumn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Decides which tables are profiled, their leaves put together, and what is looked at in them. */
final class ProfileSelection {
    private final MigrationSpec spec;
    private final Catalog source;
    private final Map<TableName, TableInfo> standing;
    private final TargetNames names;

    /**
     * @param standing what stands in the target, by the names that the spec gives its tables
     */
    ProfileSelection(MigrationSpec spec, Catalog source, Map<TableName, TableInfo> standing) {
        this.spec = spec;
        this.source = source;
        this.standing = Map.copyOf(standing);
        this.names = new TargetNames(spec);
    }

    /** Whether any table is loaded into one that stands already. */
    static boolean meetsStandingTables(MigrationSpec spec) {
        return spec.schema() == SchemaMode.EXISTING
                || spec.load() != LoadMode.REPLACE
                || spec.tables().stream()
                        .anyMatch(
                                table -> table.load() != null && table.load() != LoadMode.REPLACE);
    }

    /**
     * The tables in the order of their names.
     *
     * @param only those asked for; empty: all
     * @throws MigrationException USAGE when one of them is not there
     */
    List<ProfiledTable> tables(List<TablePlan> plans, Set<TableName> only) {
        Set<TableName> wanted = wanted(only);
        Map<TableName, List<TablePlan>> byRoot = new TreeMap<>();
        for (TablePlan plan : plans) {
            if (wanted.contains(plan.source())) {
                byRoot.computeIfAbsent(root(plan.source(), wanted), any -> new ArrayList<>())
                        .add(plan);
            }
        }
        // A partitioned table without partitions has no plan, and no rows.
        for (TableName name : wanted) {
            TableInfo table = source.table(name).orElseThrow();
            if (table.isPartitioned() && root(name, wanted).equals(name)) {
                byRoot.computeIfAbsent(name, any -> new ArrayList<>());
            }
        }
        List<ProfiledTable> tables = new ArrayList<>();
        byRoot.forEach((name, leaves) -> tables.add(table(name, leaves)));
        return tables;
    }

    private Set<TableName> wanted(Set<TableName> only) {
        Set<TableName> wanted = new HashSet<>();
        if (only.isEmpty()) {
            source.tables().forEach(table -> wanted.add(table.name()));
            return wanted;
        }
        for (TableName name : only) {
            if (source.table(name).isEmpty()) {
                throw new MigrationException(
                        ErrorKind.USAGE,
                        "Cannot profile %s: the spec selects no such table of the source. Check --table; names keep their case."
                                .formatted(name));
            }
            wanted.add(name);
        }
        for (boolean grown = true; grown; ) {
            grown = false;
            for (TableInfo table : source.tables()) {
                if (table.partitionOf() != null && wanted.contains(table.partitionOf())) {
                    grown |= wanted.add(table.name());
                }
            }
        }
        return wanted;
    }

    private TableName root(TableName name, Set<TableName> wanted) {
        TableName root = name;
        TableName parent = parent(name);
        while (parent != null && wanted.contains(parent)) {
            root = parent;
            parent = parent(parent);
        }
        return root;
    }

    private @Nullable TableName parent(TableName name) {
        return source.table(name).map(TableInfo::partitionOf).orElse(null);
    }

    private ProfiledTable table(TableName name, List<TablePlan> leaves) {
        TableInfo table = source.table(name).orElseThrow();
        TableSpec settings =
                spec.tables().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElse(null);
        List<ColumnInfo> readable = ProfiledTable.readable(table);
        TableRules rules = settings == null ? TableRules.NONE : settings.rules();
        Set<String> masked = MaskedColumns.sources(rules);
        Map<String, Limit> limits = limits(table, readable, settings);
        List<String> key = key(table, settings);
        List<ProfiledColumn> columns = new ArrayList<>();
        List<Integer> keyPlaces = new ArrayList<>();
        for (ColumnInfo column : readable) {
            if (key.contains(column.name())) {
                keyPlaces.add(columns.size());
            }
            columns.add(
                    new ProfiledColumn(
                            column.name(),
                            column.type(),
                            ValueFamily.of(column.shape()),
                            masked.contains(column.name()),
                            limits.get(column.name())));
        }
        List<TablePlan> ordered =
                leaves.stream().sorted(Comparator.comparing(TablePlan::source)).toList();
        return new ProfiledTable(
                table,
                settings,
                ordered,
                new TableShape(
                        columns, !limits.isEmpty() && !Engines.covers(spec.source()), keyPlaces),
                key);
    }

    private static List<String> key(TableInfo table, @Nullable TableSpec settings) {
        if (settings != null && !settings.key().isEmpty()) {
            return settings.key();
        }
        return table.constraints().stream()
                .filter(constraint -> constraint.kind() == ConstraintInfo.Kind.PRIMARY_KEY)
                .map(ConstraintInfo::columns)
                .findFirst()
                .orElse(List.of());
    }

    /** What the standing table can hold, of the columns that reach it as they are. */
    private Map<String, Limit> limits(
            TableInfo table, List<ColumnInfo> columns, @Nullable TableSpec settings) {
        Map<String, Limit> limits = new LinkedHashMap<>();
        TableInfo standing = standing(table, settings);
        if (standing == null) {
            return limits;
        }
        TableRules rules =
                (settings == null ? TableRules.NONE : settings.rules())
                        .renaming(names.columns(table));
        Set<String> ruled = new HashSet<>(rules.drop());
        for (ColumnRule rule : rules.columns()) {
            if (rule.value() instanceof FromColumn from) {
                ruled.add(from.column());
            }
        }
        for (ColumnInfo column : columns) {
            String name = rules.rename().getOrDefault(column.name(), column.name());
            standing.columns().stream()
                    .filter(each -> each.name().equals(name) && !ruled.contains(column.name()))
                    .forEach(
                            each -> {
                                Limit limit = limit(column, each);
                                if (limit != null) {
                                    limits.put(column.name(), limit);
                                }
                            });
        }
        return limits;
    }

    private static @Nullable Limit limit(ColumnInfo column, ColumnInfo counterpart) {
        boolean mustHaveValue = counterpart.notNull() && !column.notNull();
        boolean sameType = column.type().equals(counterpart.type());
        if (sameType && !mustHaveValue) {
            return null;
        }
        return Limit.of(
                ValueFamily.of(column.shape()), column.type(), counterpart.type(), mustHaveValue);
    }

    private @Nullable TableInfo standing(TableInfo table, @Nullable TableSpec settings) {
        LoadMode mode = settings != null && settings.load() != null ? settings.load() : spec.load();
        boolean replaced = spec.schema() == SchemaMode.CREATE && mode == LoadMode.REPLACE;
        return replaced ? null : standing.get(names.target(table.name()));
    }
}
