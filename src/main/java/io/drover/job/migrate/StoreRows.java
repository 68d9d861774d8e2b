package io.drover.job.migrate;

import io.drover.engine.Store;
import io.drover.engine.StoredType;
import io.drover.extract.DealtRows;
import io.drover.extract.SourceAccess;
import io.drover.extract.connector.TypedRead;
import io.drover.extract.connector.TypedTally;
import io.drover.job.run.SparkAccess;
import io.drover.ledger.StoreReceipts.Fates;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.RowRules;
import io.drover.plan.StoreRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/** The rows of chunks as the Spark values that a store takes, a partition for each chunk. */
final class StoreRows {
    private final SourceAccess access;
    private final Store store;

    StoreRows(SourceAccess access, Store store) {
        this.access = access;
        this.store = store;
    }

    /**
     * Rows without rules.
     *
     * @param source the table's definition in the source
     * @param name of the batch, unlike all others
     * @param mostAside rows of a chunk that may be set aside
     * @param moved counts the rows for the display of progress
     */
    StoreBatch batch(
            SparkSession session,
            TablePlan plan,
            TableInfo source,
            List<ChunkPlan> chunks,
            String name,
            long mostAside,
            LongAccumulator moved) {
        TypedTally tally =
                new TypedTally(new SparkAccess(session).collector("rows of " + name), moved);
        tally.open(name);
        try {
            return new Batch(of(session, plan, source, chunks, name, mostAside), tally, name);
        } catch (RuntimeException failure) {
            TypedTally.close(name);
            throw failure;
        }
    }

    private record Batch(Dataset<Row> rows, TypedTally tally, String name) implements StoreBatch {
        @Override
        public Map<Integer, Fates> told() {
            Map<Integer, Fates> told = new TreeMap<>();
            tally.told()
                    .forEach(
                            (chunk, each) ->
                                    told.put(
                                            chunk,
                                            Fates.unruled(chunk, each.read(), each.aside())));
            return told;
        }

        @Override
        public void close() {
            TypedTally.close(name);
        }
    }

    /** The target's columns of the plan, in order, under their names there. */
    Dataset<Row> of(
            SparkSession session,
            TablePlan plan,
            TableInfo source,
            List<ChunkPlan> chunks,
            String tally,
            long mostAside) {
        if (DealtRows.covers(access)) {
            return dealt(session, plan, source, chunks, tally);
        }
        List<DecodedColumn> decoded = new ArrayList<>();
        List<Column> named = new ArrayList<>();
        for (ColumnPlan column : plan.columns()) {
            ColumnInfo there = column(source, column.source());
            DecodedColumn read = StoreRules.read(there, store.type(there));
            decoded.add(read);
            named.add(new Column("`" + read.name().replace("`", "``") + "`").as(column.target()));
        }
        RowRules rules = new RowRules(decoded, List.of(), List.of(), null, List.of(), 0);
        TablePlan typed =
                new TablePlan(
                        plan.number(),
                        plan.source(),
                        plan.target(),
                        plan.staging(),
                        plan.mode(),
                        WireForm.BINARY,
                        plan.readPath(),
                        List.of(),
                        plan.key(),
                        plan.where(),
                        plan.guardFields(),
                        plan.estimatedRows(),
                        plan.estimatedBytes(),
                        chunks,
                        rules);
        return new TypedRead(access, typed, tally, mostAside)
                .rows(session)
                .select(named.toArray(Column[]::new));
    }

    /**
     * Of an engine that Spark reads: the buckets that are wanted, counted as they pass. What has no
     * Spark type in the store is its text.
     */
    private Dataset<Row> dealt(
            SparkSession session,
            TablePlan plan,
            TableInfo source,
            List<ChunkPlan> chunks,
            String tally) {
        List<Column> named = new ArrayList<>();
        for (ColumnPlan column : plan.columns()) {
            StoredType stored = store.type(column(source, column.source()));
            named.add(
                    new Column("`" + column.source().replace("`", "``") + "`")
                            .cast(stored.sparkType())
                            .as(column.target()));
        }
        Dataset<Row> all = DealtRows.of(session, access, plan).select(named.toArray(Column[]::new));
        List<Integer> wanted = chunks.stream().map(ChunkPlan::number).toList();
        RDD<Row> buckets =
                all.javaRDD()
                        .mapPartitionsWithIndex(new CountedBuckets(TypedTally.named(tally)), true)
                        .rdd();
        return session.createDataFrame(
                PartitionPruningRDD.create(buckets, new Wanted(wanted)).toJavaRDD(), all.schema());
    }

    private static ColumnInfo column(TableInfo source, String name) {
        return source.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
