package io.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.catalog.TableSelection;
import io.drover.engine.jdbc.LogicalTable;
import io.drover.engine.jdbc.LogicalType;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
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
import io.drover.model.catalog.Catalog;
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
import org.junit.jupiter.api.Test;

/**
 * What every place that tables are loaded into promises. An engine's test extends this and says how
 * its rows are looked at.
 */
public abstract class StoreContract {
    private static final int CHUNKS = 4;
    private static final int ROWS = 2000;

    /** As the plan keeps them: a step is run again as it was planned. */
    private final Map<StoredTable, List<DdlStep>> planned = new HashMap<>();

    protected abstract StoringEngine engine();

    /** A place that is the test's own. */
    protected abstract EndpointSpec endpoint();

    /** Rows of a table as {@code id|note}, by id; of a table that does not stand, null. */
    protected abstract List<String> rows(TableName table);

    /** Whether a row whose key or NULL the table forbids is refused, and not the load. */
    protected boolean refusesRows() {
        return true;
    }

    /** Whether rows can be merged by a key; a store that cannot refuses the plan. */
    protected boolean upserts() {
        return true;
    }

    /** Whether NULL where the table forbids it ends a load that does not refuse its row alone. */
    protected boolean refusesNulls() {
        return true;
    }

    /** Stands for a driver that is killed when the chunks are in and nobody knows it. */
    private static final class Killed implements StoredRows {
        private static final long serialVersionUID = 1L;

        @Override
        public void moved(long rows, long bytes) {}

        @Override
        public long handed(int chunk) {
            throw new IllegalStateException("killed");
        }

        @Override
        public long aside(int chunk) {
            throw new IllegalStateException("killed");
        }
    }

    @Test
    void rowsAreLoadedOnceHoweverOftenTheCallIsRepeated() {
        try (Store store = open()) {
            StoredTable table = table(store, "repeated", LoadMode.REPLACE, 1);
            begin(store, table);
            Map<Integer, StoredChunk> first = load(store, table, numbered(0, ROWS), List.of(0, 1));
            assertThat(first.keySet()).containsExactly(0, 1);
            assertThat(store.loaded(table)).isEqualTo(first);
            if (repeatsChunks()) {
                assertThat(load(store, table, numbered(0, ROWS), List.of(0, 1))).isEqualTo(first);
            }
            Map<Integer, StoredChunk> rest =
                    load(store, table, numbered(ROWS, ROWS), List.of(2, 3));
            assertThat(rest.keySet()).containsExactly(2, 3);
            assertThat(store.loaded(table).keySet()).containsExactly(0, 1, 2, 3);
            swap(store, table);
            assertThat(rows(table.plan().target())).hasSize(2 * ROWS).doesNotHaveDuplicates();
        }
    }

    /** Whether a chunk that is loaded may be given once more. */
    protected boolean repeatsChunks() {
        return true;
    }

    @Test
    void chunkThatFailsHalfWayLeavesNothing() {
        try (Store store = open()) {
            StoredTable table = table(store, "half", LoadMode.REPLACE, 1);
            begin(store, table);
            assertThatThrownBy(() -> load(store, table, breaking(), List.of(0)))
                    .hasStackTraceContaining("the reader broke");
            assertThat(store.loaded(table)).isEmpty();
            load(store, table, numbered(0, ROWS), List.of(0));
            swap(store, table);
            assertThat(rows(table.plan().target())).hasSize(ROWS).doesNotHaveDuplicates();
        }
    }

    @Test
    void driverKilledBehindTheCommitFindsTheRowsOnce() {
        StoredTable table;
        try (Store store = open()) {
            table = table(store, "killed", LoadMode.REPLACE, 1);
            begin(store, table);
            StoredTable killed = table;
            assertThatThrownBy(
                            () ->
                                    store.load(
                                            TestSpark.session(),
                                            killed,
                                            dataset(store, killed, numbered(0, ROWS), 2),
                                            List.of(0, 1),
                                            new Killed()))
                    .hasStackTraceContaining("killed");
            assertThat(store.loaded(table)).isEmpty();
        }
        try (Store store = open()) {
            load(store, table, numbered(0, ROWS), List.of(0, 1));
            assertThat(store.loaded(table).values().stream().mapToLong(StoredChunk::loaded).sum())
                    .isEqualTo(ROWS);
            swap(store, table);
            assertThat(rows(table.plan().target())).hasSize(ROWS).doesNotHaveDuplicates();
        }
    }

    @Test
    void nobodySeesARowBeforeTheSwap() {
        try (Store store = open()) {
            StoredTable old = table(store, "seen", LoadMode.REPLACE, 1);
            begin(store, old);
            load(store, old, numbered(0, 10), List.of(0));
            swap(store, old);
            assertThat(rows(old.plan().target())).hasSize(10);
            StoredTable table = table(store, "seen", LoadMode.REPLACE, 2);
            begin(store, table);
            load(store, table, numbered(5000, ROWS), List.of(0, 1));
            assertThat(rows(old.plan().target())).hasSize(10);
            swap(store, table);
            assertThat(rows(old.plan().target())).hasSize(ROWS);
            behindTheRows(store, table);
            assertThat(rows(old.plan().target())).hasSize(ROWS);
        }
    }

