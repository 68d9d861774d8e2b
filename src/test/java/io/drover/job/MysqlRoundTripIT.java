package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.catalog.TableSelection;
import io.drover.engine.Moment;
import io.drover.engine.mysql.MysqlEngine;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.load.Checkpoint;
import io.drover.model.MigrationPlan;
import io.drover.model.Verdict;
import io.drover.plan.PlanText;
import io.drover.reconcile.HeldDifferences;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SelectSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From one MariaDB into another, and what is said where readers cannot share a moment. */
class MysqlRoundTripIT {
    @TempDir Path folder;
    private TestMariaDb source;
    private TestMariaDb target;
    private TestDatabase ledger;

    @BeforeEach
    void open() {
        source = TestMariaDb.create("there");
        target = TestMariaDb.create("back");
        ledger = TestDatabase.create("there_and_back");
        source.execute(
                "CREATE TABLE kinds (id INT PRIMARY KEY, flag BIT(1), bits BIT(5), all_bits BIT(64), bytes VARBINARY(10),"
                        + " price DECIMAL(30,10), big BIGINT UNSIGNED, f FLOAT, d DOUBLE, day DATE, at DATETIME(6), point TIMESTAMP(3) NULL,"
                        + " note VARCHAR(20), code CHAR(3), doc JSON, who UUID, kind ENUM('p', 'q'))",
                "INSERT INTO kinds VALUES"
                        + " (1, b'1', b'00110', ~0, x'00ff5c0a', 0.1, 18446744073709551615, 0.1, 5e-324, '1583-01-01', '9999-12-31 23:59:59.999999', '2020-02-29 12:34:56.789', ' tab\\t\\\\N é ', 'a', '{\"a\": 1.50}', '0e37df36-f698-11e6-8dd4-cb9ced3df976', 'q'),"
                        + " (2, b'0', b'0', 0, '', -1, 0, -0.0, -0.0, '0001-01-01', '1000-01-01', NULL, '', '', '[]', NULL, 'p'),"
                        + " (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
    }

    @AfterEach
    void close() {
        ConnectionPool.closeAll();
        source.close();
        target.close();
        ledger.close();
    }

    private MigrationSpec spec(String user, String more) throws IOException {
        Path file = folder.resolve("back.conf");
        Files.writeString(
                file,
                """
                migration {
                  name = back
                  source { type = mysql, url = "%s", user = %s, password = %s %s }
                  target { type = mysql, url = "%s", user = drover, password = drover }
                  ledger { type = postgres, url = "%s", user = postgres, password = postgres }
                  select.include = ["%s.*"]
                }
                """
                        .formatted(
                                source.url(),
                                user,
                                user,
                                more,
                                target.url(),
                                ledger.url(),
                                source.name()));
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

    @Test
    void everyTypeComesBackAndIsProvenEqual() throws IOException {
        MigrationSpec spec = spec("drover", "");
        migrate(spec);
        assertThat(ledger.rows("SELECT reason FROM drover.quarantine")).isEmpty();
        ReconcileTables.Result proof =
                new ReconcileTables(
                                spec,
                                TestSpark::session,
                                new HeldDifferences(),
                                Progress.SILENT,
                                Clock.systemUTC(),
                                Set.of())
                        .run();
        assertThat(proof.overall()).as("%s", proof.tables()).isEqualTo(Verdict.EQUAL);
        String values =
                "SELECT id, flag + 0, BIN(bits), BIN(all_bits), HEX(bytes), price, big, f, d, day, at, point, HEX(note), code, doc, who, kind FROM kinds ORDER BY id";
        assertThat(target.rows(values)).isEqualTo(source.rows(values));
        assertThat(target.rows("SHOW TABLES")).anyMatch(name -> name.startsWith("drover_"));
        assertThat(tablesOf(target)).containsExactly("kinds");
    }

    /** What a migration out of a database would select; receipts are nobody's data. */
    private static List<String> tablesOf(TestMariaDb database) {
        try (Moment moment =
                new MysqlEngine().open(Side.SOURCE, database.endpoint(), "drover test", 1)) {
            SelectSpec all = new SelectSpec(List.of(database.name() + ".*"), List.of(), null);
            return moment.catalog(TableSelection.of(all, List.of())).tables().stream()
                    .map(table -> table.name().name())
                    .toList();
        }
    }

    @Test
    void readersThatShareNoMomentAreSaidInThePlanAndTheReport() throws IOException {
        source.execute(
                "CREATE USER IF NOT EXISTS 'lockless'@'%' IDENTIFIED BY 'lockless'",
                "GRANT SELECT ON `" + source.name() + "`.* TO 'lockless'@'%'");
        MigrationSpec spec = spec("lockless", ", mysql.without-lock = fuzzy");
        String label = "fuzzy: the user may not FLUSH TABLES WITH READ LOCK";
        MigrationPlan plan = new PlanMigration(spec).run().plan();
        assertThat(PlanText.render(plan)).contains(label);
        migrate(spec);
        WriteReport.Result report = new WriteReport(spec).writeLatest(folder).orElseThrow();
        assertThat(report.report().consistency()).startsWith(label);
    }
}
