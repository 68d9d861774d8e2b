package io.drover.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Difference;
import io.drover.model.PlanWarning;
import io.drover.model.Verdict;
import io.drover.model.history.MigrationHistory;
import io.drover.model.history.QuarantineTally;
import io.drover.model.history.RowFates;
import io.drover.model.history.TableTally;
import io.drover.model.history.Throughput;
import io.drover.testing.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerHistoryIT {
    /** A name that needs its quotes. */
    private static final String SCHEMA = "dro\"ver Log";

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create("history");
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void aDatabaseWithoutALedgerSaysSo() throws Exception {
        read(history -> assertThat(history.exists()).isFalse());
        LedgerExample.createTables(database, SCHEMA.replace("\"", "\"\""));
        read(history -> assertThat(history.exists()).isTrue());
    }

    @Test
    void anUnknownRunIsAnError() throws Exception {
        LedgerExample.createTables(database, SCHEMA.replace("\"", "\"\""));
        read(
                history ->
                        assertThatThrownBy(() -> history.history(12, 10))
                                .isInstanceOfSatisfying(
                                        MigrationException.class,
                                        failure ->
                                                assertThat(failure.kind())
                                                        .isEqualTo(ErrorKind.CONSISTENCY))
                                .hasMessageContaining("run 12"));
    }

    @Test
    void onlyReceiptsOfTheTablesGenerationCount() throws Exception {
        half();
        read(
                history -> {
                    List<TableTally> tables = history.tables(1);
                    assertThat(tables)
                            .extracting(TableTally::rows)
                            .containsExactly(
                                    new RowFates(300, 289, 10, 0, 1),
                                    new RowFates(110, 110, 0, 0, 0),
                                    RowFates.NONE);
                    assertThat(tables).extracting(TableTally::chunksDone).containsExactly(3, 1, 0);
                    // Two chunks side by side for 10 s, one for 10 s more, and 10 s in the next
                    // run.
                    assertThat(tables.get(0).seconds()).isEqualTo(30.0);
                    assertThat(tables.get(1).bytes()).isEqualTo(11000);
                });
    }

    @Test
    void aPauseBetweenRunsTakesNoRoomAndNoRowIsLost() throws Exception {
        half();
        read(
                history -> {
                    Throughput throughput = history.history(2, 10).throughput();
                    assertThat(throughput).isNotNull();
                    assertThat(throughput.points()).hasSize(40);
                    assertThat(throughput.bucketSeconds()).isEqualTo(1.0);
                    assertThat(throughput.runStarts())
                            .containsExactly(
                                    new Throughput.RunStart(1, 0), new Throughput.RunStart(2, 20));
                    double rows =
                            throughput.points().stream()
                                    .mapToDouble(Throughput.Point::rowsPerSecond)
                                    .sum();
                    assertThat(rows).isCloseTo(410, within(1e-6));
                    assertThat(throughput.points().get(0).rowsPerSecond())
                            .isCloseTo(15.0, within(1e-6));
                });
    }

    @Test
    void chunkDurationsNameTheLongest() throws Exception {
        half();
        read(
                history -> {
                    var durations = history.history(2, 10).durations();
                    assertThat(durations).isNotNull();
                    assertThat(durations.chunks()).isEqualTo(4);
                    assertThat(durations.longestSeconds()).isEqualTo(20.0);
                    assertThat(durations.longestTable()).isEqualTo("shop.orders");
                    assertThat(durations.longestChunk()).isEqualTo(1);
                    assertThat(durations.medianSeconds()).isEqualTo(12.5);
                    assertThat(durations.bins().stream().mapToLong(Long::longValue).sum())
                            .isEqualTo(4);
                    assertThat(durations.bins().get(durations.bins().size() - 1)).isEqualTo(1);
                });
    }

    @Test
    void theQuarantineIsCountedWithoutAnyValueOfARow() throws Exception {
        half();
        read(
                history ->
                        assertThat(history.quarantine(1))
                                .containsExactly(
                                        new QuarantineTally(
                                                0,
                                                "shop.orders",
                                                true,
                                                "23514",
                                                "violates check constraint \"price_positive\"",
                                                1),
                                        new QuarantineTally(
                                                1, "shop.items", false, "22P02", "", 1)));
    }

    @Test
    void thePaceIsTheLastRunsAndTimeLeftFollowsTheEstimates() throws Exception {
        half();
        read(
                history -> {
                    var pace = history.pace(1).orElseThrow();
                    assertThat(pace.runId()).isEqualTo(2);
                    assertThat(pace.rowsPerSecond()).isCloseTo(210 / 20.0, within(1e-9));
                    assertThat(pace.bytesPerSecond()).isCloseTo(21000 / 20.0, within(1e-9));
                    // Done by run 2: 2 of the estimate's 6 chunks of equal weight in 20 s; 2 are
                    // left.
                    assertThat(pace.secondsLeft()).isCloseTo(20.0, within(1e-6));
                });
    }

    @Test
    void aLoadTellsItsPlansWarningsInTheirOrder() throws Exception {
        half();
        read(
                history -> {
                    var load = history.currentLoad("shop").orElseThrow();
                    assertThat(load.sourceVersion()).isEqualTo("PostgreSQL 15.4");
                    assertThat(load.warnings())
                            .extracting(PlanWarning::object)
                            .containsExactly("view shop.open_orders", "table shop.notes");
                    assertThat(history.currentLoad("other")).isEmpty();
                });
    }

    @Test
    void failedAttemptsWithOneMessageAreOneLine() throws Exception {
        half();
        read(
                history ->
                        assertThat(history.failures(1))
                                .singleElement()
                                .satisfies(
                                        failure -> {
                                            assertThat(failure.attempts()).isEqualTo(2);
                                            assertThat(failure.chunks()).isEqualTo(1);
                                        }));
    }

    @Test
    void aReconciliationComesWithItsFirstDifferences() throws Exception {
        half();
        LedgerExample.completeAndReconcile(database, SCHEMA.replace("\"", "\"\""));
        read(
                history -> {
                    MigrationHistory told = history.history(3, 10);
                    assertThat(told.runs()).hasSize(3);
                    var proofs = told.reconciliation().tables();
                    assertThat(proofs)
                            .extracting(proof -> proof.verdict())
                            .containsExactly(Verdict.DIFFERENT, Verdict.EQUAL);
                    assertThat(proofs.get(0).levels()).hasSize(2);
                    Difference changed = proofs.get(0).shown().get(0);
                    assertThat(changed.changedColumns()).containsExactly("note", "amount");
                    assertThat(changed.sourceRow())
                            .containsEntry("amount", "10")
                            .containsEntry("note", null);
                    assertThat(changed.sourceRow().keySet())
                            .containsExactly("id", "amount", "note");
                    Difference missing = proofs.get(0).shown().get(1);
                    assertThat(missing.targetRow()).isNull();
                    assertThat(missing.sourceRow().get("note"))
                            .hasSizeLessThan(450)
                            .endsWith("… (1000 characters)");
                    assertThat(history.history(3, 1).reconciliation().tables().get(0).shown())
                            .hasSize(1);
                });
    }

    @Test
    void aReconciliationFromBeforeTheLoadProvesNothing() throws Exception {
        half();
        LedgerExample.completeAndReconcile(database, SCHEMA.replace("\"", "\"\""));
        read(history -> assertThat(history.history(2, 10).reconciliation()).isNotNull());
        database.execute(
                "UPDATE \"dro\"\"ver Log\".migration_load SET completed_at = '2026-01-01 04:00:00Z'");
        read(history -> assertThat(history.history(2, 10).reconciliation()).isNull());
    }

    private void half() {
        LedgerExample.createTables(database, SCHEMA.replace("\"", "\"\""));
        LedgerExample.insertHalfLoad(database, SCHEMA.replace("\"", "\"\""));
    }

    private void read(Consumer<LedgerHistory> questions) throws Exception {
        try (Connection connection = database.connect()) {
            questions.accept(new LedgerHistory(connection, SCHEMA));
        }
    }
}
