package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.load.Checkpoint;
import io.drover.model.Verdict;
import io.drover.reconcile.HeldDifferences;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestHdfs;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and Delta tables of a Hadoop file system that is not the local one. */
class HdfsIT {
    @TempDir private Path folder;

    @Test
    void textFilesOfHdfsArriveAndAreProven() throws IOException {
        try (OutputStream out =
                TestHdfs.files().create(new org.apache.hadoop.fs.Path("/in/orders.csv"))) {
            StringBuilder text = new StringBuilder("id,note\n");
            for (int id = 1; id <= 20_000; id++) {
                text.append(id).append(",\"line ").append(id).append("\nof two\"\n");
            }
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
        }
        try (TestDatabase target = TestDatabase.create("hdfs_text")) {
            EngineTrial trial =
                    new EngineTrial(
                            folder,
                            "{ type = files, url = \"%s/in\", files.format = csv }"
                                    .formatted(TestHdfs.url()),
                            target);
            assertThat(trial.migrate().rows()).isEqualTo(20_000);
            assertThat(trial.reconcile(new ArrayList<>()).overall()).isEqualTo(Verdict.EQUAL);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ type = delta, url = \"%s/lake\" }",
                "{ type = files, url = \"%s/parquet\", files.format = parquet }",
                "{ type = files, url = \"%s/csv\", files.format = csv }"
            })
    void tablesGoIntoHdfsAndAreProven(String target) {
        String endpoint = target.formatted(TestHdfs.url());
        try (TestDatabase source = TestDatabase.create("hdfs_old");
                TestDatabase ledger = TestDatabase.create("hdfs_ledger")) {
            source.execute(
                    "CREATE TABLE orders AS SELECT g AS id, 'note ' || g AS note, g / 7.0 AS share FROM generate_series(1, 5000) g");
            MigrationSpec spec = spec(source, endpoint, ledger);
            MigrateTables.Result done =
                    new MigrateTables(
                                    spec,
                                    TestSpark::session,
                                    Trial.facts("migrate"),
                                    Progress.SILENT,
                                    Checkpoint.NONE)
                            .run();
            assertThat(done.rows()).isEqualTo(5000);
            ReconcileTables.Result proof =
                    new ReconcileTables(
                                    spec,
                                    TestSpark::session,
                                    new HeldDifferences(),
                                    Progress.SILENT,
                                    Clock.systemUTC(),
                                    Set.of())
                            .run();
            assertThat(proof.overall()).isEqualTo(Verdict.EQUAL);
        }
    }

    private MigrationSpec spec(TestDatabase source, String target, TestDatabase ledger) {
        try {
            Path file =
                    Files.writeString(
                            folder.resolve("hdfs.conf"),
                            """
                            migration {
                              name = hdfs
                              source { type = postgres, url = "%s", user = postgres, password = postgres }
                              target %s
                              ledger { type = postgres, url = "%s", user = postgres, password = postgres }
                              select { include = ["public.*"] }
                            }
                            """
                                    .formatted(source.url(), target, ledger.url()));
            return new SpecReader().read(file, List.of());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