    @Test
    void appendKeepsWhatStands() {
        try (Store store = open()) {
            StoredTable old = table(store, "grown", LoadMode.APPEND, 1);
            begin(store, old);
            load(store, old, numbered(0, 10), List.of(0));
            swap(store, old);
            StoredTable table = table(store, "grown", LoadMode.APPEND, 2);
            begin(store, table);
            load(store, table, numbered(10, 10), List.of(0));
            swap(store, table);
            assertThat(rows(old.plan().target())).hasSize(20).doesNotHaveDuplicates();
        }
    }

    @Test
    void upsertOverwritesRowsOfTheSameKey() {
        try (Store store = open()) {
            if (!upserts()) {
                StoredTable refused = table(store, "merged", LoadMode.UPSERT, 2);
                assertThatThrownBy(() -> store.ddl(List.of(refused)))
                        .isInstanceOfSatisfying(
                                MigrationException.class,
                                refusal -> assertThat(refusal.kind()).isEqualTo(ErrorKind.SPEC))
                        .hasMessageContaining("Cannot upsert into");
                return;
            }
            StoredTable old = table(store, "merged", LoadMode.REPLACE, 1);
            begin(store, old);
            load(store, old, numbered(0, 10), List.of(0));
            swap(store, old);
            StoredTable table = table(store, "merged", LoadMode.UPSERT, 2);
            begin(store, table);
            load(
                    store,
                    table,
                    List.of(RowFactory.create(9L, "changed"), RowFactory.create(10L, "new")),
                    List.of(0));
            swap(store, table);
            assertThat(rows(table.plan().target()))
                    .hasSize(11)
                    .contains("8|note 8", "9|changed", "10|new");
        }
    }

    @Test
    void forgottenLoadLeavesNoRowAndNoReceipt() {
        try (Store store = open()) {
            StoredTable table = table(store, "forgotten", LoadMode.REPLACE, 1);
            begin(store, table);
            load(store, table, numbered(0, ROWS), List.of(0, 1));
            assertThat(store.keepsApart(LoadMode.REPLACE)).isTrue();
            store.forget(table);
            store.forget(table);
            assertThat(store.loaded(table)).isEmpty();
            load(store, table, numbered(0, 7), List.of(0));
            swap(store, table);
            assertThat(rows(table.plan().target())).hasSize(7);
        }
    }

    @Test
    void refusedRowIsFoundAndTheOthersAreLoaded() {
        try (Store store = open()) {
            StoredTable table = table(store, "refused", LoadMode.REPLACE, 1);
            begin(store, table);
            if (!refusesRows()) {
                List<Row> keyless = List.of(RowFactory.create(null, "no key"));
                if (refusesNulls()) {
                    assertThatThrownBy(() -> load(store, table, keyless, List.of(0)))
                            .hasStackTraceContaining("id");
                    assertThat(store.loaded(table)).isEmpty();
                }
                return;
            }
            List<Row> rows = new ArrayList<>(numbered(0, 1200));
            rows.set(700, RowFactory.create(3L, "again"));
            rows.set(1100, RowFactory.create(null, "no key"));
            StoredChunk chunk = load(store, table, rows, List.of(0)).get(0);
            assertThat(chunk.read()).isEqualTo(1200);
            assertThat(chunk.loaded()).isEqualTo(1198);
            assertThat(chunk.quarantined()).isEqualTo(2);
            assertThat(chunk.refused())
                    .extracting(row -> row.number())
                    .containsExactly(701L, 1101L);
            assertThat(chunk.refused()).allMatch(row -> !row.reason().isBlank());
            assertThat(store.loaded(table).get(0).quarantined()).isEqualTo(2);
            swap(store, table);
            assertThat(rows(table.plan().target())).hasSize(1198).contains("3|note 3");
        }
    }

    @Test
    void catalogTellsTheTypesThatWerePromised() {
        try (Store store = open()) {
            StoredTable table = table(store, "typed", LoadMode.REPLACE, 1);
            begin(store, table);
            load(store, table, numbered(0, 3), List.of(0));
            swap(store, table);
            Catalog standing =
                    store.standing(
                            TableSelection.standing(
                                    List.of(table.plan().target()),
                                    List.of(table.plan().target().schema())));
            TableInfo stands = standing.table(table.plan().target()).orElseThrow();
            for (int index = 0; index < stands.columns().size(); index++) {
                ColumnInfo wanted = table.definition().columns().get(index);
                assertThat(stands.columns().get(index).type())
                        .isEqualTo(store.type(wanted).logicalType());
            }
        }
    }

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

    private void behindTheRows(Store store, StoredTable table) {
        Set<DdlPhase> behind = new HashSet<>(List.of(DdlPhase.values()));
        behind.remove(DdlPhase.PRE_DATA);
        behind.remove(DdlPhase.RELEASE);
        steps(store, table, behind);
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
    private static List<Row> breaking() {
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
        JavaRDD<Row> parallel =
                TestSpark.context()
                        .parallelize(rows, partitions)
                        .map(
                                row -> {
                                    if ("broken".equals(row.get(1))) {
                                        throw new IllegalStateException("the reader broke");
                                    }
                                    return row;
                                });
        return TestSpark.session().createDataFrame(parallel, schema);
    }
}
