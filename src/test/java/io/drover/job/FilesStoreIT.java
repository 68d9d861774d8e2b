package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.MigrationException;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.migrate.MigrateTables.Outcome;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.ledger.LedgerHome;
import io.drover.load.Checkpoint;
import io.drover.model.Verdict;
import io.drover.reconcile.DifferenceSink;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL into files, and back. */
class FilesStoreIT {
    private static final String MANY = "chunking { target-bytes = 8KiB, small-table-bytes = 0B }";

    @TempDir private Path folder;
    private TestDatabase source;
    private TestDatabase ledger;

    @BeforeEach
    void open() {
        assertThat(TestSpark.session()).isNotNull();
        source = TestDatabase.create("files_old");
        ledger = TestDatabase.create("files_ledger");
    }

    @AfterEach
    void close() {
        LedgerHome.leaveAll();
        try (TestDatabase closed = source) {
            assertThat(closed).isNotNull();
            ledger.close();
        }
    }

    private MigrationSpec into(String format, String... more) {
        return spec(
                """
                migration {
                  name = out
                  source { type = postgres, url = "%s", user = postgres, password = postgres }
                  target { type = files, url = "%s", files { format = %s } }
                  select { include = ["public.*"], target-schema = files }
                  ledger { type = postgres, url = "%s", user = postgres, password = postgres }
                  %s
                }
                """
                        .formatted(
                                source.url(),
                                folder.resolve("out"),
                                format,
                                ledger.url(),
                                String.join("\n", more)));
    }

    private MigrationSpec backInto(String format, TestDatabase target) {
        return spec(
                """
                migration {
                  name = back
                  source { type = files, url = "%s", files { format = %s } }
                  target { type = postgres, url = "%s", user = postgres, password = postgres }
                  select { target-schema = public }
                }
                """
                        .formatted(folder.resolve("out"), format, target.url()));
    }

    private MigrationSpec spec(String text) {
        try {
            Path file = folder.resolve("trial.conf");
            Files.writeString(file, text);
            return new SpecReader().read(file, List.of());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static MigrateTables.Result migrate(MigrationSpec spec) {
        return new MigrateTables(
                        spec,
                        TestSpark::session,
                        Trial.facts("migrate"),
                        Progress.SILENT,
                        Checkpoint.NONE)
                .run();
    }

    private static ReconcileTables.Result prove(MigrationSpec spec) {
        return new ReconcileTables(
                        spec,
                        TestSpark::session,
                        DifferenceSink.NONE,
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "tsv", "jsonl", "parquet", "orc", "avro"})
    void whatIsWrittenIsProvenAndComesBackAsItWas(String format) {
        source.execute(
                "CREATE TABLE kinds (id int, flag boolean, small smallint, big bigint, r real, d float8,"
                        + " money numeric(12,2), wide numeric, note text, short varchar(5), padded char(4),"
                        + " doc jsonb, old json, key uuid, bytes bytea, day date, at timestamp, zoned timestamptz)",
                "INSERT INTO kinds VALUES (1, true, -3, 9007199254740993, 'NaN', '-0', 1234567890.12, 0.1234567890123456789012345,"
                        + " E'a,\"b\"\\nc\\td\\r\\\\ ü', 'abc', 'x', '{\"b\": 1.50, \"a\": [null]}', '{\"b\":1,\"b\":2}',"
                        + " 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '\\x00ff', '0001-01-01', '1500-03-01 12:34:56.123456',"
                        + " '2025-03-30 01:30:00+00')",
                "INSERT INTO kinds (id) VALUES (2)",
                "INSERT INTO kinds (id, note, short, doc, wide) VALUES (3, '', '', 'null', 'NaN'), (4, '\\N', 'NULL', '\"x\"', 1e20)",
                "CREATE TABLE empty (id int, name text)");

        MigrateTables.Result out = migrate(into(format));

        assertThat(out.rows()).isEqualTo(4);
        ReconcileTables.Result proof = prove(into(format));
        assertThat(proof.overall()).as(proof.toString()).isEqualTo(Verdict.EQUAL);
        try (TestDatabase target = TestDatabase.create("files_back")) {
            assertThat(migrate(backInto(format, target)).rows()).isEqualTo(4);
            String rows = "SELECT string_agg(k::text, E'\\n' ORDER BY id) FROM public.kinds k";
            assertThat(target.value(rows)).isEqualTo(source.value(rows));
            assertThat(target.value("SELECT count(*) FROM public.empty")).isEqualTo("0");
        }
    }

    @Test
    void aLoadThatStoppedGoesOnAndTheManifestNamesEachRowOnce() throws IOException {
        source.execute(
                "CREATE TABLE item (id int, name text)",
                "INSERT INTO item SELECT g, repeat('x', 100) || g FROM generate_series(1, 5000) g",
                "CREATE TABLE last (id int, amount numeric(5,2))",
                "INSERT INTO last VALUES (1, 1.5), (2, 'NaN')",
                "ANALYZE");

        assertThatThrownBy(() -> migrate(into("parquet", MANY)))
                .isInstanceOf(MigrationException.class);
        assertThat(folder.resolve("out/item/_manifest.json"))
                .as("nothing of a load is seen before its end")
                .doesNotExist();
        // What a killed task leaves: a file that no note names.
        try (var staged = Files.walk(folder.resolve("out"))) {
            Path batch =
                    staged.filter(path -> path.getFileName().toString().startsWith("batch-"))
                            .findFirst()
                            .orElseThrow();
            Files.writeString(batch.resolve("part-00009-left.parquet"), "half");
        }
        MigrateTables.Result result = migrate(into("parquet", MANY, "quarantine.max-rows = 1"));

        assertThat(result.outcome()).isEqualTo(Outcome.DONE);
        assertThat(result.rows()).isEqualTo(5001);
        try (TestDatabase target = TestDatabase.create("files_back")) {
            assertThat(migrate(backInto("parquet", target)).rows()).isEqualTo(5001);
            assertThat(
                            target.value(
                                    "SELECT count(DISTINCT id) || ' ' || count(*) FROM public.item"))
                    .isEqualTo("5000 5000");
        }
    }

    @Test
    void appendAddsToTheManifestAndFilesOfOthersAreLeftAlone() throws IOException {
        source.execute("CREATE TABLE item (id int, name text)", "INSERT INTO item VALUES (1, 'a')");
        migrate(into("csv"));
        source.execute("UPDATE item SET id = 2");
        MigrationSpec more =
                spec(
                        Files.readString(folder.resolve("trial.conf"))
                                .replace("name = out", "name = more\n  load = append"));
        migrate(more);

        try (TestDatabase target = TestDatabase.create("files_back")) {
            migrate(backInto("csv", target));
            assertThat(
                            target.value(
                                    "SELECT string_agg(id::text, ',' ORDER BY id) FROM public.item"))
                    .isEqualTo("1,2");
        }
        Files.createDirectories(folder.resolve("out/other"));
        Files.writeString(folder.resolve("out/other/theirs.csv"), "id\n1\n");
        source.execute("ALTER TABLE item RENAME TO other");
        into("csv");
        MigrationSpec over =
                spec(
                        Files.readString(folder.resolve("trial.conf"))
                                .replace("name = out", "name = over"));
        assertThatThrownBy(() -> migrate(over))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("theirs.csv");
    }
}
