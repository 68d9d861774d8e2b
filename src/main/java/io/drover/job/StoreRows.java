package io.drover.job;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.SparkTypes;
import io.drover.engine.Store;
import io.drover.engine.StoredType;
import io.drover.extract.DealtRows;
import io.drover.extract.SourceAccess;
import io.drover.extract.connector.TypedRead;
import io.drover.extract.connector.TypedTally;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.RowRules;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.runtime.AbstractFunction1;

/** The rows of chunks as the Spark values that a store takes, a partition for each chunk. */
final class StoreRows {
    private final SourceAccess access;
    private final Store store;

    StoreRows(SourceAccess access, Store store) {
        this.access = access;
        this.store = store;
    }

    /**
     * The target's columns of the plan, in order, under their names there.
     *
     * @param source the table's definition in the source
     * @param tally the name of the open {@link io.drover.extract.connector.TypedTally}
     * @param mostAside rows of a chunk that may be set aside
     */
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
            DecodedColumn read = decoded(column(source, column.source()));
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

    /** Partitions that are read at all. */
    private static final class Wanted extends AbstractFunction1<Object, Object>
            implements Serializable {
        private static final long serialVersionUID = 1L;

        private final ArrayList<Integer> buckets;

        Wanted(List<Integer> buckets) {
            this.buckets = new ArrayList<>(buckets);
        }

        @Override
        public Object apply(Object bucket) {
            return buckets.contains(bucket);
        }
    }

    /** Its own form where Spark has a type for it, else the text that the server prints. */
    private DecodedColumn decoded(ColumnInfo column) {
        StoredType stored = store.type(column);
        SparkTypes.Choice choice = SparkTypes.read(column.type(), column.shape());
        String name = PostgresNames.quote(column.name());
        if (choice.sparkType().equalsIgnoreCase(stored.sparkType())) {
            return new DecodedColumn(
                    column.name(), choice.sql(name), column.type(), choice.sparkType());
        }
        if (stored.sparkType().equalsIgnoreCase("string")) {
            return new DecodedColumn(column.name(), PostgresNames.printed(name), "text", "string");
        }
        throw new IllegalStateException(
                "%s.%s is wanted as %s and read as %s"
                        .formatted(
                                column.name(),
                                column.type(),
                                stored.sparkType(),
                                choice.sparkType()));
    }

    private static ColumnInfo column(TableInfo source, String name) {
        return source.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
