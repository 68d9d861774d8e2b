package io.drover.spec;

import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.SchemaMode;
import java.util.List;

/**
 * A whole migration as the operator wrote it, every default filled in from {@code reference.conf}.
 *
 * @param tables settings of single tables, in the spec's order
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
        List<TableSpec> tables) {}
