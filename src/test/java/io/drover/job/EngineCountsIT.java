package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.reconcile.DifferenceSink;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are counted on any side, where digests are not asked for. */
class EngineCountsIT {
    private static final String MARIADB =
            "{ type = mysql, url = \"%s\", user = drover, password = drover }";
    private static final String POSTGRES =
            "{ type = postgres, url = \"%s\", user = postgres, password = postgres }";

    @TempDir Path folder;

    @Test
    void ofMariaDbAndOfPostgres() throws Exception {
        try (TestMariaDb source = TestMariaDb.create("counts");
                TestDatabase target = TestDatabase.create("counts")) {
            source.execute(
                    "CREATE TABLE t (id int PRIMARY KEY, v varchar(9))",
                    "INSERT INTO t SELECT seq, seq FROM seq_1_to_1000");
            target.execute(
                    "CREATE TABLE t (id int PRIMARY KEY, v varchar(9))",
                    "INSERT INTO t SELECT n, n FROM generate_series(1, 1000) n");
            String here = MARIADB.formatted(source.url());
            String there = POSTGRES.formatted(target.url());

            assertThat(counts(prove(here, source.name(), there)))
                    .isEqualTo(
                            new LevelVerdict(
                                    Level.COUNTS, Verdict.EQUAL, "1000 rows on both sides"));

            target.execute("DELETE FROM t WHERE id = 7");
            TableVerdict fewer = prove(here, source.name(), there);
            assertThat(fewer.verdict()).isEqualTo(Verdict.DIFFERENT);
            assertThat(counts(fewer).detail())
                    .isEqualTo("1000 rows in the source, 999 in the target");
        }
    }

    @Test
    void ofSqliteAndOfPostgres() throws Exception {
        try (TestDatabase target = TestDatabase.create("counts")) {
            Path file = folder.resolve("counts.sqlite");
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                connection.createStatement().execute("CREATE TABLE t (id integer PRIMARY KEY)");
                connection.createStatement().execute("INSERT INTO t VALUES (1), (2), (3)");
            }
            target.execute("CREATE TABLE t (id bigint PRIMARY KEY)", "INSERT INTO t VALUES (1)");

            TableVerdict verdict =
                    prove(
                            "{ type = sqlite, url = \"jdbc:sqlite:%s\" }".formatted(file),
                            "main",
                            POSTGRES.formatted(target.url()));

            assertThat(counts(verdict))
                    .isEqualTo(
                            new LevelVerdict(
                                    Level.COUNTS,
                                    Verdict.DIFFERENT,
                                    "3 rows in the source, 1 in the target"));
        }
    }

    private TableVerdict prove(String source, String schema, String target) throws IOException {
        Path file = folder.resolve("counts.conf");
        Files.writeString(
                file,
                """
                migration {
                  name = counts
                  source = %s
                  target = %s
                  select { include = ["%s.*"], target-schema = public }
                  schema = existing
                  load = append
                  reconcile.levels = [counts]
                }
                """
                        .formatted(source, target, schema));
        List<TableVerdict> tables =
                new ReconcileTables(
                                new SpecReader().read(file, List.of()),
                                TestSpark::session,
                                DifferenceSink.NONE,
                                Progress.SILENT,
                                Clock.systemUTC(),
                                Set.of())
                        .run()
                        .tables();
        assertThat(tables).as("%s", tables).hasSize(1);
        return tables.get(0);
    }

    private static LevelVerdict counts(TableVerdict verdict) {
        return verdict.levels().stream()
                .filter(level -> level.level() == Level.COUNTS)
                .findFirst()
                .orElseThrow();
    }
}
