package io.drover.reconcile;

import io.drover.dialect.postgres.NameMap;
import io.drover.model.LevelVerdict;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.TableInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the definitions of both sides: a pure function of two catalogs and of where names lead.
 *
 * <p>Where Drover makes the target's tables, whatever is not the same is a difference. Where they
 * stood before, their own definitions are the operator's: only what the rows need is a difference
 * (a table, a column, a valid index or key, a sequence far enough on), the rest is told as a note.
 */
public final class SchemaComparison {
    private final Catalog source;
    private final SchemaMode mode;
    private final DefinitionNames names;
    private final Map<TableName, TableInfo> targetTables = new HashMap<>();
    private final SequenceComparison sequences;
    private final TypeComparison types;

    /** {@code map}: from names of the source to names of the target. */
    public SchemaComparison(Catalog source, Catalog target, NameMap map, SchemaMode mode) {
        this.source = source;
        this.mode = mode;
        this.names = new DefinitionNames(map);
        target.tables().forEach(table -> targetTables.put(table.name(), table));
        this.sequences = new SequenceComparison(target.sequences(), names);
        this.types = new TypeComparison(target.types(), names);
    }

    /** The verdict on one table, its columns, constraints, indexes and own sequences. */
    public LevelVerdict table(TableName name) {
        return table(source.table(name).orElseThrow(), names.table(name));
    }

    /** The same of a table as it should be, and the one that takes its rows. */
    public LevelVerdict table(TableInfo here, TableName there) {
        Findings findings = new Findings(mode);
        table(here, there, findings);
        return findings.verdict(
                "%d columns, %d constraints and %d indexes agree"
                        .formatted(
                                here.columns().size(),
                                here.constraints().size(),
                                here.indexes().size()));
    }

    /** The verdict on all that belongs to no table in {@code covered}. */
    public LevelVerdict others(Set<TableName> covered) {
        Findings findings = new Findings(mode);
        int tables = 0;
        for (TableInfo here : source.tables()) {
            if (!covered.contains(here.name())) {
                tables++;
                table(here, names.table(here.name()), findings.of("table " + here.name() + ": "));
            }
        }
        int alone = 0;
        for (SequenceInfo sequence : source.sequences()) {
            if (sequence.ownerTable() == null) {
                alone++;
                sequences.compare(sequence, findings);
            }
        }
        source.types().forEach(type -> types.compare(type, findings));
        return findings.verdict(
                "%d tables without rows of their own, %d types and %d sequences of no table agree"
                        .formatted(tables, source.types().size(), alone));
    }

    private void table(TableInfo here, TableName name, Findings findings) {
        Optional<TableInfo> there = Optional.ofNullable(targetTables.get(name));
        if (there.isEmpty()) {
            findings.broken("the target has no table " + name);
            return;
        }
        new TableComparison(names).compare(here, there.get(), findings);
        source.sequences().stream()
                .filter(sequence -> here.name().equals(sequence.ownerTable()))
                .forEach(sequence -> sequences.compare(sequence, findings));
    }
}
