package io.drover.engine.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.tables.DeltaTable;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.DdlStep;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.model.catalog.TableAccess;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.spec.DeltaSpec;
import io.drover.spec.EndpointSpec;
import io.drover.testing.TestSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Delta table shows of a load, whatever happens in it; rows are {@code (id, name)}. */
class DeltaStoreIT {
    private static final TableName ITEM = new TableName("delta", "item");
    private final SparkSession session = TestSpark.session();

    @TempDir private Path folder;
    private Map<String, List<String>> partitions = Map.of();
    private Map<String, List<String>> clusters = Map.of();
    private boolean deleteMissing;

    @Test
    void nothingIsSeenBeforeTheVersionThatTakesAllChunksIn() {
        DeltaStore store = store();
        StoredTable table = table(LoadMode.REPLACE, 3, 1);
        List<DdlStep> steps = store.ddl(List.of(table));
        store.run(steps.get(0), table);

        load(store, table, 0, 1);
        assertThat(ids()).isEmpty();
        assertThatThrownBy(() -> store.run(steps.get(1), table))
                .hasMessageContaining("2 of its 3 chunks are staged");
        load(store, table, 2);
        assertThat(ids()).isEmpty();
        store.run(steps.get(1), table);

        assertThat(ids()).containsExactly(0L, 1L, 10L, 11L, 20L, 21L);
        assertThat(versions()).as("made, and loaded").isEqualTo(2);
        assertThat(folder.resolve("item/_drover")).doesNotExist();
    }

    @Test
    void anotherProcessFindsWhatIsStagedAndBothStepsChangeNothingWhenTheyAreRepeated() {
        StoredTable table = table(LoadMode.APPEND, 2, 1);
        List<DdlStep> steps = store().ddl(List.of(table));
        store().run(steps.get(0), table);
        store().run(steps.get(0), table);
        load(store(), table, 0);

        assertThat(store().loaded(table))
                .containsExactly(Map.entry(0, new StoredChunk(0, 2, 2, 0)));
        assertThatThrownBy(() -> load(store(), table, 0)).hasMessageContaining("loaded already");
        load(store(), table, 1);
        store().run(steps.get(1), table);
        store().run(steps.get(1), table);

        assertThat(ids()).containsExactly(0L, 1L, 10L, 11L);
        assertThat(versions()).isEqualTo(2);
    }

    @Test
    void filesThatNoManifestNamesWereNeverLoaded() throws Exception {
        StoredTable table = table(LoadMode.APPEND, 1, 1);
        List<DdlStep> steps = store().ddl(List.of(table));
        store().run(steps.get(0), table);
        // A process that died behind its files and before the manifest.
        load(store(), table, 0);
        try (Stream<Path> staged = Files.walk(folder.resolve("item/_drover"))) {
            for (Path manifest :
                    staged.filter(file -> file.toString().endsWith(".json")).toList()) {
                Files.delete(manifest);
            }
        }

        assertThat(store().loaded(table)).isEmpty();
        load(store(), table, 0);
        store().run(steps.get(1), table);

        assertThat(ids()).containsExactly(0L, 1L);
    }

    @Test
    void aTableIsReplacedWithItsColumnsInOneVersionAndRestoreIsTheWayBack() {
        session.sql("CREATE TABLE delta.`%s` (old STRING) USING delta".formatted(path()));
        session.sql("INSERT INTO delta.`%s` VALUES ('before')".formatted(path()));
        StoredTable table = table(LoadMode.REPLACE, 1, 1);
        List<DdlStep> steps = store().ddl(List.of(table));
        assertThat(steps).hasSize(1);
        assertThat(steps.get(0).sql())
                .startsWith(
                        "REPLACE TABLE delta.`"
                                + path()
                                + "` (`id` BIGINT NOT NULL, `name` STRING)")
                .contains("behind version 1;")
                .contains("RESTORE TABLE delta.`" + path() + "` TO VERSION AS OF 1");
        load(store(), table, 0);
        store().run(steps.get(0), table);

        assertThat(rows().schema().toDDL()).isEqualTo("id BIGINT NOT NULL,name STRING");
        assertThat(ids()).containsExactly(0L, 1L);
        assertThat(versions()).isEqualTo(3);
        session.sql("RESTORE TABLE delta.`%s` TO VERSION AS OF 1".formatted(path()));
        assertThat(rows().selectExpr("old").first().getString(0)).isEqualTo("before");
    }

