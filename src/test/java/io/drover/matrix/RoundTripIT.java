package io.drover.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.job.run.RunFacts;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Boundary values of every type, from engine to engine: each arrives with an equal canonical form,
 * as the auditor sees it, which reads both sides by its own way.
 */
class RoundTripIT {
    /** A type and its boundary values, as MariaDB writes them. */
    private static final List<List<String>> MARIADB =
            List.of(
                    List.of("tinyint", "-128", "127", "0"),
                    List.of("tinyint unsigned", "255", "0"),
                    List.of("tinyint(1)", "0", "1", "-128", "127"),
                    List.of("smallint", "-32768", "32767"),
                    List.of("smallint unsigned", "65535"),
                    List.of("mediumint", "-8388608", "8388607"),
                    List.of("mediumint unsigned", "16777215"),
                    List.of("int", "-2147483648", "2147483647"),
                    List.of("int unsigned", "4294967295"),
                    List.of("bigint", "-9223372036854775808", "9223372036854775807"),
                    List.of("bigint unsigned", "18446744073709551615", "9223372036854775808", "0"),
                    List.of("decimal(10,2)", "-99999999.99", "99999999.99", "0.01", "0"),
                    List.of(
                            "decimal(65,30)",
                            "99999999999999999999999999999999999.999999999999999999999999999999",
                            "-0.000000000000000000000000000001"),
                    List.of("float", "3.40282e38", "-1.17549e-38", "0", "16777216"),
                    List.of("double", "1.7976931348623157e308", "2.2250738585072014e-308", "0.1"),
                    List.of("bit(1)", "b'0'", "b'1'"),
                    List.of("bit(8)", "b'10000001'", "b'0'"),
                    List.of("bit(64)", "~0", "b'1'"),
                    List.of("year", "1901", "2155", "0"),
                    List.of("date", "'1000-01-01'", "'9999-12-31'", "'2000-02-29'"),
                    List.of("time", "'838:59:59'", "'-838:59:59'", "'00:00:00'"),
                    List.of("time(6)", "'838:59:58.999999'", "'-00:00:00.000001'"),
                    List.of("datetime", "'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'"),
                    List.of("datetime(6)", "'9999-12-31 23:59:59.999999'"),
                    List.of(
                            "timestamp(6) NULL",
                            "'1970-01-02 00:00:01'",
                            "'2038-01-18 03:14:07.999999'"),
                    List.of("char(5)", "''", "'abcde'", "'äöüßé'", "'a'"),
                    List.of("varchar(50)", "''", "' '", "'a '", "'\\\\'", "'😀'"),
                    List.of("varchar(50) character set latin1", "'äöü'", "'¿'"),
                    List.of("longtext", "repeat('ü', 70000)"),
                    List.of("binary(4)", "x'00'", "x'ff00ff00'"),
                    List.of("varbinary(20)", "x''", "x'0000'"),
                    List.of("longblob", "repeat(x'00ff', 50000)"),
                    List.of("enum('a','b c','')", "'a'", "'b c'", "''"),
                    List.of("set('a','b')", "''", "'a'", "'a,b'"),
                    List.of("json", "'{\"b\": 1.50, \"a\": [null, true]}'", "'\"\"'"),
                    List.of("uuid", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
                    List.of("inet6", "'::1'", "'2001:db8::ff00:42:8329'"));

    /** As SQLite writes them; every value is of its column's declared kind. */
    private static final List<List<String>> SQLITE =
            List.of(
                    List.of("INTEGER", "-9223372036854775808", "9223372036854775807"),
                    List.of("TEXT", "''", "' a '", "'O''Neil'", "'😀'"),
                    List.of("REAL", "1.7976931348623157e308", "-0.1", "0.0"),
                    List.of("NUMERIC(10,2)", "99999999.99", "0.01", "5"),
                    List.of("BOOLEAN", "0", "1"),
                    List.of("DATE", "'0001-01-01'", "'9999-12-31'"),
                    List.of("DATETIME", "'2020-02-29 23:59:59.999'", "'1970-01-01 00:00:00'"),
                    List.of("BLOB", "x''", "x'00ff'"));

    @TempDir Path folder;

    @Test
    void fromMariaDbToPostgres() throws Exception {
        try (TestMariaDb source = TestMariaDb.create("boundaries");
                TestDatabase target = TestDatabase.create("boundaries")) {
            try (Connection connection = source.connect()) {
                fill(connection, MARIADB);
            }
            everyValueArrives(
                    "{ type = mysql, url = \"%s\", user = drover, password = drover }"
                            .formatted(source.url()),
                    source.name(),
                    target,
                    MARIADB);
        }
    }

    @Test
    void fromSqliteToPostgres() throws Exception {
        Path file = folder.resolve("boundaries.sqlite");
        try (TestDatabase target = TestDatabase.create("boundaries")) {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                fill(connection, SQLITE);
            }
            everyValueArrives(
                    "{ type = sqlite, url = \"jdbc:sqlite:%s\" }".formatted(file),
                    "main",
                    target,
                    SQLITE);
        }
    }

    /** A table for each type: a failure names it. */
    private static void fill(Connection connection, List<List<String>> types) throws Exception {
        for (int number = 0; number < types.size(); number++) {
            List<String> type = types.get(number);
            connection
                    .createStatement()
                    .execute(
                            "CREATE TABLE t%02d (id int NOT NULL PRIMARY KEY, v %s)"
                                    .formatted(number, type.get(0)));
            List<String> rows = new ArrayList<>(List.of("(0, NULL)"));
            for (int value = 1; value < type.size(); value++) {
                rows.add("(%d, %s)".formatted(value, type.get(value)));
            }
            connection
                    .createStatement()
                    .execute(
                            "INSERT INTO t%02d VALUES %s"
                                    .formatted(number, String.join(", ", rows)));
        }
    }

    private void everyValueArrives(
            String source, String schema, TestDatabase target, List<List<String>> types)
            throws IOException {
        MigrationSpec spec = spec(source, schema, target);
        new MigrateTables(
                        spec,
                        TestSpark::session,
                        new RunFacts("migrate", "test", null, "tester", "here", null, "{}"),
                        Progress.SILENT,
                        Checkpoint.NONE)
                .run();
        ReconcileTables.Result proof =
                new ReconcileTables(
                                spec,
                                TestSpark::session,
                                DifferenceSink.NONE,
                                Progress.SILENT,
                                Clock.systemUTC(),
                                Set.of())
                        .run();

        List<String> wrong = new ArrayList<>();
        for (TableVerdict table : proof.tables()) {
            List<String> type = types.get(Integer.parseInt(table.source().name().substring(1)));
            if (table.verdict() != Verdict.EQUAL || table.targetDigest().rows() != type.size()) {
                wrong.add(type.get(0) + ": " + table);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(proof.tables()).hasSize(types.size());
    }

    private MigrationSpec spec(String source, String schema, TestDatabase target)
            throws IOException {
        Path file = folder.resolve("boundaries.conf");
        Files.writeString(
                file,
                """
                migration {
                  name = boundaries
                  source = %s
                  target { type = postgres, url = "%s", user = postgres, password = postgres }
                  select { include = ["%s.*"], target-schema = public }
                }
                """
                        .formatted(source, target.url(), schema));
        return new SpecReader().read(file, List.of());
    }
}
