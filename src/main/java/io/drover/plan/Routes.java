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

    /**
     * One for each table and target that it goes to, partitioned parents included, in the catalog's
     * order.
     */
    List<Route> all() {
        List<Route> routes = new ArrayList<>();
        for (TableInfo table : source.tables()) {
            List<TableSpec> settings = names.all(table.name());
            if (settings.isEmpty()) {
                routes.add(route(table, null));
            }
            settings.forEach(each -> routes.add(route(table, each)));
            if (settings.size() > 1) {
                refuseSplit(table, routes);
            }
        }
        refuseMissingSettings();
        refuseLongNames(routes);
        refuseFoldedNames(routes);
        refuseSharedTargets(routes);
        return routes;
    }

    private void refuseSplit(TableInfo table, List<Route> routes) {
        if (table.isPartitioned() || table.partitionOf() != null) {
            problems.add(
                    ErrorKind.SPEC,
                    "%s is partitioned or a partition, and cannot go to several targets. Give it one entry in tables."
                            .formatted(table.name()));
        }
        boolean made =
                routes.stream()
                        .filter(route -> route.source().equals(table.name()))
                        .anyMatch(route -> route.receiver() == null);
        if (made && target != null && spec.schema() == SchemaMode.CREATE) {
            problems.add(
                    ErrorKind.SPEC,
                    "%s goes to several targets, and Drover cannot tell which of them has its keys and indexes. Create them in the target and set schema = existing."
                            .formatted(table.name()));
        }
    }

    private Route route(TableInfo table, @Nullable TableSpec settings) {
        List<TableName> ancestors = ancestors(table);
        LoadMode mode = names.mode(settings, ancestors);
        TableName ownTarget = names.target(table.name(), settings);
        if (!ancestors.isEmpty()) {
            TableInfo root = source.table(ancestors.get(ancestors.size() - 1)).orElse(table);
            LoadMode rootMode = names.mode(names.settings(root.name()), List.of());
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
                settings,
                finalTarget,
                staging,
                mode,
                receiver,
                rules(settings, ancestors).renaming(names.columns(table)));
    }

    private TableRules rules(@Nullable TableSpec own, List<TableName> ancestors) {
        List<TableSpec> closestFirst = new ArrayList<>();
        closestFirst.add(own);
        ancestors.forEach(ancestor -> closestFirst.add(names.settings(ancestor)));
        for (TableSpec settings : closestFirst) {
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
                                    .formatted(settings.name()));
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

    /** Tables that meet only because their names are made alike were not meant to. */
    private void refuseFoldedNames(List<Route> routes) {
        Map<TableName, Route> folded = new HashMap<>();
        for (Route route : routes) {
            boolean named = route.settings() != null && route.settings().target() != null;
            if (named || route.table().partitionOf() != null) {
                continue;
            }
            Route other = folded.putIfAbsent(route.target(), route);
            if (other != null
                    && !other.source().equals(route.source())
                    && other.source().schema().equals(route.source().schema())) {
                problems.add(
                        ErrorKind.SPEC,
                        "%s and %s would both be named %s by select.names. Give one of them a target of its own in tables."
                                .formatted(other.source(), route.source(), route.target()));
            }
        }
    }

    /** Tables meet where one stands that takes them all; that is what joins several into one. */
    private void refuseSharedTargets(List<Route> routes) {
        Map<TableName, Route> taken = new HashMap<>();
        for (Route route : routes) {
            Route other = taken.putIfAbsent(route.target(), route);
            if (other == null
                    || (route.receiver() != null && route.table().partitionOf() != null)) {
                continue;
            }
            boolean standing = route.receiver() != null && other.receiver() != null;
            boolean unknown = target == null && spec.schema() == SchemaMode.EXISTING;
            if (!standing && !unknown) {
                problems.add(
                        ErrorKind.SPEC,
                        "%s and %s would both become %s. Give one of them another target in tables, or create the table that takes both and set schema = existing."
                                .formatted(other.source(), route.source(), route.target()));
            } else if (route.mode() != other.mode()) {
                problems.add(
                        ErrorKind.SPEC,
                        "%s and %s go to %s, the one as %s and the other as %s. Give both the same load."
                                .formatted(
                                        other.source(),
                                        route.source(),
                                        route.target(),
                                        other.mode(),
                                        route.mode()));
            }
        }
    }
}
