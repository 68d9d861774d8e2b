package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.migrate.MigrateTables;
import io.drover.load.Checkpoint;
import io.drover.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are loaded whole, exactly once, and what cannot be read of them is set aside. */
class FilesToPostgresIT {
    @TempDir Path folder;

    private EngineTrial trial(TestDatabase target, String more) {
        return new EngineTrial(
                folder,
                "{ type = files, url = \"%s\" %s }".formatted(folder.resolve("in"), more),
                target);
    }

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve("in").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void rowsThatAreNoneAreSetAsideWithTheirLines() throws IOException {
        file(
                "orders.csv",
                "id,name,amount\n1,\"two\nlines\",1.50\n2,short\n3,\"a \"\"quoted\"\" one\",2.25\n4,,\n");
        try (TestDatabase target = TestDatabase.create("files_aside")) {
            MigrateTables.Result done =
                    trial(target, "").migrate("quarantine.max-rows = 5", "load = replace");

            assertThat(done.fates().read()).isEqualTo(4);
            assertThat(done.fates().loaded()).isEqualTo(3);
            assertThat(done.fates().quarantined()).isEqualTo(1);
            assertThat(target.value("SELECT string_agg(id::text, ',' ORDER BY id) FROM orders"))
                    .isEqualTo("1,3,4");
            assertThat(target.value("SELECT name FROM orders WHERE id = 1"))
                    .isEqualTo("two\nlines");
            assertThat(target.value("SELECT name IS NULL FROM orders WHERE id = 4")).isEqualTo("t");
            assertThat(target.value("SELECT source_place FROM drover.quarantine").toString())
                    .contains("orders.csv")
                    .contains("line 4");
        }
    }

    @Test
    void beyondTheLimitNothingIsLoadedAndTheLineIsNamed() throws IOException {
        file("orders.csv", "id,name\n1,one\n2\n3,three\n");
        try (TestDatabase target = TestDatabase.create("files_limit")) {
            assertThatThrownBy(() -> trial(target, "").migrate())
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure ->
                                    assertThat(failure.kind())
                                            .isEqualTo(ErrorKind.QUARANTINE_LIMIT))
                    .hasMessageContaining("line 3");
            assertThat(target.value("SELECT to_regclass('public.orders') IS NULL")).isEqualTo("t");
            MigrateTables.Result done = trial(target, "").migrate("quarantine.max-rows = 1");
            assertThat(done.rows()).isEqualTo(2);
        }
    }

    @Test
    void aLoadThatDiedGoesOnAndEachRowIsThereOnce() throws IOException {
        for (int part = 0; part < 8; part++) {
            StringBuilder text = new StringBuilder("id,note\n");
            for (int row = 1; row <= 5000; row++) {
                int id = part * 5000 + row;
                text.append(id).append(",\"note, ").append(id).append("\"\n");
            }
            file("notes/part-" + part + ".csv", text.toString());
        }
        try (TestDatabase target = TestDatabase.create("files_dies")) {
            String[] small = {
                "chunking { target-bytes = 64KiB, small-table-bytes = 32KiB }",
            };
            Checkpoint dies =
                    (point, table, chunk) -> {
                        if (point == Checkpoint.Point.BEFORE_COMMIT && chunk == 6) {
                            throw new IllegalStateException("planted at " + point);
                        }
                    };
            EngineTrial trial = trial(target, "");
            assertThatThrownBy(() -> trial.migrate(dies, small)).hasMessageContaining("planted");
            long first =
                    Long.parseLong(target.value("SELECT count(*) FROM drover.receipt").toString());
            assertThat(first).isPositive();

            MigrateTables.Result done = trial.migrate(small);

            assertThat(done.rows()).isEqualTo(40_000);
            assertThat(
                            target.value(
                                    "SELECT count(*) || ' ' || count(DISTINCT id) || ' ' || sum(id) FROM notes"))
                    .isEqualTo("40000 40000 800020000");
            assertThat(target.value("SELECT count(DISTINCT run_id) > 1 FROM drover.receipt"))
                    .as("the files did not change, so what was loaded stayed")
                    .isEqualTo("t");
        }
    }
}
