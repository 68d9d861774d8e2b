package io.drover.engine;

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
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.spec.EndpointSpec;
import io.drover.testing.TestSpark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * A table of {@code (id, note)} on its way into a place that is the test's own, with the steps of a
 * run around it and no run.
 */
public abstract class StoreTrial {
    protected static final int CHUNKS = 4;
    protected static final int ROWS = 2000;

    /** As the plan keeps them: a step is run again as it was planned. */
    private final Map<StoredTable, List<DdlStep>> planned = new HashMap<>();

    protected abstract StoringEngine engine();

    /** A place that is the test's own. */
    protected abstract EndpointSpec endpoint();

    protected Store open() {
        return engine().store(endpoint(), "drover test", 2);
    }

    /** As a run begins with a table of its own. */
    protected void begin(Store store, StoredTable table) {
        if (store.keepsApart(table.plan().mode())) {
            store.forget(new StoredTable(table.plan(), table.definition(), "test", 0, 0));
        }
        steps(store, table, Set.of(DdlPhase.PRE_DATA));
    }

    /** Every chunk that was not loaded is one without rows: no load ends before its last chunk. */
    protected void swap(Store store, StoredTable table) {
        List<Integer> rest = IntStream.range(0, CHUNKS).boxed().collect(Collectors.toList());
        rest.removeAll(store.loaded(table).keySet());
        if (!rest.isEmpty()) {
            load(store, table, List.of(), rest);
        }
        behindTheRows(store, table);
    }

    protected void behindTheRows(Store store, StoredTable table) {
        Set<DdlPhase> behind = new HashSet<>(List.of(DdlPhase.values()));
        behind.remove(DdlPhase.PRE_DATA);
        behind.remove(DdlPhase.RELEASE);
        steps(store, table, behind);
    }

    /** {@code migrate --release}, which knows steps and no tables. */
    protected void release(Store store, StoredTable table) {
        planned.get(table).stream()
                .filter(step -> step.phase() == DdlPhase.RELEASE)
                .forEach(store::run);
    }

    private void steps(Store store, StoredTable table, Collection<DdlPhase> phases) {
        List<DdlStep> all = planned.computeIfAbsent(table, each -> store.ddl(List.of(each)));
        for (DdlStep step : all) {
            if (phases.contains(step.phase())) {
                store.run(step, table);
            }
        }
    }

    protected static StoredTable table(Store store, String name, LoadMode mode, long loadId) {
        TableName target = store.place(new TableName("public", name));
        LogicalTable logical = new LogicalTable(target, LogicalTable.noneTaken());
        List<ColumnPlan> columns = new ArrayList<>();
        for (String[] column : new String[][] {{"id", "bigint"}, {"note", "text"}}) {
            LogicalType type = LogicalType.of(column[1]);
            boolean key = column[0].equals("id");
            ColumnInfo info =
                    new ColumnInfo(
                            column[0],
                            type.name(),
                            type.shape(),
                            key,
                            null,
                            null,
                            null,
                            null,
                            false,
                            null,
                            null);
            logical.column(info);
            columns.add(
                    new ColumnPlan(
                            column[0],
                            column[0],
                            type.name(),
                            store.type(info).name(),
                            key,
                            false,
                            TypeVerdict.LOSSLESS,
                            ""));
        }
        TableInfo definition =
                logical.primaryKey(null, List.of("id"))
                        .index(name + "_note", List.of("note"), Set.of(), false)
                        .build(null, TableStatistics.NONE);
        List<ChunkPlan> chunks =
                IntStream.range(0, CHUNKS)
                        .mapToObj(number -> new ChunkPlan(number, "true", 0, 0))
                        .toList();
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
                        List.of("id"),
                        null,
                        true,
                        ROWS,
                        ROWS * 20L,
                        chunks,
                        null);
        return new StoredTable(plan, definition, "test", loadId, 0);
    }

    protected static List<Row> numbered(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(number -> RowFactory.create((long) number, "note " + number))
                .toList();
    }

    /** Rows of which the reading fails behind some that were written. */
    protected static List<Row> breaking() {
        List<Row> rows = new ArrayList<>(numbered(0, 1500));
        rows.add(RowFactory.create(-1L, "broken"));
        return rows;
    }

    protected static Map<Integer, StoredChunk> load(
            Store store, StoredTable table, List<Row> rows, List<Integer> chunks) {
        return store.load(
                TestSpark.session(),
                table,
                dataset(store, table, rows, chunks.size()),
                chunks,
                new Counts(rows.size() / chunks.size()));
    }

    /** What the reader would have counted. */
    private record Counts(long each) implements StoredRows {
        @Override
        public void moved(long rows, long bytes) {}

        @Override
        public long handed(int chunk) {
            return each;
        }
    }

    protected static Dataset<Row> dataset(
            Store store, StoredTable table, List<Row> rows, int partitions) {
        StructType schema = new StructType();
        for (ColumnInfo column : table.definition().columns()) {
            schema =
                    schema.add(
                            column.name(), DataType.fromDDL(store.type(column).sparkType()), true);
        }
        String idType = schema.fields()[0].dataType().typeName();
        JavaRDD<Row> parallel =
                TestSpark.context()
                        .parallelize(rows, partitions)
                        .map(
                                row -> {
                                    if ("broken".equals(row.get(1))) {
                                        throw new IllegalStateException("the reader broke");
                                    }
                                    boolean asText = idType.equals("string") && !row.isNullAt(0);
                                    return asText
                                            ? RowFactory.create(
                                                    Long.toString(row.getLong(0)), row.get(1))
                                            : row;
                                });
        return TestSpark.session().createDataFrame(parallel, schema);
    }
}
