package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.load.Checkpoint;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.reconcile.DifferenceSink;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The digest of one table is one value, whichever engine has it and whoever computes it. */
class DigestsAgreeIT {
    private static final int ROWS = 1000;
    private static final List<String> TEXTS =
            List.of(
                    "",
                    " ",
                    "a b ",
                    "O'Neil",
                    "äöü €",
                    "\u0301x",
                    "\uD83D\uDE00",
                    "\\n",
                    "NULL",
                    "\t");

    @TempDir Path folder;

    @Test
    void ofPostgresInItsServerAndInTasksOfMariaDbOfSqliteAndOfDelta() throws Exception {
        try (TestDatabase postgres = TestDatabase.create("digests");
                TestMariaDb mariaDb = TestMariaDb.create("digests")) {
            Path file = folder.resolve("digests.sqlite");
            try (Connection connection = postgres.connect()) {
                fill(connection, "varchar(40)", "timestamp(6)", "bytea", "double precision");
            }
            try (Connection connection = mariaDb.connect()) {
                fill(
                        connection,
                        "varchar(40) CHARACTER SET utf8mb4",
                        "datetime(6)",
                        "longblob",
                        "double");
            }
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                fill(connection, "varchar(40)", "datetime", "blob", "double");
            }
            String ofMariaDb = "{ type = mysql, url = \"%s\", user = drover, password = drover }";
            String ofSqlite = "{ type = sqlite, url = \"jdbc:sqlite:%s\" }";

            TableVerdict one =
                    prove(ofMariaDb.formatted(mariaDb.url()), mariaDb.name(), postgres, "tasks");
            TableVerdict two =
                    prove(ofMariaDb.formatted(mariaDb.url()), mariaDb.name(), postgres, "server");
            TableVerdict three = prove(ofSqlite.formatted(file), "main", postgres, "tasks");

            TableVerdict four = proveDelta(postgres);
            TableVerdict five = provePlanted(mariaDb, postgres);

            String digest = one.targetDigest().hex();
            assertThat(four.verdict()).as("%s", four).isEqualTo(Verdict.EQUAL);
            assertThat(one.verdict()).as("%s", one).isEqualTo(Verdict.EQUAL);
            assertThat(three.verdict()).as("%s", three).isEqualTo(Verdict.EQUAL);
            assertThat(one.targetDigest().rows()).isEqualTo(ROWS);
            assertThat(one.computed())
                    .startsWith("source: in Spark tasks, of what the auditor of mysql reads");
            assertThat(two.computed())
                    .isEqualTo(
                            "source: by the server of mysql (reconcile.digest is server); target: by the server (reconcile.digest is server)");
            assertThat(five.verdict()).isEqualTo(Verdict.DIFFERENT);
            assertThat(five.changed()).isEqualTo(1);
            assertThat(five.shown().get(0).changedColumns()).containsExactly("name");
            assertThat(five.computed()).startsWith("source: by the server of mysql");
            assertThat(List.of(one, two, three, four))
                    .allSatisfy(
                            each -> {
                                assertThat(each.sourceDigest().hex()).isEqualTo(digest);
                                assertThat(each.targetDigest().hex()).isEqualTo(digest);
                            });
        }
    }

    /** A blank at the end of one text is all that differs, and all of it is found. */
    private TableVerdict provePlanted(TestMariaDb source, TestDatabase target) throws IOException {
        source.execute("UPDATE t SET name = CONCAT(name, ' ') WHERE id = 500");
        return prove(
                "{ type = mysql, url = \"%s\", user = drover, password = drover }"
                        .formatted(source.url()),
                source.name(),
                target,
                "server");
    }

    private TableVerdict prove(String source, String schema, TestDatabase target, String place)
            throws IOException {
        Path file = folder.resolve("digests.conf");
        Files.writeString(
                file,
                """
                migration {
                  name = digests
                  source = %s
                  target { type = postgres, url = "%s", user = postgres, password = postgres }
                  select { include = ["%s.*"], target-schema = public }
                  schema = existing
                  load = append
                  reconcile.digest = %s
                }
                """
                        .formatted(source, target.url(), schema, place));
        return prove(new SpecReader().read(file, List.of()));
    }

    /** Loads the table into Delta and compares it there. */
    private TableVerdict proveDelta(TestDatabase source) throws IOException {
        Path file = folder.resolve("delta.conf");
        Files.writeString(
                file,
                """
                migration {
                  name = lake
                  source { type = postgres, url = "%s", user = postgres, password = postgres }
                  target { type = delta, url = "%s" }
                  ledger { type = postgres, url = "%s", user = postgres, password = postgres }
                  select.include = ["public.t"]
                }
                """
                        .formatted(source.url(), folder.resolve("lake"), source.url()));
        MigrationSpec spec = new SpecReader().read(file, List.of());
        new MigrateTables(
                        spec,
                        TestSpark::session,
                        Trial.facts("migrate"),
                        Progress.SILENT,
                        Checkpoint.NONE)
                .run();
        return prove(spec);
    }

    private static TableVerdict prove(MigrationSpec spec) {
        ReconcileTables.Result proof =
                new ReconcileTables(
                                spec,
                                TestSpark::session,
                                DifferenceSink.NONE,
                                Progress.SILENT,
                                Clock.systemUTC(),
                                Set.of())
                        .run();
        assertThat(proof.tables()).hasSize(1);
        return proof.tables().get(0);
    }

    private static void fill(
            Connection connection, String text, String moment, String bytes, String real)
            throws SQLException {
        connection
                .createStatement()
                .execute(
                        "CREATE TABLE t (id bigint NOT NULL PRIMARY KEY, name %s, amount numeric(12,2), placed %s, day date, note %s, ratio %s)"
                                .formatted(text, moment, bytes, real));
        boolean sqlite = connection.getMetaData().getDatabaseProductName().equals("SQLite");
        connection.setAutoCommit(false);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            for (int row = 0; row < ROWS; row++) {
                fill(insert, row, sqlite);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.commit();
    }

    private static void fill(PreparedStatement insert, int row, boolean sqlite)
            throws SQLException {
        if (row % 10 == 9) {
            insert.setLong(1, row);
            for (int column = 2; column <= 7; column++) {
                insert.setObject(column, null);
            }
            return;
        }
        LocalDateTime moment =
                LocalDateTime.of(2020, 1, 1, 0, 0)
                        .plusHours(row * 37L)
                        .plusNanos(row * 1000L * (row % 3));
        LocalDate day = LocalDate.of(1970, 1, 1).plusDays(row * 17L);
        insert.setLong(1, row % 2 == 0 ? row : -row * 1_000_000_007L);
        insert.setString(2, TEXTS.get(row % TEXTS.size()) + row);
        insert.setBigDecimal(3, BigDecimal.valueOf(row * 12345L - 77, 2));
        if (sqlite) {
            insert.setString(4, moment.toString().replace('T', ' '));
            insert.setString(5, day.toString());
        } else {
            insert.setTimestamp(4, Timestamp.valueOf(moment));
            insert.setDate(5, Date.valueOf(day));
        }
        insert.setBytes(6, ("bytes " + row + '\0').getBytes(StandardCharsets.UTF_8));
        insert.setDouble(7, row / 7.0);
    }
}
