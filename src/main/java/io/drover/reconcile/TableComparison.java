package io.drover.reconcile;

import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Compares the definitions of one table; the order of columns is no difference. */
final class TableComparison {
    /** The name of an index, which the server prints unqualified. */
    private static final Pattern INDEX_NAME =
            Pattern.compile(
                    "^(CREATE (?:UNIQUE )?INDEX )(?:\"(?:[^\"]|\"\")+\"|\\S+)( ON )(?:ONLY )?");

    private final DefinitionNames names;

    TableComparison(DefinitionNames names) {
        this.names = names;
    }

    void compare(TableInfo here, TableInfo there, Findings findings) {
        columns(here, there, findings);
        constraints(here, there, findings);
        indexes(here, there, findings);
        findings.compare("unlogged", here.unlogged(), there.unlogged());
        findings.compare(
                "the partition key",
                names.ofSource(here.partitionKey()),
                names.ofTarget(there.partitionKey()));
        findings.compare(
                "the partition's parent",
                here.partitionOf() == null ? null : names.table(here.partitionOf()),
                there.partitionOf());
        findings.compare(
                "the partition's bound",
                names.ofSource(here.partitionBound()),
                names.ofTarget(there.partitionBound()));
        findings.compare(
                "inheritance",
                here.inherits().stream().map(names::table).toList(),
                there.inherits());
        findings.compare("the replica identity", here.replicaIdentity(), there.replicaIdentity());
    }

    private void columns(TableInfo here, TableInfo there, Findings findings) {
        Map<String, ColumnInfo> left = new LinkedHashMap<>();
        there.columns().forEach(column -> left.put(column.name(), column));
        for (ColumnInfo column : here.columns()) {
            ColumnInfo counterpart = left.remove(column.name());
            if (counterpart == null) {
                findings.broken("the target lacks column " + column.name());
            } else {
                column(column, counterpart, findings.of("column " + column.name() + ": "));
            }
        }
        left.keySet().forEach(extra -> findings.unlike("the source has no column " + extra));
    }

    private void column(ColumnInfo here, ColumnInfo there, Findings findings) {
        findings.compare("the type", names.ofSource(here.type()), names.ofTarget(there.type()));
        findings.compare("NOT NULL", here.notNull(), there.notNull());
        findings.compare(
                "the collation",
                names.ofSource(here.collation()),
                names.ofTarget(there.collation()));
        findings.compare(
                "the default",
                names.ofSource(here.defaultExpression()),
                names.ofTarget(there.defaultExpression()));
        findings.compare("identity", here.identity(), there.identity());
        findings.compare(
                "the generation",
                names.ofSource(here.generated()),
                names.ofTarget(there.generated()));
    }

    private void constraints(TableInfo here, TableInfo there, Findings findings) {
        match(
                here.constraints(),
                there.constraints(),
                constraint -> definition(constraint, names.ofSource(constraint.definition())),
                constraint -> definition(constraint, names.ofTarget(constraint.definition())),
                ConstraintInfo::name,
                "constraint",
                findings);
        for (ConstraintInfo constraint : there.constraints()) {
            boolean expected =
                    here.constraints().stream()
                            .noneMatch(
                                    other ->
                                            other.name().equals(constraint.name())
                                                    && !other.validated());
            if (!constraint.validated() && expected) {
                findings.broken("constraint " + constraint.name() + " is not validated");
            }
        }
    }

    /** Without NOT VALID, which is told on its own. */
    private static String definition(ConstraintInfo constraint, String definition) {
        return constraint.kind() + " " + definition.replaceFirst(" NOT VALID$", "");
    }

    private void indexes(TableInfo here, TableInfo there, Findings findings) {
        match(
                here.indexes(),
                there.indexes(),
                index -> names.ofSource(unnamed(index.definition())),
                index -> names.ofTarget(unnamed(index.definition())),
                IndexInfo::name,
                "index",
                findings);
        there.indexes().stream()
                .filter(index -> !index.valid())
                .forEach(index -> findings.broken("index " + index.name() + " is not valid"));
    }

    private static String unnamed(String definition) {
        return INDEX_NAME.matcher(definition).replaceFirst("$1_$2");
    }

    private static <T> void match(
            List<T> here,
            List<T> there,
            Function<T, String> sourceDefinition,
            Function<T, String> targetDefinition,
            Function<T, String> name,
            String what,
            Findings findings) {
        List<T> left = new ArrayList<>(there);
        for (T wanted : here) {
            String definition = sourceDefinition.apply(wanted);
            int found = -1;
            for (int at = 0; at < left.size() && found < 0; at++) {
                found = targetDefinition.apply(left.get(at)).equals(definition) ? at : -1;
            }
            if (found >= 0) {
                left.remove(found);
            } else {
                findings.unlike(
                        "the target lacks %s %s: %s"
                                .formatted(what, name.apply(wanted), definition));
            }
        }
        for (T extra : left) {
            findings.unlike(
                    "the source has no %s like %s: %s"
                            .formatted(what, name.apply(extra), targetDefinition.apply(extra)));
        }
    }
}
