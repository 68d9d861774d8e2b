package io.drover.plan;

import io.drover.dialect.postgres.ColumnReferences;
import io.drover.error.ErrorKind;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.ConstraintInfo.Kind;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.TableInfo;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The tables of the source as their rules reshape them, seen together: foreign keys name their
 * parents' new columns, and tables that share their columns are reshaped alike.
 */
final class TargetShapes {
    private final Map<TableName, TargetShape> shapes = new LinkedHashMap<>();

    /** Of those routes that are not the first of their source. */
    private final IdentityHashMap<Route, TargetShape> others = new IdentityHashMap<>();

    /** Foreign keys see the first route of a table that goes to several targets. */
    TargetShapes(List<Route> routes) {
        for (Route route : routes) {
            TargetShape shape = TargetShape.of(route.table(), route.rules());
            if (shapes.putIfAbsent(route.source(), shape) != null) {
                others.put(route, shape);
            }
        }
        List<TargetShape> keyed = shapes.values().stream().map(this::withForeignKeys).toList();
        keyed.forEach(shape -> shapes.put(shape.source().name(), shape));
    }

    /** The table as it is to be made. */
    TableInfo table(Route route) {
        return shape(route).table();
    }

    private TargetShape shape(Route route) {
        return others.getOrDefault(route, shapes.get(route.source()));
    }

    /** What stands against making these tables, and what is left out of them. */
    void report(List<Route> made, Problems problems, List<PlanWarning> warnings) {
        for (Route route : made) {
            TargetShape shape = shape(route);
            shape.problems().forEach(problem -> problems.add(ErrorKind.SPEC, problem));
            unlikeParents(shape).forEach(problem -> problems.add(ErrorKind.SPEC, problem));
            warnings.addAll(shape.warnings());
        }
    }

    /** The catalog with these tables instead of its own, and sequences owned by their columns. */
    Catalog reshaped(Catalog source) {
        return new Catalog(
                source.server(),
                source.schemas(),
                source.types(),
                sequences(source),
                source.tables().stream()
                        .map(
                                table ->
                                        shapes.containsKey(table.name())
                                                ? shapes.get(table.name()).table()
                                                : table)
                        .toList(),
                source.notCarried(),
                source.surroundings());
    }

    /**
     * Sequences, owned by their columns under the new names. One whose column a rule makes or drops
     * is left out, or belongs to no table where another column still takes its values.
     */
    List<SequenceInfo> sequences(Catalog source) {
        List<SequenceInfo> reshaped = new ArrayList<>();
        for (SequenceInfo sequence : source.sequences()) {
            TargetShape owner =
                    sequence.ownerTable() == null ? null : shapes.get(sequence.ownerTable());
            String column = owner == null ? null : owner.columns().carried(sequence.ownerColumn());
            if (owner == null) {
                reshaped.add(sequence);
            } else if (column != null || isUsed(sequence)) {
                reshaped.add(sequence.ownedBy(column));
            }
        }
        return reshaped;
    }

    private boolean isUsed(SequenceInfo sequence) {
        return !sequence.identity()
                && shapes.values().stream()
                        .flatMap(shape -> shape.table().columns().stream())
                        .map(ColumnInfo::defaultExpression)
                        .anyMatch(each -> each != null && each.contains(sequence.name().name()));
    }

    private TargetShape withForeignKeys(TargetShape shape) {
        List<ConstraintInfo> kept = new ArrayList<>();
        List<PlanWarning> warnings = new ArrayList<>();
        for (ConstraintInfo constraint : shape.table().constraints()) {
            if (constraint.kind() != Kind.FOREIGN_KEY) {
                kept.add(constraint);
                continue;
            }
            String why = why(shape, constraint);
            if (why == null) {
                kept.add(renamed(shape, constraint));
            } else if (!constraint.inherited()) {
                warnings.add(
                        ReshapedKeys.leftOut(
                                "foreign key", constraint.name(), shape.source(), why));
            }
        }
        return shape.with(kept, warnings);
    }

    private ConstraintInfo renamed(TargetShape shape, ConstraintInfo key) {
        TargetShape parent = shapes.get(key.references());
        String definition =
                parent == null
                        ? key.definition()
                        : ColumnReferences.referenced(key.definition()).renamed(parent.names());
        return ReshapedKeys.renamed(
                key,
                ColumnReferences.ofForeignKey(definition).renamed(shape.names()),
                shape.names());
    }

    private @Nullable String why(TargetShape shape, ConstraintInfo key) {
        for (String column : key.columns()) {
            if (shape.columns().whyGone(column) != null) {
                return shape.columns().whyGone(column);
            }
        }
        TargetShape parent = shapes.get(key.references());
        if (parent == null) {
            return key.columns().stream()
                    .map(shape.columns()::whyRetyped)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
        List<String> parents = List.copyOf(ColumnReferences.referenced(key.definition()).names());
        for (int index = 0; index < parents.size() && index < key.columns().size(); index++) {
            String gone = parent.columns().whyGone(parents.get(index));
            if (gone != null) {
                return "of %s, %s".formatted(parent.source().name(), gone);
            }
            String own = type(shape, key.columns().get(index));
            String other = type(parent, parents.get(index));
            boolean retyped =
                    shape.columns().whyRetyped(key.columns().get(index)) != null
                            || parent.columns().whyRetyped(parents.get(index)) != null;
            if (retyped && !Objects.equals(own, other)) {
                return "%s becomes %s, and %s of %s becomes %s"
                        .formatted(
                                key.columns().get(index),
                                own,
                                parents.get(index),
                                parent.source().name(),
                                other);
            }
        }
        return null;
    }

    private static String type(TargetShape shape, String sourceColumn) {
        String name = shape.names().get(sourceColumn);
        return shape.table().columns().stream()
                .filter(column -> column.name().equals(name))
                .map(ColumnInfo::type)
                .findFirst()
                .orElse("nothing");
    }

    /** A partition has its parent's columns, and so has a table that inherits. */
    private List<String> unlikeParents(TargetShape shape) {
        List<String> problems = new ArrayList<>();
        TargetShape parent =
                shape.source().partitionOf() == null
                        ? null
                        : shapes.get(shape.source().partitionOf());
        if (parent != null && !columns(parent).equals(columns(shape))) {
            problems.add(
                    "%s: its rules give it other columns than %s, of which it is a partition. Write the rules for %s alone."
                            .formatted(
                                    shape.source().name(),
                                    parent.source().name(),
                                    parent.source().name()));
        }
        for (TableName inherited : shape.source().inherits()) {
            TargetShape above = shapes.get(inherited);
            if (reshapes(shape) || (above != null && reshapes(above))) {
                problems.add(
                        "%s inherits from %s, and a rule changes the columns of one of them. Create both in the target and set schema = existing."
                                .formatted(shape.source().name(), inherited));
            }
        }
        return problems;
    }

    private static boolean reshapes(TargetShape shape) {
        return !shape.table().columns().equals(shape.source().columns());
    }

    private static Map<String, String> columns(TargetShape shape) {
        Map<String, String> types = new TreeMap<>();
        shape.table().columns().forEach(column -> types.put(column.name(), column.type()));
        return types;
    }
}
