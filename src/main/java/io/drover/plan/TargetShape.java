package io.drover.plan;

import io.drover.dialect.postgres.ColumnReferences;
import io.drover.model.PlanWarning;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.rules.TableRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A table of the source as its rules reshape it: what Drover creates in the target. The table keeps
 * its own name and its types those of the source; foreign keys are as they were until {@link
 * TargetShapes} has looked at the parents.
 *
 * @param source the table as it is
 * @param columns what becomes of its columns
 * @param warnings what is left out, with the rule that is why
 * @param problems what the spec must say yet
 */
record TargetShape(
        TableInfo source,
        TableInfo table,
        ReshapedColumns columns,
        List<PlanWarning> warnings,
        List<String> problems) {

    static TargetShape of(TableInfo source, TableRules rules) {
        List<PlanWarning> warnings = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        ReshapedColumns columns = new ReshapedColumns(source, rules, problems);
        columns.generatedGone()
                .forEach(
                        (column, why) ->
                                warnings.add(
                                        ReshapedKeys.leftOut(
                                                "generated column", column, source, why)));
        ReshapedKeys keys = new ReshapedKeys(source, columns, warnings);
        List<ConstraintInfo> constraints = keys.constraints();
        List<IndexInfo> indexes = keys.indexes();
        String replicaIdentity = keys.replicaIdentity();
        if (!Objects.equals(replicaIdentity, source.replicaIdentity())) {
            warnings.add(
                    ReshapedKeys.leftOut(
                            "replica identity",
                            source.replicaIdentity(),
                            source,
                            "its index is not made"));
        }
        TableInfo table =
                new TableInfo(
                        source.name(),
                        source.unlogged(),
                        neverNull(columns.columns(), constraints),
                        constraints,
                        indexes,
                        partitionKey(source, columns, problems),
                        source.partitionOf(),
                        source.partitionBound(),
                        source.inherits(),
                        source.storageParameters(),
                        source.accessMethod(),
                        replicaIdentity,
                        source.comment(),
                        source.statistics(),
                        source.access());
        return new TargetShape(source, table, columns, warnings, problems);
    }

    /** A column of the primary key is NOT NULL, whatever makes it: so its rules look for NULL. */
    private static List<ColumnInfo> neverNull(
            List<ColumnInfo> columns, List<ConstraintInfo> constraints) {
        Set<String> key = new HashSet<>();
        constraints.stream()
                .filter(each -> each.kind() == ConstraintInfo.Kind.PRIMARY_KEY)
                .forEach(each -> key.addAll(each.columns()));
        return columns.stream()
                .map(column -> key.contains(column.name()) ? column.neverNull() : column)
                .toList();
    }

    private static String partitionKey(
            TableInfo source, ReshapedColumns columns, List<String> problems) {
        if (source.partitionKey() == null) {
            return null;
        }
        ColumnReferences references = ColumnReferences.of(source.partitionKey());
        for (String column : references.names()) {
            boolean ofTable =
                    source.columns().stream().anyMatch(each -> each.name().equals(column));
            boolean same = columns.carried(column) != null;
            if (ofTable && !same) {
                problems.add(
                        "%s: it is partitioned by %s, and a rule drops that or makes it anew. Carry the column, or create the table in the target and set schema = existing."
                                .formatted(source.name(), column));
            }
        }
        return references.renamed(columns.names());
    }

    /** The same with the foreign keys that can be kept. */
    TargetShape with(List<ConstraintInfo> constraints, List<PlanWarning> more) {
        List<PlanWarning> all = new ArrayList<>(warnings);
        all.addAll(more);
        return new TargetShape(
                source, table.withConstraints(constraints), columns, List.copyOf(all), problems);
    }

    /** The target's name of each source column that is there in some form. */
    Map<String, String> names() {
        return columns.names();
    }
}
