package io.drover.job.migrate;

import io.drover.engine.Engines;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.DealtRows;
import io.drover.extract.SourceAccess;
import io.drover.extract.SourceCounts;
import io.drover.extract.SourceRows;
import io.drover.extract.UnreadRows;
import io.drover.extract.connector.ReadCounters;
import io.drover.extract.connector.ReadCounters.ChunkCount;
import io.drover.job.rules.Lookups;
import io.drover.job.rules.Masks;
import io.drover.job.run.Concurrently;
import io.drover.ledger.Ledger;
import io.drover.load.FatedRows;
import io.drover.load.SourceRowLookup;
import io.drover.model.ChunkPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.rules.DecodedColumn;
import io.drover.transform.RowTransform;
import io.drover.transform.RuleFailure;
import io.drover.transform.RuleFunctions;
import io.drover.transform.RuleSession;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.CollectionAccumulator;

/**
 * Loads a table through its rules: wire bytes and decoded values in, fated rows out. A Spark
 * partition is a chunk of the source, or, behind a shuffle, a bucket.
 *
 * <p>Runs on: driver; tables side by side.
 */
public final class RuledRows {
    private final SparkSession session;
    private final LoadContext context;
    private final Lookups lookups;
    private final Ledger ledger;
    private final UnaryOperator<Dataset<Row>> behindRules;

    public RuledRows(
            SparkSession session,
            LoadContext context,
            Lookups lookups,
            Masks masks,
            Ledger ledger,
            UnaryOperator<Dataset<Row>> behindRules) {
        this.behindRules = behindRules;
        this.session = RuleSession.of(session);
        RuleFunctions.register(this.session, masks.secrets());
        this.context = context;
        this.lookups = lookups;
        this.ledger = ledger;
    }

    void load(TablePlan table, List<ChunkTask> missing) {
        // What Spark reads is dealt into all of its buckets, whichever of them are missing.
        TablePlan some =
                DealtRows.covers(context.source())
                        ? table
                        : table.only(missing.stream().map(ChunkTask::chunk).toList());
        int generation = missing.get(0).generation();
        if (!table.shuffles()) {
            load(some, null, generation);
            return;
        }
        String counter =
                "load %d table %d run %d"
                        .formatted(context.loadId(), table.number(), context.runId());
        CollectionAccumulator<ChunkCount> counts =
                session.sparkContext().collectionAccumulator(counter);
        ReadCounters.open(counter, counts);
        try {
            load(some, counter, generation);
        } finally {
            ReadCounters.close(counter);
        }
        vouch(ledger, context.loadId(), context.runId(), table, counts.value());
    }

    private void load(TablePlan table, @Nullable String counter, int generation) {
        try {
            behindRules
                    .apply(fated(table, counter, lookups(table)))
                    .foreachPartition(new LoadPartition(context, table, generation));
        } catch (Exception failure) {
            // Spark throws what Java calls checked, and does not say so.
            throw RuleFailure.of(table, failure)
                    .map(RuntimeException.class::cast)
                    .orElseGet(() -> Concurrently.unwrapped(failure));
        }
    }

    /** The small tables that the table's rows are looked up in, by their numbers. */
    public Map<Integer, Dataset<Row>> lookups(TablePlan table) {
        return lookups.of(session, table);
    }

    /** The rows of the table's chunks with their fates. */
    public Dataset<Row> fated(
            TablePlan table, @Nullable String counter, Map<Integer, Dataset<Row>> lookups) {
        Dataset<Row> rows = RuledInput.of(session, context.source(), table, List.of(), counter);
        return new RowTransform(table.rules(), toldKey(table)).apply(rows, lookups);
    }

    /** Of another engine nobody could ask for the key by a row's place. */
    private List<String> toldKey(TablePlan table) {
        List<String> decoded = table.rules().decoded().stream().map(DecodedColumn::name).toList();
        return Engines.covers(context.source().endpoint())
                        && decoded.containsAll(table.key())
                        && table.rules().masked().stream().noneMatch(table.key()::contains)
                ? table.key()
                : List.of();
    }

    /** What went into the shuffle must have come out of it: the sum of all buckets. */
    static void vouch(
            Ledger ledger, long loadId, long runId, TablePlan table, List<ChunkCount> counts) {
        Map<Integer, Long> byChunk = new TreeMap<>();
        for (ChunkCount count : counts) {
            // A chunk that was read again for a lost executor is told again, and the same.
            Long before = byChunk.put(count.chunk(), count.rows());
            if (before != null && before != count.rows()) {
                throw new MigrationException(
                        ErrorKind.CONSISTENCY,
                        "Cannot vouch for %s: chunk %d had %d rows and, read again under the same snapshot, %d. Nothing is swapped; please report it."
                                .formatted(table.source(), count.chunk(), before, count.rows()));
            }
        }
        ledger.rules().sourceRead(loadId, table.number(), runId, byChunk);
        long sent = byChunk.values().stream().mapToLong(Long::longValue).sum();
        long seen = ledger.tables().progress(loadId, List.of(table.number())).get(0).read();
        if (byChunk.size() != table.chunks().size() || sent != seen) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot vouch for %s: the source sent %d rows for %d of %d chunks, and %d came out of the rules. A rule %s rows; nothing is swapped. Please report it with the spec."
                            .formatted(
                                    table.source(),
                                    sent,
                                    byChunk.size(),
                                    table.chunks().size(),
                                    seen,
                                    seen < sent ? "lost" : "doubled"));
        }
    }

    /** The task: the partition's rows are those of the chunk or bucket at its place. */
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
            int partition = TaskContext.getPartitionId();
            ChunkPlan chunk =
                    table.shuffles()
                            ? new ChunkPlan(partition, ChunkPlan.EVERYTHING, 0, 0)
                            : table.chunks().get(partition);
            TablePlan own = table.only(chunk);
            long attempt = TaskContext.get().taskAttemptId();
            Supplier<Map<Integer, Long>> sent = () -> SourceCounts.taken(attempt);
            new ChunkAttempt(context, new ChunkTask(own, generation))
                    .loadFated(
                            new FatedRows(
                                    rows,
                                    sent,
                                    () -> UnreadRows.taken(attempt),
                                    new RowsOfSource(context.source(), own)));
        }
    }

    /** The two rooms' views of the same thing, put together. */
    public static final class RowsOfSource implements SourceRowLookup {
        private static final long serialVersionUID = 1L;

        private final SourceAccess access;
        private final TablePlan table;

        public RowsOfSource(SourceAccess access, TablePlan table) {
            this.access = access;
            this.table = table;
        }

        @Override
        public void fetch(long[] places, Sink sink) {
            if (Engines.covers(access.endpoint())) {
                // Its rows have no places that a second query would find again.
                return;
            }
            new SourceRows(access, table, Set.copyOf(table.rules().masked()))
                    .read(LongStream.of(places).boxed().toList(), sink::row);
        }
    }
}
