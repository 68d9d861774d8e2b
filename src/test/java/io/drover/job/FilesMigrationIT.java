package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.load.Checkpoint;
import io.drover.model.Verdict;
import io.drover.reconcile.DifferenceSink;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files into PostgreSQL, and the proof that they arrived. */
class FilesMigrationIT {
    private static final String TYPED =
            """
            i,big,huge,dec,mixed,zip,flag,day,at,utc,uid,doc,note
            1,3000000000,12345678901234567890,1.50,1.5,00123,true,2024-02-29,2024-01-01 10:00:00.5,2024-01-01T10:00:00Z,6f9619ff-8b86-d011-b42d-00c04fc964ff,"{""a"": 1.50, ""b"": [null]}","a, ""b""
            c"
            -2,4,5,-0.25,2000.00025,1,false,0001-01-01,1969-12-31 23:59:59.9,1999-12-31T23:59:59Z,00000000-0000-0000-0000-000000000000,[],""
            -2147483648,-9223372036854775807,99999999999999999999,10000.00,100000,,,,,,,,
            0,0,0,0.00,0.5,ë🐄,true,9999-12-31,9999-12-31 23:59:59.9,0001-01-01T00:00:00Z,ffffffff-ffff-ffff-ffff-ffffffffffff,{},x
            """;

    @TempDir private Path folder;

    private MigrationSpec spec(TestDatabase target, String... more) throws IOException {
        return spec("csv", target, more);
    }

    private MigrationSpec spec(String format, TestDatabase target, String... more)
            throws IOException {
        Path file = folder.resolve("spec.conf");
        Files.writeString(
                file,
                """
                migration {
                  name = files
                  source { type = files, url = "%s", files { format = %s } }
                  target { type = postgres, url = "%s", user = postgres, password = postgres }
                  select { target-schema = public }
                  %s
                }
                """
                        .formatted(
                                folder.resolve("data"),
                                format,
                                target.url(),
                                String.join("\n  ", more)));
        return new SpecReader().read(file, List.of());
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

    @Test
    void csvOfEveryGuessedTypeArrivesAndIsProven() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/typed.csv"), TYPED);
        try (TestDatabase target = TestDatabase.create("files_typed")) {
            MigrateTables.Result loaded = migrate(spec(target));

            assertThat(loaded.rows()).isEqualTo(4);
            assertThat(
                            target.value(
                                    "SELECT string_agg(t::text, E'\\n' ORDER BY i DESC)"
                                            + " FROM set_config('TimeZone', 'UTC', false), public.typed t"))
                    .isEqualTo(
                            """
                            (1,3000000000,12345678901234567890,1.50,1.5,00123,t,2024-02-29,"2024-01-01 10:00:00.5","2024-01-01 10:00:00+00",6f9619ff-8b86-d011-b42d-00c04fc964ff,"{""a"": 1.50, ""b"": [null]}","a, ""b""
                            c")
                            (0,0,0,0.00,0.5,ë🐄,t,9999-12-31,"9999-12-31 23:59:59.9","0001-01-01 00:00:00+00",ffffffff-ffff-ffff-ffff-ffffffffffff,{},x)
                            (-2,4,5,-0.25,2000.00025,1,f,0001-01-01,"1969-12-31 23:59:59.9","1999-12-31 23:59:59+00",00000000-0000-0000-0000-000000000000,[],"")
                            (-2147483648,-9223372036854775807,99999999999999999999,10000.00,100000,,,,,,,,)""");
            ReconcileTables.Result proof = prove(spec(target));
            assertThat(proof.overall()).as(proof.toString()).isEqualTo(Verdict.EQUAL);
            target.execute("UPDATE public.typed SET note = 'y' WHERE i = 0");
            assertThat(prove(spec(target)).overall()).isEqualTo(Verdict.DIFFERENT);
        }
    }

    @Test
    void rowsThatCannotBeReadAreInTheQuarantineWithTheirLines() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(
                folder.resolve("data/dirty.csv"),
                "id,name\n1,a\n2\n3,\"two\nlines\"\n4,b,c\n5,d\n");
        try (TestDatabase target = TestDatabase.create("files_dirty")) {
            MigrateTables.Result loaded = migrate(spec(target, "quarantine { max-rows = 5 }"));

            assertThat(loaded.rows()).isEqualTo(3);
            assertThat(loaded.fates().quarantined()).isEqualTo(2);
        }
    }

    @Test
    void parquetArrivesAndIsProven() throws IOException {
        TestSpark.session()
                .sql(
                        "SELECT id, cast(id AS byte) tiny, cast(id AS decimal(20,4)) / 7 AS part,"
                                + " concat('n', id) name, date_add(date '1900-01-01', cast(id AS int)) day,"
                                + " timestamp_micros(id * 1000001) at,"
                                + " timestamp_ntz '1582-10-04 00:00:00.000001' ntz,"
                                + " cast(id AS float) / 3 AS real, cast(id AS double) / 3 AS wide,"
                                + " cast(concat('b', id) AS binary) bytes,"
                                + " named_struct('a', id, 'b', array(1.50, null)) doc,"
                                + " if(id % 3 = 0, null, 'x') maybe FROM range(100)")
                .repartition(3)
                .write()
                .parquet(folder.resolve("data/rows").toString());
        try (TestDatabase target = TestDatabase.create("files_parquet")) {
            MigrateTables.Result loaded = migrate(spec("parquet", target));

            assertThat(loaded.rows()).isEqualTo(100);
            ReconcileTables.Result proof = prove(spec("parquet", target));
            assertThat(proof.overall()).as(proof.toString()).isEqualTo(Verdict.EQUAL);
            target.execute("UPDATE public.rows SET wide = wide + 1e-9 WHERE id = 5");
            assertThat(prove(spec("parquet", target)).overall()).isEqualTo(Verdict.DIFFERENT);
        }
    }

    @Test
    void jsonLinesArriveAndAreProven() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(
                folder.resolve("data/events.jsonl"),
                """
                {"id": 1, "name": "a\\nb", "tags": [1, 2.50, {"z": 1, "a": null}], "ok": true, "n": 1e3}
                {"id": 2, "name": "", "n": 0.10, "mixed": "1"}
                {"id": 3, "name": null, "n": -0.0, "mixed": 1, "ok": false}
                """);
        try (TestDatabase target = TestDatabase.create("files_json")) {
            MigrateTables.Result loaded = migrate(spec("jsonl", target));

            assertThat(loaded.rows()).isEqualTo(3);
            ReconcileTables.Result proof = prove(spec("jsonl", target));
            assertThat(proof.overall()).as(proof.toString()).isEqualTo(Verdict.EQUAL);
        }
    }
}
