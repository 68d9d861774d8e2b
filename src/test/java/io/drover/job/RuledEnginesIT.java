package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.migrate.MigrateTables;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows with rules of sources that are engines, into PostgreSQL and into stores. */
class RuledEnginesIT {
    private static final String CHUNKS = "chunking { target-bytes = 8KiB, small-table-bytes = 0B }";

    @TempDir private Path folder;

    @BeforeEach
    void session() {
        assertThat(TestSpark.session()).isNotNull();
    }

    /** The trial's table as a folder of Parquet or as a Delta table. */
    private String lake(String format) {
        try (TestDatabase origin = TestDatabase.create("ruled_origin")) {
            origin.execute(RuledStoreTrial.rows("item"));
            List<Row> rows =
                    TestSpark.session()
                            .read()
                            .format("jdbc")
                            .option("url", origin.url())
                            .option("user", "postgres")
                            .option("password", "postgres")
                            .option("dbtable", "item")
                            .load()
                            .withColumn(
                                    "changed",
                                    org.apache.spark.sql.functions.expr(
                                            "cast(changed as timestamp_ntz)"))
                            .collectAsList();
            TestSpark.session()
                    .createDataFrame(rows, rows.get(0).schema())
                    .repartition(3)
                    .write()
                    .format(format)
                    .save(folder.resolve("old/item").toString());
        }
        return folder.resolve("old").toString();
    }

    private void reachesPostgres(String source, String table, String... more) {
        try (TestDatabase target = TestDatabase.create("ruled_there");
                RuledStoreTrial trial = new RuledStoreTrial(folder, source, target)) {
            String[] all = new String[more.length + 2];
            System.arraycopy(more, 0, all, 0, more.length);
            all[more.length] = "select { target-schema = public }";
            all[more.length + 1] = RuledStoreTrial.rules(table);

            MigrateTables.Result result = trial.migrate(all);

            assertThat(result.outcome()).isEqualTo(MigrateTables.Outcome.DONE);
            assertFates(trial);
            assertThat(
                            target.rows(
                                    "SELECT concat(id, '|', title, '|', state, '|', amount) FROM item ORDER BY id"))
                    .containsExactlyElementsOf(RuledStoreTrial.LOADED);
            assertProven(trial.reconcile(all));

            target.execute("UPDATE item SET state = 'changed' WHERE id = 1");
            TableVerdict changed = trial.reconcile(all);
            assertThat(changed.verdict()).isEqualTo(Verdict.DIFFERENT);
        }
    }

    private static void assertFates(RuledStoreTrial trial) {
        assertThat(trial.balance()).containsExactly("9|5|1|1|2");
        assertThat(trial.setAside())
                .hasSize(2)
                .anyMatch(row -> row.contains("\"1.234\" is not a number of at most 8 digits"))
                .anyMatch(row -> row.contains("title is missing"));
        assertThat(trial.log()).contains("filter|0|1|0", "deduplicate|0|1|0", "map|5|0|0");
    }

    private static void assertProven(TableVerdict verdict) {
        assertThat(verdict.verdict()).as("%s", verdict).isEqualTo(Verdict.EQUAL);
        assertThat(verdict.targetDigest().rows()).isEqualTo(5);
    }

    @Test
    void parquetReachesPostgresByItsRules() {
        reachesPostgres(
                "{ type = files, url = \"%s\", files.format = parquet }".formatted(lake("parquet")),
                "files.item",
                CHUNKS);
    }

    @Test
    void deltaReachesPostgresByItsRules() {
        reachesPostgres(
                "{ type = delta, url = \"%s\" }".formatted(lake("delta")), "delta.item", CHUNKS);
    }

    @Test
    void mariaDbReachesPostgresByItsRulesFromSeveralChunks() {
        try (TestMariaDb source = TestMariaDb.create("ruled_old")) {
            source.execute(RuledStoreTrial.rows("item"));
            reachesPostgres(
                    "{ type = mysql, url = \"%s\", user = drover, password = drover }"
                            .formatted(source.url()),
                    source.name() + ".item",
                    CHUNKS);
        }
    }

    @Test
    void duplicatesAreFoundAcrossTheChunksOfAnEngine() {
        try (TestMariaDb source = TestMariaDb.create("ruled_old");
                TestDatabase target = TestDatabase.create("ruled_there");
                RuledStoreTrial trial =
                        new RuledStoreTrial(
                                folder,
                                "{ type = mysql, url = \"%s\", user = drover, password = drover }"
                                        .formatted(source.url()),
                                target)) {
            source.execute(
                    "CREATE TABLE many (id int PRIMARY KEY, code int NOT NULL, note varchar(100))",
                    "INSERT INTO many SELECT seq, seq % 1500, repeat('x', 50) FROM seq_1_to_3000",
                    "ANALYZE TABLE many");
            String[] all = {
                CHUNKS,
                "select { target-schema = public }",
                "tables = [ { name = %s.many, deduplicate { by = [code], keep = first, order = [id] } } ]"
                        .formatted(source.name())
            };

            MigrateTables.Result result = trial.migrate(all);

            assertThat(result.plan().tables().get(0).chunks()).hasSizeGreaterThan(3);
            assertThat(trial.balance()).containsExactly("3000|1500|0|1500|0");
            assertThat(
                            target.rows(
                                    "SELECT count(*), count(DISTINCT source_place) FROM drover.deduplicated"))
                    .containsExactly("1500|1500");
            assertThat(trial.reconcile(all).verdict()).isEqualTo(Verdict.EQUAL);
        }
    }

    @Test
    void deltaReachesSqliteAndMariaDbReachesDelta() {
        String lake = lake("delta");
        try (RuledStoreTrial trial =
                new RuledStoreTrial(
                        folder,
                        "{ type = delta, url = \"%s\" }".formatted(lake),
                        "{ type = sqlite, url = \"jdbc:sqlite:%s\" }"
                                .formatted(folder.resolve("new.db")))) {
            String rules = RuledStoreTrial.rules("delta.item");
            assertThat(trial.migrate(CHUNKS, rules).rows()).isEqualTo(5);
            assertFates(trial);
            assertProven(trial.reconcile(CHUNKS, rules));
        }
        try (TestMariaDb source = TestMariaDb.create("ruled_old");
                RuledStoreTrial trial =
                        new RuledStoreTrial(
                                folder,
                                "{ type = mysql, url = \"%s\", user = drover, password = drover }"
                                        .formatted(source.url()),
                                "{ type = delta, url = \"%s\" }"
                                        .formatted(folder.resolve("new")))) {
            source.execute(RuledStoreTrial.rows("item"));
            String rules = RuledStoreTrial.rules(source.name() + ".item");
            assertThat(trial.migrate(rules).rows()).isEqualTo(5);
            assertFates(trial);
            assertProven(trial.reconcile(rules));
        }
    }

    @Test
    void whatOnlyAPostgresCanGiveIsRefusedByName() {
        try (TestDatabase target = TestDatabase.create("ruled_there");
                RuledStoreTrial trial =
                        new RuledStoreTrial(
                                folder,
                                "{ type = delta, url = \"%s\" }".formatted(lake("delta")),
                                target)) {
            assertThatThrownBy(
                            () ->
                                    trial.migrate(
                                            "select { target-schema = public }",
                                            "tables = [ { name = delta.item, deduplicate { by = [id], keep = most-complete } } ]"))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC))
                    .hasMessageContaining(
                            "they keep the most complete of duplicates, which needs a PostgreSQL as the source");
            assertThat(target.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
                    .isEmpty();
        }
    }
}
