package io.drover.spec;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import java.util.List;

/**
 * A whole migration as the operator wrote it, every default filled in from {@code reference.conf}.
 *
 * @param tables settings of single tables, in the spec's order
 * @param ledger where its ledger is kept
 */
public record MigrationSpec(
        String name,
        EndpointSpec source,
        EndpointSpec target,
        SelectSpec select,
        SchemaMode schema,
        LoadMode load,
        ReadPath readPath,
        ChunkingSpec chunking,
        QuarantineSpec quarantine,
        TransferSpec transfer,
        ReconcileSpec reconcile,
        List<TableSpec> tables,
        LedgerSpec ledger) {
    /** A migration whose ledger is in its target. */
    public MigrationSpec(
            String name,
            EndpointSpec source,
            EndpointSpec target,
            SelectSpec select,
            SchemaMode schema,
            LoadMode load,
            ReadPath readPath,
            ChunkingSpec chunking,
            QuarantineSpec quarantine,
            TransferSpec transfer,
            ReconcileSpec reconcile,
            List<TableSpec> tables) {
        this(
                name,
                source,
                target,
                select,
                schema,
                load,
                readPath,
                chunking,
                quarantine,
                transfer,
                reconcile,
                tables,
                LedgerSpec.at(target));
    }

    /**
     * Another migration between the same servers, of these tables alone into tables that stand.
     *
     * @param otherSchema where they stand
     */
    public MigrationSpec trial(String otherName, String otherSchema, List<TableSpec> others) {
        return new MigrationSpec(
                otherName,
                source,
                target,
                new SelectSpec(
                        others.stream().map(table -> table.name().toString()).distinct().toList(),
                        select.exclude(),
                        otherSchema,
                        select.names()),
                SchemaMode.EXISTING,
                LoadMode.APPEND,
                readPath,
                chunking,
                quarantine,
                transfer,
                reconcile,
                List.copyOf(others),
                ledger);
    }

    /** The same migration between two other places; its ledger stays where it is. */
    public MigrationSpec between(EndpointSpec otherSource, EndpointSpec otherTarget) {
        return new MigrationSpec(
                name,
                otherSource,
                otherTarget,
                select,
                schema,
                load,
                readPath,
                chunking,
                quarantine,
                transfer,
                reconcile,
                tables,
                ledger);
    }

    /** The same migration with other settings of its tables. */
    public MigrationSpec with(List<TableSpec> others) {
        return new MigrationSpec(
                name,
                source,
                target,
                select,
                schema,
                load,
                readPath,
                chunking,
                quarantine,
                transfer,
                reconcile,
                List.copyOf(others),
                ledger);
    }

    /** The same migration, proven otherwise. */
    public MigrationSpec proving(ReconcileSpec otherwise) {
        return new MigrationSpec(
                name,
                source,
                target,
                select,
                schema,
                load,
                readPath,
                chunking,
                quarantine,
                transfer,
                otherwise,
                tables,
                ledger);
    }

    /** The same migration, every table loaded so. */
    public MigrationSpec loading(LoadMode mode) {
        return new MigrationSpec(
                name,
                source,
                target,
                select,
                schema,
                mode,
                readPath,
                chunking,
                quarantine,
                transfer,
                reconcile,
                tables.stream().map(table -> table.loading(mode)).toList(),
                ledger);
    }

    /**
     * The same migration of these tables alone, with their partitions.
     *
     * @throws MigrationException USAGE when the migration does not select one of them
     */
    public MigrationSpec only(List<TableName> wanted) {
        for (TableName table : wanted) {
            boolean named = tables.stream().anyMatch(own -> own.name().equals(table));
            if (!select.selects(table) && !named) {
                throw new MigrationException(
                        ErrorKind.USAGE,
                        "Cannot take table %s alone: the migration %s does not select it. Check the name (its case is kept) and select in the spec."
                                .formatted(table, name));
            }
        }
        return new MigrationSpec(
                name,
                source,
                target,
                new SelectSpec(
                        wanted.stream().map(TableName::toString).toList(),
                        select.exclude(),
                        select.targetSchema(),
                        select.names()),
                schema,
                load,
                readPath,
                chunking,
                quarantine,
                transfer,
                reconcile,
                tables.stream().filter(own -> wanted.contains(own.name())).toList(),
                ledger);
    }
}
