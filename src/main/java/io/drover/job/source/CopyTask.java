package io.drover.job.source;

import io.drover.extract.ChunkReader;
import io.drover.extract.SourceAccess;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.load.RowChoice;
import io.drover.load.RowCopy;
import io.drover.load.TypedRows;
import io.drover.model.ChunkPlan;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.WireRows;
import io.drover.spec.EndpointSpec;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.sql.Row;

/** Copies the rows of some chunks, one behind the other, as far as they are wanted. */
record CopyTask(
        SourceAccess source,
        EndpointSpec home,
        int connections,
        TablePlan table,
        TableName parts,
        RowChoice choice,
        long most)
        implements VoidFunction<Iterator<ChunkPlan>> {
    @Override
    public void call(Iterator<ChunkPlan> chunks) {
        List<Supplier<WireRows>> sources = new ArrayList<>();
        chunks.forEachRemaining(
                chunk -> sources.add(() -> new ChunkReader(source).open(table.only(chunk), chunk)));
        copy(sources);
    }

    /** The same of rows that Spark reads: a partition is a part. */
    ForeachPartitionFunction<Row> ofDataset() {
        return rows ->
                copy(List.of(() -> new TypedRows(table, TaskContext.getPartitionId(), rows)));
    }

    private void copy(List<Supplier<WireRows>> sources) {
        try (ConnectionPool.Lease lease = ConnectionPool.borrow(Side.TARGET, home, connections)) {
            new RowCopy(table, parts)
                    .load(
                            lease.connection(),
                            TaskContext.getPartitionId(),
                            sources.iterator(),
                            choice,
                            most);
        }
    }
}
