package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.ledger.LedgerExample;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.SchemaMode;
import io.drover.report.ReportVerdict;
import io.drover.spec.MigrationSpec;
import io.drover.spec.QuarantineSpec;
import io.drover.spec.ReconcileSpec;
import io.drover.spec.SelectSpec;
import io.drover.spec.TransferSpec;
import io.drover.testing.ReportSchema;
import io.drover.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusAndReportIT {
    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create("status");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void withoutALedgerTheStatusSaysHowToBegin() {
        ShowStatus.Result result = new ShowStatus(spec()).run();
        assertThat(result.status()).isNull();
        assertThat(result.text()).contains("no ledger in schema drover").contains("drover migrate");
    }

    @Test
    void withoutALoadTheStatusSaysSo() {
        LedgerExample.createTables(database, "drover");
        assertThat(new ShowStatus(spec()).run().text())
                .isEqualTo("Migration shop: nothing was loaded yet.\n");
    }

    @Test
    void anOpenLoadIsShownWithItsPaceAndItsTroubles() {
        LedgerExample.createTables(database, "drover");
        LedgerExample.insertHalfLoad(database, "drover");
        String text = new ShowStatus(spec()).run().text();
        assertThat(text)
                .contains("Migration shop: load 1 is loading, since 2026-01-01 00:00:00 UTC")
                .contains("4 of 6 chunks (66 %), 410 rows, 41.0 kB")
                .contains("11 rows/s, 1.1 kB/s, about 20.0 s left; last receipt")
                .containsPattern("(?m)^shop.orders  loaded +3/3 +300 +1 +30.0 kB$")
                .containsPattern("(?m)^shop.notes   pending +0/1 +0 +0 +0 B$")
                .contains("violates check constraint \"price_positive\"")
                .contains("invalid text for the type (its chunk was rolled back)")
                .contains("Cannot read chunk 1: the connection was cut.")
                .contains("300 read = 289 loaded + 10 filtered + 0 deduplicated + 1 quarantined")
                .contains("unexplained 0")
                .contains("no end recorded")
                .doesNotContain("secret");
    }

    @Test
    void theReportOfAReconciliationIsWrittenInAllForms(@TempDir Path directory) throws Exception {
        LedgerExample.createTables(database, "drover");
        LedgerExample.insertHalfLoad(database, "drover");
        LedgerExample.completeAndReconcile(database, "drover");
        try (Connection ledger = database.connect()) {
            WriteReport.Result result =
                    new WriteReport(spec(), "drover")
                            .write(ledger, 3, directory.resolve("deep/report"));
            assertThat(result.report().verdict().kind()).isEqualTo(ReportVerdict.Kind.DIFFERENT);
            assertThat(Files.readString(result.json())).contains("\"kind\" : \"DIFFERENT\"");
            ReportSchema.assertValid(Files.readString(result.json()));
            assertThat(Files.readString(result.junit()))
                    .contains("<failure message=")
                    .contains("2 rows in 1 table");
            assertThat(Files.readString(result.html())).contains("2 rows in 1 table");
            try (var files = Files.list(directory.resolve("deep/report"))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder(
                                "report.json",
                                "report.schema.json",
                                "report.html",
                                "reconcile.xml");
            }
        }
    }

    @Test
    void aFailedReconciliationReplacesTheFileOfTheOneBefore(@TempDir Path directory)
            throws Exception {
        Files.writeString(directory.resolve("reconcile.xml"), "<testsuites/>");
        WriteReport.writeFailed(
                "shop",
                new MigrationException(ErrorKind.SOURCE, "Cannot reach the source: refused."),
                directory);
        assertThat(Files.readString(directory.resolve("reconcile.xml")))
                .contains("errors=\"1\"")
                .contains("message=\"Cannot reach the source: refused.\" type=\"SOURCE\"");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsSaid(@TempDir Path directory) throws Exception {
        LedgerExample.createTables(database, "drover");
        LedgerExample.insertHalfLoad(database, "drover");
        Path file = Files.createFile(directory.resolve("file"));
        try (Connection ledger = database.connect()) {
            assertThatThrownBy(() -> new WriteReport(spec(), "drover").write(ledger, 2, file))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.USAGE))
                    .hasMessageContaining("--report");
        }
    }

    private MigrationSpec spec() {
        return new MigrationSpec(
                "shop",
                database.endpoint(),
                database.endpoint(),
                new SelectSpec(List.of("shop.*"), List.of(), "core"),
                SchemaMode.CREATE,
                LoadMode.REPLACE,
                ReadPath.PIPE,
                null,
                new QuarantineSpec(0, 1),
                new TransferSpec(1 << 20, 2, Duration.ofMinutes(1)),
                new ReconcileSpec(50, 1000),
                List.of());
    }
}
