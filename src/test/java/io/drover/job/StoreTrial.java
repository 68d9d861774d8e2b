package io.drover.job;

import io.drover.job.migrate.MigrateTables;
import io.drover.job.run.Progress;
import io.drover.ledger.LedgerHome;
import io.drover.load.Checkpoint;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A migration from a PostgreSQL into Delta tables of a folder, its ledger in a server of ours. */
final class StoreTrial implements AutoCloseable {
    final TestDatabase source = TestDatabase.create("store_old");
    final TestDatabase ledger = TestDatabase.create("store_ledger");
    private final Path folder;

    StoreTrial(Path folder) {
        this.folder = folder;
    }

    /** Where a table lies. */
    String path(String table) {
        return folder.resolve("lake").resolve(table).toString();
    }

    /** In the embedded PostgreSQL beside the spec. */
    MigrationSpec besideTheSpec(String... more) {
        return spec("", more);
    }

    /** In a database that the test can look into. */
    MigrationSpec spec(String... more) {
        return spec(
                "ledger { type = postgres, url = \"%s\", user = postgres, password = postgres }"
                        .formatted(ledger.url()),
                more);
    }

    private MigrationSpec spec(String home, String[] more) {
        String text =
                """
                migration {
                  name = trial
                  source { type = postgres, url = "%s", user = postgres, password = postgres }
                  target { type = delta, url = "%s", delta { chunks-at-once = 2 } }
                  select { include = ["public.*"] }
                  transfer { retry-for = 5s }
                  %s
                  %s
                }
                """
                        .formatted(
                                source.url(),
                                folder.resolve("lake"),
                                home,
                                String.join("\n  ", more));
        try {
            Path file = folder.resolve("trial.conf");
            Files.writeString(file, text);
            return new SpecReader().read(file, List.of());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    MigrateTables.Result migrate(MigrationSpec spec) {
        return new MigrateTables(
                        spec,
                        TestSpark::session,
                        Trial.facts("migrate"),
                        Progress.SILENT,
                        Checkpoint.NONE)
                .run();
    }

    Dataset<Row> table(String name) {
        return TestSpark.session().read().format("delta").load(path(name));
    }

    /** Rows as text, sorted. */
    List<String> rows(String name, String... expressions) {
        return table(name).selectExpr(expressions).collectAsList().stream()
                .map(Row::mkString)
                .sorted()
                .toList();
    }

    long versions(String name) {
        return io.delta.tables.DeltaTable.forPath(TestSpark.session(), path(name))
                .history()
                .count();
    }

    @Override
    public void close() {
        LedgerHome.leaveAll();
        try (source) {
            ledger.close();
        }
    }
}
