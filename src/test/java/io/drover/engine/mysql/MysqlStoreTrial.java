package io.drover.engine.mysql;

import io.drover.engine.Store;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.engine.StoredType;
import io.drover.engine.jdbc.LogicalTable;
import io.drover.engine.jdbc.LogicalType;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.spec.EndpointSpec;
import io.drover.testing.TestSpark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** A table with the columns {@code c0}, the key, to {@code cn}, loaded as a run would load it. */
final class MysqlStoreTrial {
    private MysqlStoreTrial() {}

    static Store open(EndpointSpec endpoint) {
        return new MysqlEngine().store(endpoint, "drover test", 4);
    }

    static StoredTable table(Store store, String name, LoadMode mode, String... types) {
        return table(store, name, mode, List.of(), types);
    }

    /**
     * The same.
     *
     * @param unique columns with a unique index each
     */
    static StoredTable table(
            Store store, String name, LoadMode mode, List<String> unique, String... types) {
        TableName target = store.place(new TableName("public", name));
        LogicalTable logical = new LogicalTable(target, LogicalTable.noneTaken());
        List<ColumnPlan> columns = new ArrayList<>();
        for (int number = 0; number < types.length; number++) {
            LogicalType type = LogicalType.of(types[number]);
            String column = "c" + number;
            ColumnInfo info =
                    new ColumnInfo(
                            column,
                            type.name(),
                            type.shape(),
                            number == 0,
                            null,
                            null,
                            null,
                            null,
                            false,
                            null,
                            null);
            logical.column(info);
            StoredType stored = store.type(info);
            columns.add(
                    new ColumnPlan(
                            column,
                            column,
                            type.name(),
                            stored.name(),
                            number == 0,
                            false,
                            stored.verdict(),
                            stored.reason()));
        }
        logical.primaryKey(null, List.of("c0"));
        unique.forEach(each -> logical.index(name + each, List.of(each), Set.of(), true));
        TablePlan plan =
                new TablePlan(
                        0,
                        new TableName("public", name),
                        target,
                        target,
                        mode,
                        WireForm.BINARY,
                        ReadPath.COPY,
                        columns,
                        List.of("c0"),
                        null,
                        true,
                        1,
                        100,
                        List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)),
                        null);
        return new StoredTable(plan, logical.build(null, TableStatistics.NONE), "test", 1, 0);
    }

    static void begin(Store store, StoredTable table) {
        run(store, table, Set.of(DdlPhase.PRE_DATA, DdlPhase.TABLE));
    }

    static void swap(Store store, StoredTable table) {
        run(store, table, Set.of(DdlPhase.SWAP));
    }

    private static void run(Store store, StoredTable table, Set<DdlPhase> phases) {
        for (DdlStep step : store.ddl(List.of(table))) {
            if (phases.contains(step.phase())) {
                store.run(step, table);
            }
        }
    }

    static StoredChunk load(Store store, StoredTable table, List<Row> rows) {
        return load(store, table, 0, rows, row -> List.of(row).iterator());
    }

    /** The rows as one chunk, by way of something that happens to them in the task. */
    static StoredChunk load(
            Store store,
            StoredTable table,
            int chunk,
            List<Row> rows,
            FlatMapFunction<Row, Row> passing) {
        Dataset<Row> dataset =
                TestSpark.session()
                        .createDataFrame(
                                TestSpark.context().parallelize(rows, 1).flatMap(passing),
                                schema(store, table));
        return store.load(TestSpark.session(), table, dataset, List.of(chunk), new Silent())
                .get(chunk);
    }

    /** The rows dealt out to so many chunks, which are loaded at once. */
    static long loadChunks(Store store, StoredTable table, List<Row> rows, int chunks) {
        Dataset<Row> dataset =
                TestSpark.session()
                        .createDataFrame(
                                TestSpark.context().parallelize(rows, chunks),
                                schema(store, table));
        return store
                .load(TestSpark.session(), table, dataset, numbers(0, chunks), new Silent())
                .values()
                .stream()
                .mapToLong(StoredChunk::loaded)
                .sum();
    }

    private static StructType schema(Store store, StoredTable table) {
        StructType schema = new StructType();
        for (ColumnInfo column : table.definition().columns()) {
            schema =
                    schema.add(
                            column.name(), DataType.fromDDL(store.type(column).sparkType()), true);
        }
        return schema;
    }

    private record Silent() implements StoredRows {
        @Override
        public void moved(long rows, long bytes) {}
    }

    /** The rows that were refused, each with its reason, by their numbers. */
    static Map<Long, String> refused(StoredChunk chunk) {
        Map<Long, String> refused = new LinkedHashMap<>();
        chunk.refused().forEach(row -> refused.put(row.number(), row.state() + " " + row.reason()));
        return refused;
    }

    static List<Integer> numbers(int from, int count) {
        return IntStream.range(from, from + count).boxed().toList();
    }
}
