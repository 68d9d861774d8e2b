package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileInLedger;
import io.drover.job.run.Progress;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.spec.MigrationSpec;
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

/** A migration from another engine, proven with its ledger, its levels and its exit code. */
class EngineProofIT {
    @TempDir Path folder;
    private TestMariaDb source;
    private TestDatabase target;

    @BeforeEach
    void open() {
        source = TestMariaDb.create("proof");
        target = TestDatabase.create("proof");
        source.execute(
                "CREATE TABLE maker (id int auto_increment PRIMARY KEY, name varchar(20) NOT NULL UNIQUE)",
                "CREATE TABLE item (id bigint PRIMARY KEY, maker int, price decimal(10,2),"
                        + " FOREIGN KEY (maker) REFERENCES maker (id))",
                "INSERT INTO maker (name) VALUES ('a'), ('b')",
                "INSERT INTO item SELECT seq, seq % 2 + 1, seq * 1.1 FROM seq_1_to_500");
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @Test
    void aLoadIsProvenEqualAndRecorded() throws Exception {
        migrate();

        ReconcileInLedger.Result proof = reconcile("");

        assertThat(proof.found().overall()).as("%s", proof.found()).isEqualTo(Verdict.EQUAL);
        assertThat(proof.found().sourceVersion()).contains("MariaDB");
        assertThat(proof.found().sourceSnapshot().visible()).isNotEmpty();
        assertThat(levels(proof, "item"))
                .extracting(LevelVerdict::level)
                .contains(
                        Level.SCHEMA, Level.COUNTS, Level.DIGESTS, Level.BALANCE, Level.REFERENCES);
        assertThat(level(proof, "maker", Level.SEQUENCES).verdict()).isEqualTo(Verdict.EQUAL);
        assertThat(
                        target.rows(
                                "SELECT outcome, exit_code FROM drover.run WHERE run_id = "
                                        + proof.runId()))
                .containsExactly("DONE|0");
    }

    @Test
    void whatDiffersIsInTheLedgerAndEndsWithSeven() throws Exception {
        migrate();
        target.execute(
                "UPDATE proof.item SET price = price + 1 WHERE id = 7",
                "DELETE FROM proof.item WHERE id = 8");

        ReconcileInLedger.Result proof = reconcile("");

        assertThat(ReconcileInLedger.exitCode(proof.found().overall())).isEqualTo(7);
        assertThat(
                        target.rows(
                                "SELECT kind, key, changed_columns FROM drover.difference WHERE run_id = "
                                        + proof.runId()
                                        + " ORDER BY key::text"))
                .hasSize(2);
    }

    @Test
    void levelsThatDoNotReachAnEngineAreToldAndCountOnlyWhereTheyAreAskedFor() throws Exception {
        migrate();

        ReconcileInLedger.Result unasked = reconcile("");
        ReconcileInLedger.Result asked =
                reconcile("reconcile.levels = [schema, counts, digests, sample, aggregates]");

        assertThat(unasked.found().overall()).isEqualTo(Verdict.EQUAL);
        assertThat(asked.found().overall()).isEqualTo(Verdict.NOT_PROVEN);
        assertThat(level(asked, "item", Level.AGGREGATES).verdict()).isEqualTo(Verdict.NOT_PROVEN);
        assertThat(level(asked, "item", Level.AGGREGATES).detail())
                .contains("the source is no PostgreSQL but mysql");
        assertThat(level(asked, "item", Level.DIGESTS).verdict()).isEqualTo(Verdict.EQUAL);
    }

    @Test
    void aDefinitionThatTheTargetLostIsADifference() throws Exception {
        migrate();
        target.execute(
                "DO $$ BEGIN EXECUTE (SELECT format('ALTER TABLE proof.item DROP CONSTRAINT %I', conname)"
                        + " FROM pg_constraint WHERE conrelid = 'proof.item'::regclass AND contype = 'p'); END $$",
                "ALTER TABLE proof.item ALTER COLUMN price TYPE numeric(12,2)");

        LevelVerdict schema = level(reconcile(""), "item", Level.SCHEMA);

        assertThat(schema.verdict()).isEqualTo(Verdict.DIFFERENT);
        assertThat(schema.detail())
                .contains("the primary key is none, in the source (id)")
                .contains("column price: the type is numeric(12,2), in the source numeric(10,2)");
    }

    private void migrate() throws IOException {
        new MigrateTables(
                        spec(""),
                        TestSpark::session,
                        Trial.facts("migrate"),
                        Progress.SILENT,
                        io.drover.load.Checkpoint.NONE)
                .run();
    }

    private ReconcileInLedger.Result reconcile(String more) throws IOException {
        return new ReconcileInLedger(
                        spec(more),
                        TestSpark::session,
                        Trial.facts("reconcile"),
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run();
    }

    private static List<LevelVerdict> levels(ReconcileInLedger.Result proof, String table) {
        return proof.found().tables().stream()
                .filter(each -> each.source().name().equals(table))
                .map(TableVerdict::levels)
                .findFirst()
                .orElseThrow();
    }

    private static LevelVerdict level(ReconcileInLedger.Result proof, String table, Level level) {
        return levels(proof, table).stream()
                .filter(each -> each.level() == level)
                .findFirst()
                .orElseThrow();
    }

    private MigrationSpec spec(String more) throws IOException {
        Path file = folder.resolve("proof.conf");
        Files.writeString(
                file,
                """
                migration {
                  name = proof
                  source { type = mysql, url = "%s", user = drover, password = drover }
                  target { type = postgres, url = "%s", user = postgres, password = postgres }
                  select { include = ["%s.*"], target-schema = proof }
                  %s
                }
                """
                        .formatted(source.url(), target.url(), source.name(), more));
        return new SpecReader().read(file, List.of());
    }
}
