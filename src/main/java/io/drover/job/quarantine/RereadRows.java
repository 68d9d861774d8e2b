package io.drover.job.quarantine;

import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.migrate.LoadContext;
import io.drover.job.migrate.RuledRows;
import io.drover.job.rules.Lookups;
import io.drover.job.rules.Masks;
import io.drover.job.run.Concurrently;
import io.drover.job.run.SparkAccess;
import io.drover.job.source.FoundAgain;
import io.drover.job.source.SourceSide;
import io.drover.ledger.Ledger;
import io.drover.load.Checkpoint;
import io.drover.load.FatedRows;
import io.drover.load.ScratchCopy;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.spec.MigrationSpec;
import io.drover.transform.RuleFailure;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The rows of differences as the source has them now and as the rules make them, on their way to a
 * scratch table of the target.
 */
final class RereadRows {
    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final SourceSide source;
    private final Ledger ledger;
    private final long runId;

    RereadRows(
            MigrationSpec spec,
            Supplier<SparkSession> sessions,
            SourceSide source,
            Ledger ledger,
            long runId) {
        this.spec = spec;
        this.sessions = sessions;
        this.source = source;
        this.ledger = ledger;
        this.runId = runId;
    }

    /**
     * Copies them.
     *
     * @param keys JSON arrays of the keys
     * @param done of {@link ScratchCopy}
     */
    void copy(RepairedTable table, List<String> keys, TableName scratch, TableName done) {
        try (FoundAgain again = FoundAgain.open(spec, sessions, source, "repair_rows")) {
            FoundAgain.Rows found =
                    again.rows(
                            table.plan(),
                            table.source(),
                            table.readsWhole() ? List.of() : table.sourceKey(),
                            keys);
            SparkSession session = sessions.get();
            LoadContext context =
                    LoadContext.afterwards(
                            found.spec(),
                            found.snapshot(),
                            new SparkAccess(session),
                            new LoadContext.Ids(0, runId, 0),
                            Checkpoint.NONE);
            RuledRows rows =
                    new RuledRows(
                            session,
                            context,
                            new Lookups(again.original(session), spec.target(), spec.name()),
                            new Masks(spec),
                            ledger,
                            UnaryOperator.identity());
            TablePlan into =
                    (found.copy() == null ? table : table.from(found)).reread(keys).into(scratch);
            try {
                rows.fated(into, null, rows.lookups(into))
                        .foreachPartition(new CopyRows(context, into, done));
            } catch (Exception failure) {
                // Spark throws what is not declared; an Error is left to fly.
                throw RuleFailure.of(into, failure)
                        .map(RuntimeException.class::cast)
                        .orElseGet(() -> Concurrently.unwrapped(failure));
            }
        }
    }

    /** The task: the rows of one array of keys. */
    private record CopyRows(LoadContext context, TablePlan table, TableName done)
            implements ForeachPartitionFunction<Row> {
        @Override
        public void call(Iterator<Row> rows) {
            try (ConnectionPool.Lease lease =
                    ConnectionPool.borrow(
                            Side.TARGET, context.target(), context.targetConnections())) {
                new ScratchCopy(table, done)
                        .load(
                                lease.connection(),
                                TaskContext.getPartitionId(),
                                new FatedRows(
                                        rows,
                                        Map::of,
                                        new RuledRows.RowsOfSource(context.source(), table)));
            }
        }
    }
}
