package io.drover.plan;

import io.drover.dialect.postgres.ColumnReferences;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.ConstraintInfo.Kind;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The constraints and indexes of a table whose columns are reshaped: those that still make sense,
 * under the new names. Foreign keys wait for their parents: see {@link TargetShapes}.
 */
final class ReshapedKeys {
    /** Types that no B-tree can order. */
    private static final Set<String> UNORDERED =
            Set.of("json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle");

    private final TableInfo source;
    private final ReshapedColumns columns;
    private final List<PlanWarning> warnings;
    private final Set<String> all = new HashSet<>();
    private final Set<String> goneConstraints = new LinkedHashSet<>();
    private final Set<String> goneIndexes = new LinkedHashSet<>();

    ReshapedKeys(TableInfo source, ReshapedColumns columns, List<PlanWarning> warnings) {
        this.source = source;
        this.columns = columns;
        this.warnings = warnings;
        source.columns().forEach(column -> all.add(column.name()));
    }

    /** Foreign keys are among them, their definitions as they were. */
    List<ConstraintInfo> constraints() {
        List<ConstraintInfo> kept = new ArrayList<>();
        for (ConstraintInfo constraint : source.constraints()) {
            if (constraint.kind() == Kind.FOREIGN_KEY) {
                kept.add(constraint);
                continue;
            }
            ColumnReferences references = ColumnReferences.of(constraint.definition());
            boolean plain =
                    constraint.kind() == Kind.PRIMARY_KEY || constraint.kind() == Kind.UNIQUE;
            String why = why(references, plain);
            if (why == null) {
                kept.add(renamed(constraint, references.renamed(columns.names())));
            } else {
                goneConstraints.add(constraint.name());
                leaveOut("constraint", constraint.name(), why);
            }
        }
        return kept;
    }

    private ConstraintInfo renamed(ConstraintInfo constraint, String definition) {
        return renamed(constraint, definition, columns.names());
    }

    static ConstraintInfo renamed(
            ConstraintInfo constraint, String definition, Map<String, String> names) {
        return new ConstraintInfo(
                constraint.name(),
                constraint.kind(),
                definition,
                constraint.columns().stream()
                        .map(column -> names.getOrDefault(column, column))
                        .toList(),
                constraint.references(),
                constraint.validated(),
                constraint.inherited(),
                constraint.index(),
                constraint.comment());
    }

    /** To be asked after the constraints. */
    List<IndexInfo> indexes() {
        List<IndexInfo> kept = new ArrayList<>();
        for (IndexInfo index : source.indexes()) {
            if (index.constraint() != null && goneConstraints.contains(index.constraint())) {
                goneIndexes.add(index.name());
                continue;
            }
            ColumnReferences references = ColumnReferences.ofIndex(index.definition());
            String why = why(references, isPlain(index, references));
            if (why == null) {
                kept.add(renamed(index, references));
            } else {
                goneIndexes.add(index.name());
                leaveOut("index", index.name(), why);
            }
        }
        return kept;
    }

    /** Columns and an order, and nothing that belongs to their types. */
    private static boolean isPlain(IndexInfo index, ColumnReferences references) {
        String definition = index.definition();
        boolean ordersAnyType =
                definition.contains(" USING btree (") || definition.contains(" USING hash (");
        return index.constraint() != null
                || (ordersAnyType
                        && !index.keyColumns().isEmpty()
                        && !index.partial()
                        && !references.namesTypedParts());
    }

    private IndexInfo renamed(IndexInfo index, ColumnReferences references) {
        return new IndexInfo(
                index.name(),
                references.renamed(columns.names()),
                index.keyColumns().stream()
                        .map(column -> columns.names().getOrDefault(column, column))
                        .toList(),
                index.unique(),
                index.partial(),
                index.valid(),
                index.clustered(),
                index.constraint(),
                index.parentIndex(),
                index.comment());
    }

    /** The index that says which row is which, where it is still there. */
    @Nullable
    String replicaIdentity() {
        String identity = source.replicaIdentity();
        boolean gone =
                identity != null
                        && goneIndexes.stream()
                                .anyMatch(
                                        name ->
                                                identity.equals("USING INDEX " + name)
                                                        || identity.equals(
                                                                "USING INDEX \"%s\""
                                                                        .formatted(name)));
        return gone ? null : identity;
    }

    /** Why it cannot be kept, or null. */
    private @Nullable String why(ColumnReferences references, boolean plain) {
        Set<String> mentioned = new LinkedHashSet<>(references.names());
        mentioned.retainAll(all);
        if (references.mentionsRow()) {
            mentioned = all;
        }
        for (String column : mentioned) {
            if (columns.whyGone(column) != null) {
                return columns.whyGone(column);
            }
        }
        for (String column : mentioned) {
            String retyped = columns.whyRetyped(column);
            if (retyped != null && (!plain || !isOrdered(column))) {
                return retyped;
            }
        }
        return null;
    }

    private boolean isOrdered(String column) {
        String target = columns.names().get(column);
        return columns.columns().stream()
                .filter(each -> each.name().equals(target))
                .noneMatch(each -> UNORDERED.contains(each.shape().baseName()));
    }

    private void leaveOut(String what, String name, String why) {
        warnings.add(leftOut(what, name, source, why));
    }

    static PlanWarning leftOut(String what, String name, TableInfo table, String why) {
        return new PlanWarning(
                PlanWarning.Kind.NOT_CARRIED,
                "%s %s on %s".formatted(what, name, table.name()),
                "Is not made in the target: %s.".formatted(why),
                "Make it there yourself, as it should be of the new columns.");
    }
}
