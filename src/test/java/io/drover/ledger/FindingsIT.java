package io.drover.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.Difference;
import io.drover.model.LevelFigure;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.ReasonCount;
import io.drover.model.SetDigest;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.model.history.Reconciliation;
import io.drover.model.history.TableProof;
import io.drover.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FindingsIT {
    private static final Difference CHANGED =
            new Difference(
                    Difference.Kind.CHANGED,
                    Map.of("id", "7"),
                    List.of("name"),
                    Map.of("name", "Ada "),
                    Map.of("name", "Ada"),
                    Map.of("name", "trailing blanks"),
                    1);

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create("findings");
        LedgerExample.createTables(database, LedgerSchema.NAME);
        LedgerExample.insertHalfLoad(database, LedgerSchema.NAME);
        database.execute(
                "INSERT INTO drover.run (migration, command, code_version, operator, host)"
                        + " VALUES ('shop', 'reconcile', '0', 'ada', 'one')");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void whatAReconciliationFoundIsReadAsItWasWritten() throws Exception {
        LevelVerdict sums =
                new LevelVerdict(
                        Level.AGGREGATES,
                        Verdict.DIFFERENT,
                        "1 of 2 aggregates differs",
                        List.of(
                                new LevelFigure(
                                        "sum(amount)", "1.00", null, Verdict.DIFFERENT, "±0"),
                                new LevelFigure("nulls(\"a\")", "1", "1", Verdict.EQUAL, "")));
        LevelVerdict counts = new LevelVerdict(Level.COUNTS, Verdict.EQUAL, "2 rows\0");
        LevelVerdict query = new LevelVerdict(Level.QUERIES, Verdict.NOT_PROVEN, "revenue: why");
        try (Connection connection = database.connect()) {
            try (Findings findings = new Findings(connection, 3)) {
                findings.readUnder(SOURCE, TARGET);
                findings.conclude(List.of(verdict(List.of(counts, sums))), List.of(query));
            }
            Reconciliation told =
                    new LedgerHistory(connection, LedgerSchema.NAME)
                            .history(3, 10)
                            .reconciliation();
            TableProof proof = told.tables().get(0);
            assertThat(told.levels()).containsExactly(query);
            assertThat(told.sourceSnapshot()).isEqualTo(SOURCE);
            assertThat(told.targetSnapshot()).isEqualTo(TARGET);
            assertThat(proof.levels())
                    .containsExactly(
                            new LevelVerdict(Level.COUNTS, Verdict.EQUAL, "2 rows\uFFFD"), sums);
            assertThat(proof.computed()).isEqualTo("by the servers");
            assertThat(proof.notes()).containsExactly("column note is left out");
            assertThat(proof.reasons())
                    .containsExactly(new ReasonCount("name", "trailing blanks", 1));
            assertThat(proof.shown()).containsExactly(CHANGED);
        }
    }

    private static final Snapshot SOURCE = new Snapshot("5-2A-1", "912:912:", "7421/1", "0/2B3C");
    private static final Snapshot TARGET = new Snapshot("7-11-1", "12:14:12", "9034/1", "0/9F01");

    private static TableVerdict verdict(List<LevelVerdict> levels) {
        return new TableVerdict(
                0,
                new TableName("shop", "orders"),
                new TableName("core", "orders"),
                Verdict.DIFFERENT,
                "canonical/sha256-128 v1",
                "by the servers",
                List.of("column note is left out"),
                levels,
                new SetDigest(2, 1, 2),
                new SetDigest(2, 1, 3),
                0,
                0,
                1,
                0,
                List.of(new ReasonCount("name", "trailing blanks", 1)),
                List.of(CHANGED),
                Duration.ofSeconds(1));
    }
}
