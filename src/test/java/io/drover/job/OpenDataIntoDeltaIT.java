package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.migrate.MigrateTables;
import io.drover.job.run.Progress;
import io.drover.ledger.LedgerHome;
import io.drover.load.Checkpoint;
import io.drover.spec.SpecReader;
import io.drover.testing.OpenData;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Chinook arrives whole in Delta, whichever engine it comes from. */
@EnabledIf(value = "isThere", disabledReason = "there is no open data beside the repository")
class OpenDataIntoDeltaIT {
    private static final Path CHINOOK = OpenData.folder("chinook");
    private static final long ROWS = 15_607;

    @TempDir private Path folder;

    static boolean isThere() {
        return CHINOOK != null && Files.exists(CHINOOK);
    }

    @AfterEach
    void leave() {
        LedgerHome.leaveAll();
    }

    @Test
    void chinookOfPostgresArrivesInDeltaAndFromThereInDelta() throws IOException {
        try (TestDatabase source = TestDatabase.create("chinook_to_delta")) {
            OpenData.load(source, CHINOOK);
            String postgres =
                    "{ type = postgres, url = \"%s\", user = postgres, password = postgres }"
                            .formatted(source.url());
            assertThat(migrate("first", postgres, "lake", "public.*").rows()).isEqualTo(ROWS);

            for (String table :
                    source.rows(
                            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")) {
                assertThat(table("lake", table).count())
                        .as(table)
                        .isEqualTo(
                                Long.parseLong(
                                        source.value(
                                                "SELECT count(*) FROM \"%s\"".formatted(table))));
            }
            assertThat(
                            table("lake", "invoice_line")
                                    .selectExpr("sum(unit_price * quantity)")
                                    .first()
                                    .getDecimal(0))
                    .isEqualByComparingTo(
                            source.value("SELECT sum(unit_price * quantity) FROM invoice_line"));
        }
        String delta = "{ type = delta, url = \"%s\" }".formatted(folder.resolve("lake"));
        assertThat(migrate("second", delta, "copy", "delta.*").rows()).isEqualTo(ROWS);
        assertThat(table("copy", "track").exceptAll(table("lake", "track")).count()).isZero();
        assertThat(table("copy", "track").schema().toDDL())
                .isEqualTo(table("lake", "track").schema().toDDL());
    }

    @Test
    void chinookOfSqliteArrivesInDelta() throws IOException {
        Path file =
                Files.copy(
                        CHINOOK.getParent().resolve("chinook.sqlite"), folder.resolve("c.sqlite"));
        String sqlite = "{ type = sqlite, url = \"jdbc:sqlite:%s\" }".formatted(file);

        assertThat(migrate("sqlite", sqlite, "lake", "*.*").rows()).isEqualTo(ROWS);
        assertThat(table("lake", "Track").count()).isEqualTo(3503);
    }

    private MigrateTables.Result migrate(String name, String source, String lake, String include)
            throws IOException {
        Path spec =
                Files.writeString(
                        folder.resolve(name + ".conf"),
                        """
                        migration {
                          name = %s
                          source = %s
                          target { type = delta, url = "%s" }
                          select.include = ["%s"]
                        }
                        """
                                .formatted(name, source, folder.resolve(lake), include));
        return new MigrateTables(
                        new SpecReader().read(spec, List.of()),
                        TestSpark::session,
                        Trial.facts("migrate"),
                        Progress.SILENT,
                        Checkpoint.NONE)
                .run();
    }

    private Dataset<Row> table(String lake, String name) {
        return TestSpark.session()
                .read()
                .format("delta")
                .load(folder.resolve(lake).resolve(name).toString());
    }
}
