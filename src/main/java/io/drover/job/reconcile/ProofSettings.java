package io.drover.job.reconcile;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableReconcileSpec;
import io.drover.spec.TableSpec;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How the spec wants each table proven: a partition as its closest ancestor with an entry. */
final class ProofSettings {
    private final MigrationSpec spec;
    private final Catalog source;

    ProofSettings(MigrationSpec spec, Catalog source) {
        this.spec = spec;
        this.source = source;
    }

    /** Of the way from one table to another. */
    TableReconcileSpec of(TableName from, TableName to) {
        TableName name = from;
        while (name != null) {
            TableSpec entry = entry(name, to);
            if (entry != null && !entry.reconcile().equals(TableReconcileSpec.NONE)) {
                return entry.reconcile();
            }
            name = source.table(name).map(TableInfo::partitionOf).orElse(null);
        }
        return TableReconcileSpec.NONE;
    }

    /**
     * Refuses names of columns that the target does not have: a typo would leave nothing out, and
     * nobody would know.
     *
     * @throws MigrationException SPEC
     */
    void refuseUnknown(TableName from, TableInfo there) {
        TableReconcileSpec wish = of(from, there.name());
        Set<String> names =
                there.columns().stream().map(ColumnInfo::name).collect(Collectors.toSet());
        refuseUnknown("reconcile.leave-out", wish.leaveOut(), there, names);
        refuseUnknown("reconcile.tolerances", wish.tolerances().keySet(), there, names);
    }

    private static void refuseUnknown(
            String key, Collection<String> wanted, TableInfo there, Set<String> names) {
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw new MigrationException(
                        ErrorKind.SPEC,
                        "Cannot reconcile %s: %s names column %s, and the target has no such column. It has %s; names keep their case."
                                .formatted(
                                        there.name(),
                                        key,
                                        name,
                                        String.join(", ", new TreeSet<>(names))));
            }
        }
    }

    /** The entry that goes to this target, where there are several; else the only one. */
    private @Nullable TableSpec entry(TableName name, TableName to) {
        TableSpec found = null;
        for (TableSpec table : spec.tables()) {
            if (table.name().equals(name)) {
                if (to.equals(table.target())) {
                    return table;
                }
                found = found == null ? table : found;
            }
        }
        return found;
    }
}
