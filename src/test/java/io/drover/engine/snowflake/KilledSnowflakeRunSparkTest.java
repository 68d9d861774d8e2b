package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import io.drover.testing.snowflake.ClientLife;
import io.drover.testing.snowflake.ClientLife.End;
import io.drover.testing.snowflake.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A run whose process ends at a statement, and the run that goes on. */
class KilledSnowflakeRunSparkTest {
    private static final int KILLED = 128 + 9;

    @TempDir private Path folder;

    /**
     * Of a process that is no more the server sees as much behind a statement as before the next
     * one: so each statement dies behind its effect, and those of the swap before it too.
     */
    @Test
    void replaceKilledAtEachStatementLeavesTheOldTableOrTheNewOneAndGoesOn() {
        List<String> statements = whole(LoadMode.REPLACE);
        int swap = last(statements, "DROP TABLE .*DROVER_OLD_.*");
        for (int number = 1; number <= statements.size(); number++) {
            die(LoadMode.REPLACE, number, End.AFTER);
            if (number >= swap) {
                die(LoadMode.REPLACE, number, End.BEFORE);
            }
        }
    }

    /** The transaction that takes the rows in, and what is tidied up behind it. */
    @ParameterizedTest
    @EnumSource(names = {"APPEND", "UPSERT"})
    void lastTransactionKilledAtEachStatementTakesAllRowsInOrNone(LoadMode mode) {
        List<String> statements = whole(mode);
        for (int number = last(statements, "DROP TABLE .*DROVER_STAGE_.*");
                number <= statements.size();
                number++) {
            die(mode, number, End.AFTER);
        }
    }

    private static void die(LoadMode mode, int number, End end) {
        try (SnowflakeRun run = new SnowflakeRun(mode)) {
            run.server().clients().endsAt(number, end);
            goOnBehindItsEnd(run);
        }
    }

    /** The first run dies at what was ordered, another goes on. */
    private static void goOnBehindItsEnd(SnowflakeRun run) {
        assertThatThrownBy(run::goOn).isNotNull();
        goOn(run);
    }

    private static void goOn(SnowflakeRun run) {
        ClientLife clients = run.server().clients();
        assertThat(clients.over()).isTrue();
        assertThat(run.target()).isIn(SnowflakeRun.OLD, run.wanted());
        clients.begin();
        run.goOn();
        run.isComplete();
    }

    /** What a run sends that nothing happens to. */
    private static List<String> whole(LoadMode mode) {
        try (SnowflakeRun run = new SnowflakeRun(mode)) {
            run.goOn();
            run.isComplete();
            List<String> lines = new ArrayList<>();
            for (String each : run.server().statements()) {
                String line = each.strip().replaceAll("\\s+", " ");
                lines.add(line);
                System.out.printf("%3d %.100s%n", lines.size(), line);
            }
            return lines;
        }
    }

    /** The number of the last that the pattern matches. */
    private static int last(List<String> statements, String regex) {
        for (int number = statements.size(); number > 0; number--) {
            if (statements.get(number - 1).matches(regex)) {
                return number;
            }
        }
        throw new AssertionError("No statement matches " + regex);
    }

    /** {@code kill -9} of a JVM at the statements that exchange the tables. */
    @ParameterizedTest
    @CsvSource({
        "BEFORE, SWAP WITH",
        "AFTER, SWAP WITH",
        "AFTER, RENAME TO .*DROVER_OLD_",
        "AFTER, COMMENT ON TABLE"
    })
    void processThatIsKilledInTheSwapIsFollowedByOneThatEndsIt(End end, String statement)
            throws IOException, InterruptedException {
        try (SnowflakeRun run = new SnowflakeRun(LoadMode.REPLACE)) {
            run.load();
            Path output = folder.resolve("swap.txt");
            CompletableFuture<Process> swapping = new CompletableFuture<>();
            run.server().clients().endsAt(statement, end, () -> swapping.join().destroyForcibly());
            swapping.complete(SnowflakeSwapMain.start(run, output));
            assertThat(swapping.join().waitFor()).as(Files.readString(output)).isEqualTo(KILLED);
            goOn(run);
        }
    }

    /** Behind that of the next run, which it undoes. */
    @Test
    void swapOfAKilledClientThatComesLateIsSeenAndDoneAgain() {
        try (SnowflakeRun run = new SnowflakeRun(LoadMode.REPLACE)) {
            ClientLife clients = run.server().clients();
            clients.endsAt("SWAP WITH", End.DURING, () -> {});
            assertThatThrownBy(run::goOn).isNotNull();
            clients.begin();
            clients.finishesBefore("RENAME TO .*DROVER_OLD_");
            run.goOn();
            run.isComplete();
            assertThat(run.server().statements())
                    .filteredOn(sql -> sql.contains("SWAP WITH"))
                    .hasSize(3);
        }
    }

    /** As ABORT_DETACHED_QUERY = false has it, which the connector sets. */
    @Test
    void copyOfAKilledClientThatRunsToItsEndMeetsNoOtherRows() {
        try (SnowflakeRun run = new SnowflakeRun(LoadMode.REPLACE)) {
            ClientLife clients = run.server().clients();
            clients.endsAt("^\\s*copy into", End.DURING, () -> {});
            // The staging table stays, and so the COPY finds it.
            run.server().faults().once(Fault.locked("DROP TABLE .*DROVER_STAGE"));
            run.whenStaged(clients::finish);
            goOnBehindItsEnd(run);
            assertThat(run.server().faults().fired()).hasSize(1);
            assertThat(run.told())
                    .singleElement()
                    .asString()
                    .contains("drover_stage_")
                    .contains("stays for now: Statement aborted because of a lock")
                    .contains("None of its rows counts");
        }
    }

    /** Its commit is under way when the next run stages the same chunks. */
    @Test
    void commitOfAKilledClientThatComesLateIsFoundBehindTheLock() {
        int commit = last(whole(LoadMode.REPLACE), "commit");
        try (SnowflakeRun run = new SnowflakeRun(LoadMode.REPLACE)) {
            ClientLife clients = run.server().clients();
            clients.endsAt(commit, End.DURING);
            run.whenStaged(clients::finish);
            goOnBehindItsEnd(run);
        }
    }

    @Test
    void lockThatIsNotHadInTimeIsSaidWithWhatEndsIt() {
        try (SnowflakeRun run = new SnowflakeRun(LoadMode.REPLACE)) {
            run.server().faults().times(3, Fault.locked("UPDATE .*DROVER_RECEIPT"));
            assertThatThrownBy(run::goOn)
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.TRANSIENT))
                    .hasMessageContaining("SHOW LOCKS")
                    .hasMessageContaining("SELECT SYSTEM$ABORT_TRANSACTION(");
            assertThat(run.server().faults().fired()).hasSize(3);
            run.goOn();
            run.isComplete();
        }
    }

    /** Nobody commits it: it is aborted, as it is idle and another waits for its lock. */
    @Test
    void transactionOfAKilledClientHoldsTheNextRunUpAndMovesNothing() {
        try (SnowflakeRun run = new SnowflakeRun(LoadMode.REPLACE)) {
            ClientLife clients = run.server().clients();
            clients.endsAt("INSERT INTO .*DROVER_RECEIPT.* 2, 2, 0", End.DURING, () -> {});
            goOnBehindItsEnd(run);
            clients.finish();
            run.isComplete();
        }
    }
}