    @Test
    void aTableThatSomebodyElseWroteToIsNotReplaced() {
        session.sql(
                "CREATE TABLE delta.`%s` (id BIGINT, name STRING) USING delta".formatted(path()));
        StoredTable table = table(LoadMode.REPLACE, 1, 1);
        List<DdlStep> steps = store().ddl(List.of(table));
        load(store(), table, 0);
        session.sql("INSERT INTO delta.`%s` VALUES (99, 'theirs')".formatted(path()));

        assertThatThrownBy(() -> store().run(steps.get(0), table))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONSISTENCY))
                .hasMessageContaining("it is at version 1 and was at 0 when the plan was made");
        assertThat(ids()).containsExactly(99L);
    }

    @Test
    void whatSomebodyElseWroteStaysBesideWhatIsAppended() {
        session.sql(
                "CREATE TABLE delta.`%s` (id BIGINT, name STRING) USING delta".formatted(path()));
        StoredTable table = table(LoadMode.APPEND, 1, 1);
        List<DdlStep> steps = store().ddl(List.of(table));
        load(store(), table, 0);
        session.sql("INSERT INTO delta.`%s` VALUES (99, 'theirs')".formatted(path()));
        store().run(steps.get(0), table);

        assertThat(ids()).containsExactly(0L, 1L, 99L);
    }

    @Test
    void rowsOfOtherTypesAndColumnsAreRefusedBeforeAnyIsWritten() {
        session.sql(
                "CREATE TABLE delta.`%s` (id INT, must STRING NOT NULL) USING delta"
                        .formatted(path()));
        StoredTable table = table(LoadMode.APPEND, 1, 1);

        assertThatThrownBy(() -> load(store(), table, 0))
                .hasMessageContaining("its column id is INT and would get BIGINT")
                .hasMessageContaining("it has no column name")
                .hasMessageContaining("nothing of the source goes to must, which is NOT NULL");
    }

    @Test
    void anUpsertChangesAndAddsByKeyInOneVersionAndOnceOnly() {
        session.sql(
                "CREATE TABLE delta.`%s` (id BIGINT, name STRING) USING delta".formatted(path()));
        session.sql("INSERT INTO delta.`%s` VALUES (1, 'old'), (99, 'kept')".formatted(path()));
        StoredTable table = table(LoadMode.UPSERT, 2, 1);
        List<DdlStep> steps = store().ddl(List.of(table));
        load(store(), table, 0, 1);
        store().run(steps.get(0), table);
        store().run(steps.get(0), table);

        assertThat(ids()).containsExactly(0L, 1L, 10L, 11L, 99L);
        assertThat(rows().where("id = 1").selectExpr("name").first().getString(0))
                .isEqualTo("name 1");
        assertThat(versions()).isEqualTo(3);
    }

    @Test
    void anUpsertMayDeleteWhatTheSourceDoesNotHave() {
        deleteMissing = true;
        session.sql(
                "CREATE TABLE delta.`%s` (id BIGINT, name STRING) USING delta".formatted(path()));
        session.sql("INSERT INTO delta.`%s` VALUES (1, 'old'), (99, 'gone')".formatted(path()));
        StoredTable table = table(LoadMode.UPSERT, 1, 1);
        List<DdlStep> steps = store().ddl(List.of(table));
        assertThat(steps.get(0).sql()).contains("WHEN NOT MATCHED BY SOURCE THEN DELETE");
        load(store(), table, 0);
        store().run(steps.get(0), table);

        assertThat(ids()).containsExactly(0L, 1L);
    }

    @Test
    void aNewTableLiesInFoldersOrIsClusteredAndMayHaveNamesWithBlanks() {
        partitions = Map.of("item", List.of("name"));
        StoredTable table = table(LoadMode.REPLACE, 1, 1);
        List<DdlStep> steps = store().ddl(List.of(table));
        store().run(steps.get(0), table);
        load(store(), table, 0);
        store().run(steps.get(1), table);
        assertThat(folder.resolve("item/name=name 1")).isDirectory();
        assertThat(ids()).containsExactly(0L, 1L);

        partitions = Map.of();
        clusters = Map.of("other", List.of("id"));
        StoredTable other = table("other", "the name", LoadMode.REPLACE, 1, 1);
        List<DdlStep> more = store().ddl(List.of(other));
        assertThat(more.get(0).sql())
                .contains("CLUSTER BY (`id`)")
                .contains("'delta.columnMapping.mode' = 'name'");
        store().run(more.get(0), other);
        load(store(), other, 0);
        store().run(more.get(1), other);
        store().run(more.get(1), other);

        assertThat(rows("other").selectExpr("`the name`").collectAsList()).hasSize(2);
    }

    @Test
    void aNullWhereTheTableAllowsNoneFailsTheLoadAndShowsNothing() {
        StoredTable table = table(LoadMode.REPLACE, 1, 1);
        List<DdlStep> steps = store().ddl(List.of(table));
        store().run(steps.get(0), table);

        assertThatThrownBy(
                        () ->
                                store().load(
                                                session,
                                                table,
                                                session.sql(
                                                                "SELECT CAST(NULL AS BIGINT) id, 'x' name")
                                                        .coalesce(1),
                                                List.of(0),
                                                new Counted(Map.of(0, 1L))))
                .hasStackTraceContaining("NOT NULL constraint violated for column: id");
        assertThat(store().loaded(table)).isEmpty();
        assertThat(ids()).isEmpty();
    }

    private DeltaStore store() {
        return new DeltaStore(
                new EndpointSpec(
                        "delta",
                        folder.toString(),
                        "",
                        null,
                        Map.of(),
                        8,
                        Duration.ofSeconds(10),
                        Duration.ZERO,
                        Duration.ZERO,
                        null,
                        new DeltaSpec(
                                null,
                                null,
                                partitions,
                                clusters,
                                Map.of(),
                                1L << 27,
                                64,
                                deleteMissing)));
    }

    private String path() {
        return folder.resolve("item").toString();
    }

    private Dataset<Row> rows() {
        return rows("item");
    }

    private Dataset<Row> rows(String table) {
        return session.read().format("delta").load(folder.resolve(table).toString());
    }

    private List<Long> ids() {
        return rows().selectExpr("CAST(id AS BIGINT)").collectAsList().stream()
                .map(row -> row.getLong(0))
                .sorted()
                .toList();
    }

    private long versions() {
        return DeltaTable.forPath(session, path()).history().count();
    }

    /** Two rows for each chunk: ten times its number, and the next. */
    private void load(DeltaStore store, StoredTable table, int... chunks) {
        List<Integer> numbers = new ArrayList<>();
        Map<Integer, Long> counts = new TreeMap<>();
        Dataset<Row> rows = null;
        for (int chunk : chunks) {
            numbers.add(chunk);
            counts.put(chunk, 2L);
            Dataset<Row> one =
                    session.range(10L * chunk, 10L * chunk + 2, 1, 1)
                            .selectExpr(
                                    "id",
                                    "'name ' || id AS `%s`"
                                            .formatted(table.plan().columns().get(1).target()));
            rows = rows == null ? one : rows.union(one);
        }
        Map<Integer, StoredChunk> loaded =
                store.load(session, table, rows, numbers, new Counted(counts));
        assertThat(loaded.keySet()).containsExactlyElementsOf(numbers);
        assertThat(loaded.values()).allMatch(chunk -> chunk.loaded() == 2);
    }

    private static StoredTable table(LoadMode mode, int chunks, long load) {
        return table("item", "name", mode, chunks, load);
    }

    private static StoredTable table(
            String name, String second, LoadMode mode, int chunks, long load) {
        TableName target = new TableName(ITEM.schema(), name);
        TablePlan plan =
                new TablePlan(
                        0,
                        new TableName("public", name),
                        target,
                        target,
                        mode,
                        WireForm.BINARY,
                        ReadPath.COPY,
                        List.of(
                                column("id", "bigint", "BIGINT", true),
                                column(second, "text", "STRING", false)),
                        List.of("id"),
                        null,
                        false,
                        0,
                        0,
                        LongStream.range(0, chunks)
                                .mapToObj(chunk -> new ChunkPlan((int) chunk, "true", 0, 0))
                                .toList(),
                        null);
        TableInfo definition =
                new TableInfo(
                        target,
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null,
                        TableStatistics.NONE,
                        new TableAccess("", true, true, true, true, true, false));
        return new StoredTable(plan, definition, "trial", load, 0);
    }

    private static ColumnPlan column(String name, String logical, String type, boolean notNull) {
        return new ColumnPlan(name, name, logical, type, notNull, false, TypeVerdict.LOSSLESS, "");
    }

    /** What a reader has counted. */
    private record Counted(Map<Integer, Long> rows) implements StoredRows {
        @Override
        public void moved(long rows, long bytes) {}

        @Override
        public long handed(int chunk) {
            return rows.get(chunk);
        }
    }
}
