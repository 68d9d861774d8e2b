package io.drover.job;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableReconcileSpec;
import io.drover.spec.TableSpec;

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
