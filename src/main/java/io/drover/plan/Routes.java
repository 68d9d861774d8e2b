package io.drover.plan;

import io.drover.error.ErrorKind;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.TableRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds for each table of the source where it goes, and what stands there. */
final class Routes {
    private final MigrationSpec spec;
    private final Catalog source;
    private final @Nullable Catalog target;
    private final TargetNames names;
    private final Problems problems;

    /** Whatever stands in the target is left out of account where {@code target} is null. */
    Routes(MigrationSpec spec, Catalog source, @Nullable Catalog target, Problems problems) {
        this.spec = spec;
        this.source = source;
        this.target = target;
        this.names = new TargetNames(spec);
        this.problems = problems;
    }

    /** One for each table, partitioned parents included, in the catalog's order. */
    List<Route> all() {
        List<Route> routes = new ArrayList<>();
        for (TableInfo table : source.tables()) {
            routes.add(route(table));
        }
        refuseMissingSettings();
        refuseLongNames(routes);
        refuseSharedTargets(routes);
        return routes;
    }

    private Route route(TableInfo table) {
        List<TableName> ancestors = ancestors(table);
        LoadMode mode = names.mode(table, ancestors);
        TableName ownTarget = names.target(table.name());
        if (!ancestors.isEmpty()) {
            TableInfo root = source.table(ancestors.get(ancestors.size() - 1)).orElse(table);
            LoadMode rootMode = names.mode(root, List.of());
            if (mode != rootMode) {
                problems.add(
                        ErrorKind.SPEC,
                        "%s is a partition of %s and cannot be loaded as %s while that is loaded as %s. Give both the same load."
                                .formatted(table.name(), root.name(), mode, rootMode));
            }
        }
        TableInfo receiver = receiver(table, ownTarget, ancestors, mode);
        TableName finalTarget = receiver == null ? ownTarget : receiver.name();
        TableName staging =
                mode == LoadMode.REPLACE
                        ? new TableName(
                                TargetNames.stagingSchema(spec.name(), finalTarget.schema()),
                                finalTarget.name())
                        : finalTarget;
        return new Route(
                table,
                names.settings(table.name()),
                finalTarget,
                staging,
                mode,
                receiver,
                rules(table, ancestors));
    }

    private TableRules rules(TableInfo table, List<TableName> ancestors) {
        List<TableName> closestFirst = new ArrayList<>(List.of(table.name()));
        closestFirst.addAll(ancestors);
        for (TableName name : closestFirst) {
            TableSpec settings = names.settings(name);
            if (settings != null && !settings.rules().isEmpty()) {
                boolean global =
                        settings.rules().deduplicate() != null
                                || settings.rules().checks().stream()
                                        .anyMatch(
                                                check ->
                                                        check.condition()
                                                                instanceof CheckRule.Unique);
                if (global && !ancestors.isEmpty()) {
                    problems.add(
                            ErrorKind.SPEC,
                            "%s: its partitions are read each by itself, so duplicates between them would stay. Leave deduplicate and unique out."
                                    .formatted(name));
                }
                return settings.rules();
            }
        }
        return TableRules.NONE;
    }

    private @Nullable TableInfo receiver(
            TableInfo table, TableName ownTarget, List<TableName> ancestors, LoadMode mode) {
        boolean replacedBySource = mode == LoadMode.REPLACE && spec.schema() == SchemaMode.CREATE;
        if (target == null || replacedBySource) {
            return null;
        }
        List<TableName> candidates = new ArrayList<>(List.of(ownTarget));
        ancestors.forEach(ancestor -> candidates.add(names.target(ancestor)));
        for (TableName candidate : candidates) {
            TableInfo standing = target.table(candidate).orElse(null);
            if (standing != null) {
                return standing;
            }
        }
        if (spec.schema() == SchemaMode.EXISTING) {
            problems.add(
                    ErrorKind.TARGET,
                    "%s: table %s does not stand in the target. Create it there, or set schema = create."
                            .formatted(table.name(), ownTarget));
        }
        return null;
    }

    /** The partitioned tables above it, the nearest first. */
    private List<TableName> ancestors(TableInfo table) {
        List<TableName> found = new ArrayList<>();
        TableName parent = table.partitionOf();
        while (parent != null) {
            found.add(parent);
            parent = source.table(parent).map(TableInfo::partitionOf).orElse(null);
        }
        return found;
    }

    private void refuseMissingSettings() {
        for (TableSpec table : spec.tables()) {
            if (source.table(table.name()).isEmpty()) {
                problems.add(
                        ErrorKind.SPEC,
                        "Table %s has settings of its own and is not among the selected tables. Check its name, or select it."
                                .formatted(table.name()));
            }
        }
    }

    private void refuseLongNames(List<Route> routes) {
        for (Route route : routes) {
            for (String name : List.of(route.target().schema(), route.target().name())) {
                if (name.getBytes(StandardCharsets.UTF_8).length > TargetNames.MAX_NAME_BYTES) {
                    problems.add(
                            ErrorKind.SPEC,
                            "%s: the name %s has more than 63 bytes, and the target would cut it. Choose a shorter one."
                                    .formatted(route.source(), name));
                }
            }
        }
    }

    private void refuseSharedTargets(List<Route> routes) {
        Map<TableName, Route> taken = new HashMap<>();
        for (Route route : routes) {
            if (route.receiver() != null && route.table().partitionOf() != null) {
                continue;
            }
            Route other = taken.putIfAbsent(route.target(), route);
            if (other != null) {
                problems.add(
                        ErrorKind.SPEC,
                        "%s and %s would both become %s. Give one of them another target in tables."
                                .formatted(other.source(), route.source(), route.target()));
            }
        }
    }
}
