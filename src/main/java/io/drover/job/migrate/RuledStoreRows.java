package io.drover.job.migrate;

import io.drover.dialect.spark.SparkSql;
import io.drover.engine.Store;
import io.drover.engine.StoredTable;
import io.drover.engine.StoredType;
import io.drover.extract.DealtRows;
import io.drover.extract.SourceAccess;
import io.drover.extract.connector.ReadCounters;
import io.drover.extract.connector.ReadCounters.ChunkCount;
import io.drover.job.rules.Lookups;
import io.drover.ledger.StoreReceipts.Fates;
import io.drover.load.StoreColumn;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.RowRules;
import io.drover.model.rules.RuledColumn;
import io.drover.plan.StoreRules;
import io.drover.transform.RowTransform;
import io.drover.transform.RuleSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * The rows of one table behind its rules, for a store, batch by batch. Rows that move between
 * chunks are dealt once, whatever the number of batches.
 *
 * <p>Runs on: driver.
 */
final class RuledStoreRows implements AutoCloseable {
    private final SparkSession session;
    private final SparkSession rules;
    private final SourceAccess access;
    private final TablePlan read;
    private final List<ColumnPlan> known;
    private final List<StoreColumn> columns = new ArrayList<>();
    private final Map<Integer, Dataset<Row>> lookups;
    private final String name;
    private final LongAccumulator moved;
    private final CollectionAccumulator<ChunkCount> counts;
    private StructType schema = new StructType();
    private @Nullable JavaRDD<Row> dealt;

    /**
     * @param rules a session for rules
     * @param name of this table's load, unlike all others
     * @param moved counts the rows for the display of progress
     */
    RuledStoreRows(
            SparkSession session,
            SparkSession rules,
            SourceAccess access,
            Store store,
            TablePlan plan,
            StoredTable table,
            TableInfo source,
            Lookups lookups,
            String name,
            LongAccumulator moved) {
        this.session = session;
        this.rules = rules;
        this.access = access;
        this.known = plan.columns();
        this.read = reading(store, plan, table, source);
        this.lookups = lookups.of(rules, plan);
        this.name = name;
        this.moved = moved;
        this.counts = session.sparkContext().collectionAccumulator(name);
        ReadCounters.open(name, counts);
    }

    /** The plan whose rules make every column of the store, of columns that are read as values. */
    private TablePlan reading(Store store, TablePlan plan, StoredTable table, TableInfo source) {
        List<RuledColumn> outputs = new ArrayList<>();
        for (ColumnInfo column : table.definition().columns()) {
            StoredType stored = store.type(column);
            RuledColumn ruled =
                    plan.rules().columns().stream()
                            .filter(each -> each.target().equals(column.name()))
                            .findFirst()
                            .orElse(null);
            outputs.add(ruled == null ? carried(store, plan, source, column) : ruled);
            columns.add(
                    new StoreColumn(
                            column.name(),
                            column.type(),
                            ruled != null,
                            ruled != null
                                    && stored.sparkType().equalsIgnoreCase("string")
                                    && !ruled.sparkType().equals("string")));
            schema = schema.add(column.name(), DataType.fromDDL(stored.sparkType()), true);
        }
        RowRules all = plan.rules();
        return new TablePlan(
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
                plan.chunks(),
                new RowRules(
                        all.decoded(),
                        all.lookups(),
                        all.steps(),
                        all.deduplication(),
                        outputs,
                        all.buckets(),
                        all.masked(),
                        all.hidden(),
                        all.logRows()));
    }

    private static RuledColumn carried(
            Store store, TablePlan plan, TableInfo source, ColumnInfo column) {
        String from =
                plan.columns().stream()
                        .filter(each -> each.target().equals(column.name()))
                        .map(ColumnPlan::source)
                        .findFirst()
                        .orElseThrow();
        ColumnInfo there =
                source.columns().stream()
                        .filter(each -> each.name().equals(from))
                        .findFirst()
                        .orElseThrow();
        StoredType stored = store.type(there);
        DecodedColumn decoded = StoreRules.carrier(plan.rules().decoded(), from, stored);
        if (decoded == null) {
            throw new IllegalStateException("Nothing reads " + from + " of " + plan.source());
        }
        return new RuledColumn(
                column.name(), column.type(), decoded.sparkType(), SparkSql.quote(decoded.name()));
    }

    /** The plan that is read. */
    TablePlan table() {
        return read;
    }

    /**
     * The rows of some chunks.
     *
     * @param mostAside rows of a chunk that may be set aside
     */
    StoreBatch batch(List<Integer> chunks, long mostAside) {
        CollectionAccumulator<Fates> told =
                session.sparkContext().collectionAccumulator("fates of " + name);
        boolean whole = read.shuffles() || DealtRows.covers(access);
        List<Integer> numbers =
                whole ? IntStream.range(0, read.loadChunks()).boxed().toList() : chunks;
        SievedRows sieve =
                new SievedRows(
                        access,
                        read.only(read.chunks().get(0)),
                        columns,
                        numbers,
                        mostAside,
                        told,
                        moved);
        JavaRDD<Row> rows =
                (whole ? dealt() : fated(read.only(some(chunks))))
                        .mapPartitionsWithIndex(sieve, true);
        JavaRDD<Row> wanted =
                whole
                        ? PartitionPruningRDD.create(rows.rdd(), new Wanted(chunks)).toJavaRDD()
                        : rows;
        Encoder<Row> encoder = RuleSession.inside(rules, () -> Encoders.row(schema));
        return new Batch(session.createDataset(wanted.rdd(), encoder), told);
    }

    private List<ChunkPlan> some(List<Integer> numbers) {
        return read.chunks().stream().filter(chunk -> numbers.contains(chunk.number())).toList();
    }

    private JavaRDD<Row> dealt() {
        if (dealt == null) {
            dealt = fated(read);
        }
        return dealt;
    }

    private JavaRDD<Row> fated(TablePlan table) {
        Dataset<Row> rows = RuledInput.of(rules, access, table, known, name);
        return new RowTransform(table.rules()).apply(rows, lookups).javaRDD();
    }

    /** What the source says it sent, of rows that move between chunks. */
    List<ChunkCount> sent() {
        return counts.value();
    }

    @Override
    public void close() {
        ReadCounters.close(name);
    }

    private record Batch(Dataset<Row> rows, CollectionAccumulator<Fates> fates)
            implements StoreBatch {
        @Override
        public Map<Integer, Fates> told() {
            Map<Integer, Fates> told = new TreeMap<>();
            fates.value().forEach(each -> told.put(each.chunk(), each));
            return told;
        }

        @Override
        public void close() {}
    }
}
