package io.drover.reconcile;

import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableInfo;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/**
 * Compares the definitions of tables where a side is no PostgreSQL: columns, their logical types
 * and NOT NULL, the primary key, unique keys and references, as far as both sides have such. The
 * rest (defaults, checks, collations, the names of constraints) is each engine's own and is not
 * compared, which the verdict says.
 */
public final class LogicalComparison {
    private final Catalog target;
    private final SchemaMode mode;
    private final UnaryOperator<TableName> names;
    private final BiPredicate<ColumnInfo, ColumnInfo> declared;
    private final @Nullable String keyless;
    private final @Nullable String unbound;

    /**
     * @param names where a table of the source goes
     * @param declared whether the target keeps the first column as the second by its table of types
     * @param keyless the name of a side that has no keys at all; null: both have
     * @param unbound the name of a target that keeps no references; null: it keeps them
     */
    public LogicalComparison(
            Catalog target,
            SchemaMode mode,
            UnaryOperator<TableName> names,
            BiPredicate<ColumnInfo, ColumnInfo> declared,
            @Nullable String keyless,
            @Nullable String unbound) {
        this.target = target;
        this.mode = mode;
        this.names = names;
        this.declared = declared;
        this.keyless = keyless;
        this.unbound = unbound;
    }

    /** The verdict on a table as it should be, and the one that takes its rows. */
    public LevelVerdict table(TableInfo here, TableName name) {
        Findings findings = new Findings(mode);
        TableInfo there = target.table(name).orElse(null);
        if (there == null) {
            findings.broken("the target has no table " + name);
        } else {
            columns(here, there, findings);
            if (keyless == null) {
                keys(here, there, findings);
            }
        }
        return findings.verdict(
                "%d columns%s agree in their logical types; defaults, checks and names of keys are each engine's own and not compared"
                        .formatted(
                                here.columns().size(),
                                keyless == null
                                        ? " and the keys"
                                                + (unbound == null
                                                        ? ""
                                                        : " (references are not compared: %s keeps none)"
                                                                .formatted(unbound))
                                        : " (keys are not compared: %s has none)"
                                                .formatted(keyless)));
    }

    private void columns(TableInfo here, TableInfo there, Findings findings) {
        Map<String, ColumnInfo> left = new LinkedHashMap<>();
        there.columns().forEach(column -> left.put(column.name(), column));
        for (ColumnInfo column : here.columns()) {
            ColumnInfo counterpart = left.remove(column.name());
            if (counterpart == null) {
                findings.broken("the target lacks column " + column.name());
                continue;
            }
            Findings about = findings.of("column " + column.name() + ": ");
            if (!declared.test(column, counterpart)) {
                about.compare("the type", column.type(), counterpart.type());
            }
            about.compare("NOT NULL", column.notNull(), counterpart.notNull());
        }
        left.keySet().forEach(extra -> findings.unlike("the source has no column " + extra));
    }

    private void keys(TableInfo here, TableInfo there, Findings findings) {
        findings.compare("the primary key", primary(here), primary(there));
        match("unique key", unique(here), unique(there), findings);
        if (unbound == null) {
            match("reference", references(here, names), references(there, name -> name), findings);
        }
    }

    private static void match(String what, Set<String> here, Set<String> there, Findings findings) {
        here.stream()
                .filter(each -> !there.contains(each))
                .forEach(
                        each ->
                                findings.unlike(
                                        "the target lacks the %s %s".formatted(what, each)));
        there.stream()
                .filter(each -> !here.contains(each))
                .forEach(each -> findings.unlike("the source has no %s %s".formatted(what, each)));
    }

    private static String primary(TableInfo table) {
        return table.constraints().stream()
                .filter(each -> each.kind() == ConstraintInfo.Kind.PRIMARY_KEY)
                .map(each -> list(each.columns()))
                .findFirst()
                .orElse("none");
    }

    /** By columns, the primary key left out; a partial or expression index is no key. */
    private static Set<String> unique(TableInfo table) {
        Set<String> keys = new TreeSet<>();
        for (ConstraintInfo constraint : table.constraints()) {
            if (constraint.kind() == ConstraintInfo.Kind.UNIQUE) {
                keys.add(list(constraint.columns()));
            }
        }
        for (IndexInfo index : table.indexes()) {
            if (index.unique() && !index.partial() && !index.keyColumns().isEmpty()) {
                keys.add(list(index.keyColumns()));
            }
        }
        keys.remove(primary(table));
        return keys;
    }

    private static Set<String> references(TableInfo table, UnaryOperator<TableName> named) {
        Set<String> references = new LinkedHashSet<>();
        for (ConstraintInfo constraint : table.constraints()) {
            if (constraint.kind() == ConstraintInfo.Kind.FOREIGN_KEY
                    && constraint.references() != null) {
                references.add(
                        "%s to %s"
                                .formatted(
                                        list(constraint.columns()),
                                        named.apply(constraint.references())));
            }
        }
        return references;
    }

    private static String list(List<String> columns) {
        return "(" + String.join(", ", columns) + ")";
    }
}
