package io.drover.engine;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import java.io.Serializable;
import java.util.List;

/**
 * Rows that are compared, on one side.
 *
 * @param columns in the order of the forms
 * @param where the operator's filter in the engine's own language, or null
 * @param chunks disjoint, covering the table: as {@link Moment#cut} gave them
 */
public record AuditRequest(
        Side side,
        EndpointSpec endpoint,
        Snapshot snapshot,
        int connections,
        TableName table,
        List<AuditColumn> columns,
        @Nullable String where,
        List<ChunkPlan> chunks)
        implements Serializable {
    public AuditRequest {
        columns = List.copyOf(columns);
        chunks = List.copyOf(chunks);
    }

    /** The same of some of the chunks. */
    public AuditRequest only(List<ChunkPlan> some) {
        return new AuditRequest(side, endpoint, snapshot, connections, table, columns, where, some);
    }

    /** The same rows, of which no more is asked. */
    public AuditRequest onlyFirstColumn() {
        return new AuditRequest(
                side, endpoint, snapshot, connections, table, columns.subList(0, 1), where, chunks);
    }
}
