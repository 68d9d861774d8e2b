package io.drover.job.migrate;

import io.drover.extract.ChunkReader;
import io.drover.extract.DealtRows;
import io.drover.extract.JdbcRead;
import io.drover.extract.UnreadRows;
import io.drover.extract.connector.CopyRead;
import io.drover.job.run.SparkAccess;
import io.drover.load.RowsAsWire;
import io.drover.load.TypedRows;
import io.drover.model.ChunkPlan;
import io.drover.model.ReadPath;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Loads a table as Spark rows: by the DataSource over COPY, or by Spark's own JDBC source. A Spark
 * partition is a chunk, in the order of the missing ones; what lies between must keep it so.
 */
final class RowPaths implements TableLoads.RowPath {
    private final SparkSession session;
    private final LoadContext context;
    private final RuledRows ruled;

    RowPaths(SparkSession session, LoadContext context, RuledRows ruled) {
        this.session = session;
        this.ruled = ruled;
        this.context = context;
    }

    @Override
    public void load(TablePlan table, List<ChunkTask> missing) {
        if (table.rules() != null) {
            ruled.load(table, missing);
            return;
        }
        if (DealtRows.covers(context.source())) {
            int generation = missing.get(0).generation();
            DealtRows.of(SparkAccess.exact(session), context.source(), table)
                    .foreachPartition(new LoadBucket(context, table, generation, missing));
            return;
        }
        List<ChunkPlan> chunks = missing.stream().map(ChunkTask::chunk).toList();
        // Spark's JDBC source hands over text, whatever the table's own form.
        TablePlan read =
                table.readPath() == ReadPath.JDBC
                        ? table.only(chunks).in(WireForm.TEXT)
                        : table.only(chunks);
        Dataset<Row> rows =
                switch (read.readPath()) {
                    case JDBC -> JdbcRead.open(session, context.source(), read);
                    case COPY, PIPE -> new CopyRead(context.source(), read).rows(session);
                };
        rows.foreachPartition(new LoadPartition(context, read, missing.get(0).generation()));
    }

    /**
     * The task: the partition's rows are those of the bucket at its place. A bucket that is not
     * missing is left alone.
     */
    private static final class LoadBucket implements ForeachPartitionFunction<Row> {
        private static final long serialVersionUID = 1L;

        private final LoadContext context;
        private final TablePlan table;
        private final int generation;
        private final BitSet wanted;

        LoadBucket(LoadContext context, TablePlan table, int generation, List<ChunkTask> missing) {
            this.context = context;
            this.table = table;
            this.generation = generation;
            this.wanted = new BitSet();
            missing.forEach(task -> wanted.set(task.chunk().number()));
        }

        @Override
        public void call(Iterator<Row> rows) {
            ChunkPlan chunk = table.chunks().get(TaskContext.getPartitionId());
            if (!wanted.get(chunk.number())) {
                return;
            }
            ChunkTask task = new ChunkTask(table.only(chunk), generation);
            new ChunkAttempt(context, task)
                    .loadOnce(() -> new TypedRows(task.table(), chunk.number(), rows));
        }
    }

    /** The task: the partition's rows are those of the chunk at its place. */
    private static final class LoadPartition implements ForeachPartitionFunction<Row> {
        private static final long serialVersionUID = 1L;

        private final LoadContext context;
        private final TablePlan table;
        private final int generation;

        LoadPartition(LoadContext context, TablePlan table, int generation) {
            this.context = context;
            this.table = table;
            this.generation = generation;
        }

        @Override
        public void call(Iterator<Row> rows) {
            ChunkPlan chunk = table.chunks().get(TaskContext.getPartitionId());
            if (table.readPath() == ReadPath.JDBC) {
                new ChunkReader(context.source()).refuseWideFields(table, chunk);
            }
            ChunkTask task = new ChunkTask(table.only(chunk), generation);
            long attempt = TaskContext.get().taskAttemptId();
            new ChunkAttempt(context, task)
                    .loadOnce(
                            () ->
                                    new RowsAsWire(
                                            rows, table.wire(), () -> UnreadRows.taken(attempt)));
        }
    }
}
