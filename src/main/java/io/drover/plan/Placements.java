package io.drover.plan;

import io.drover.dialect.postgres.DdlRequest.Placement;
import io.drover.dialect.postgres.DdlRequest.SequencePlacement;
import io.drover.model.LoadMode;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.MigrationSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables and sequences that are made in the target: after the source's definitions, or, where
 * standing tables are to be replaced and kept as they are defined, after the target's.
 *
 * @param definitions the catalog that the definitions are of
 * @param tables each after its parents
 */
record Placements(Catalog definitions, List<Placement> tables, List<SequencePlacement> sequences) {

    static Placements of(
            MigrationSpec spec,
            Catalog source,
            Catalog target,
            List<Route> routes,
            TargetShapes shapes,
            List<TablePlan> plans) {
        Map<TableName, List<TablePlan>> loads = new HashMap<>();
        for (TablePlan plan : plans) {
            loads.computeIfAbsent(plan.staging(), staging -> new ArrayList<>()).add(plan);
        }
        Map<TableName, Placement> byName = new LinkedHashMap<>();
        Catalog definitions = spec.schema() == SchemaMode.CREATE ? source : target;
        for (Route route : routes) {
            if (spec.schema() == SchemaMode.CREATE && route.receiver() == null) {
                add(shapes.table(route), route.staging(), route.target(), loads, byName);
            } else if (spec.schema() == SchemaMode.EXISTING
                    && route.mode() == LoadMode.REPLACE
                    && route.receiver() != null) {
                for (TableInfo member : tree(route.receiver(), target)) {
                    TableName staging =
                            new TableName(
                                    TargetNames.stagingSchema(spec.name(), member.name().schema()),
                                    member.name().name());
                    add(member, staging, member.name(), loads, byName);
                }
            }
        }
        return new Placements(
                definitions,
                parentsFirst(byName),
                sequences(
                        spec,
                        spec.schema() == SchemaMode.CREATE
                                ? shapes.sequences(source)
                                : target.sequences(),
                        target,
                        byName));
    }

    private static void add(
            TableInfo table,
            TableName staging,
            TableName target,
            Map<TableName, List<TablePlan>> loads,
            Map<TableName, Placement> byName) {
        List<TablePlan> loading = loads.getOrDefault(staging, List.of());
        int number = loading.size() == 1 && !table.isPartitioned() ? loading.get(0).number() : -1;
        byName.putIfAbsent(table.name(), new Placement(table, staging, target, number));
    }

    /** A standing table with whatever it is a part of, and all parts of that. */
    private static List<TableInfo> tree(TableInfo table, Catalog target) {
        TableInfo root = table;
        while (root.partitionOf() != null && target.table(root.partitionOf()).isPresent()) {
            root = target.table(root.partitionOf()).orElseThrow();
        }
        List<TableInfo> members = new ArrayList<>(List.of(root));
        for (int index = 0; index < members.size(); index++) {
            TableName parent = members.get(index).name();
            target.tables().stream()
                    .filter(each -> parent.equals(each.partitionOf()))
                    .forEach(members::add);
        }
        return members;
    }

    private static List<Placement> parentsFirst(Map<TableName, Placement> byName) {
        Map<TableName, Placement> ordered = new LinkedHashMap<>();
        byName.keySet().stream().sorted().forEach(name -> visit(name, byName, ordered));
        return List.copyOf(ordered.values());
    }

    private static void visit(
            TableName name, Map<TableName, Placement> byName, Map<TableName, Placement> ordered) {
        Placement placement = byName.get(name);
        if (placement == null || ordered.containsKey(name)) {
            return;
        }
        if (placement.table().partitionOf() != null) {
            visit(placement.table().partitionOf(), byName, ordered);
        }
        placement.table().inherits().forEach(parent -> visit(parent, byName, ordered));
        ordered.put(name, placement);
    }

    private static List<SequencePlacement> sequences(
            MigrationSpec spec,
            List<SequenceInfo> sequences,
            Catalog target,
            Map<TableName, Placement> byName) {
        TargetNames names = new TargetNames(spec);
        List<SequencePlacement> placements = new ArrayList<>();
        for (SequenceInfo sequence : sequences) {
            if (sequence.ownerTable() != null) {
                Placement owner = byName.get(sequence.ownerTable());
                if (owner != null) {
                    placements.add(
                            new SequencePlacement(
                                    sequence,
                                    new TableName(owner.staging().schema(), sequence.name().name()),
                                    new TableName(
                                            owner.target().schema(), sequence.name().name())));
                }
            } else if (spec.schema() == SchemaMode.CREATE) {
                TableName name =
                        new TableName(
                                names.schema(sequence.name().schema()), sequence.name().name());
                boolean stands =
                        target.sequences().stream().anyMatch(each -> each.name().equals(name));
                if (spec.load() == LoadMode.REPLACE) {
                    String staging = TargetNames.stagingSchema(spec.name(), name.schema());
                    placements.add(
                            new SequencePlacement(
                                    sequence, new TableName(staging, name.name()), name));
                } else if (!stands) {
                    placements.add(new SequencePlacement(sequence, name, name));
                }
            }
        }
        return placements;
    }
}
