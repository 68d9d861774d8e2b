package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.testing.Launcher.Outcome;
import io.drover.testing.Launcher.Running;
import io.drover.testing.ReportSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worked example by its shipped spec: undisturbed, and after {@code kill -9} of the driver. */
class BeneficiariesE2E {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String LOADS =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'drover load%'";

    @TempDir private Path folder;
    private static Charity charity;

    @BeforeAll
    static void fill() {
        Scene.warmUp();
        charity = new Charity();
    }

    @AfterAll
    static void drop() {
        charity.close();
    }

    @BeforeEach
    void open() {
        charity.openTarget(folder.resolve("reports"));
    }

    @AfterEach
    void close() {
        charity.closeTarget();
    }

    @Test
    void everyRowHasItsFateToTheDigitAndTheReportShowsTheEquation() throws IOException {
        Outcome outcome = charity.drover().run(charity.migrate());

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.stdout())
                .contains(
                        figures(
                                "%,d read = %,d loaded + 0 filtered + %,d deduplicated + %,d quarantined; unexplained 0."));
        charity.assertTheOutcome();
        assertThat(charity.buckets()).isGreaterThan(15);
        assertThat(text(Files.readString(charity.reports.resolve("report.html"))))
                .contains(
                        figures(
                                "%,d read = %,d loaded + 0 filtered + %,d deduplicated + %,d quarantined 0 unexplained"));
        ReportSchema.assertValid(Files.readString(charity.reports.resolve("report.json")));
        assertThat(Files.readString(charity.reports.resolve("report.json")).replaceAll("\\s+", " "))
                .contains(
                        String.format(
                                Locale.ROOT,
                                "\"read\" : %d, \"loaded\" : %d, \"filtered\" : 0, \"deduplicated\" : %d, \"quarantined\" : %d",
                                charity.expected.read(),
                                charity.expected.loaded(),
                                charity.expected.deduplicated(),
                                charity.expected.quarantined()));

        Outcome again = charity.drover().run(charity.migrate());
        assertThat(again.exitCode()).as(again.toString()).isZero();
        assertThat(again.stdout()).contains("Nothing was changed");
        charity.assertTheOutcome();
        assertTheProofHoldsUntilAValueIsChanged();
    }

    private static void assertTheProofHoldsUntilAValueIsChanged() {
        Outcome proven = charity.drover().run(charity.reconcile());
        assertThat(proven.exitCode()).as(proven.toString()).isZero();
        charity.target.execute(
                "UPDATE aid.beneficiary SET region = 'XX' WHERE beneficiary_id = (SELECT max(beneficiary_id::text)::uuid FROM aid.beneficiary)");
        Outcome changed = charity.drover().run(charity.reconcile());
        assertThat(changed.exitCode()).as(changed.toString()).isEqualTo(7);
        assertThat(changed.stdout()).contains("region");
    }

    @Test
    void aDriverThatIsKilledInTheMiddleOfItsShuffleEndsWithTheSameCommandAsIfItHadNot()
            throws SQLException {
        try (Connection gate = charity.target.connect();
                Running running = charity.drover().start(charity.migrate())) {
            gate.setAutoCommit(false);
            await(running, "SELECT count(*) FROM drover.table_load");
            // Rows may be read and dealt; none can be loaded.
            execute(gate, "LOCK TABLE drover.receipt IN SHARE MODE");
            awaitChunksBeingRead(3, running);
            running.kill();
            assertThat(charity.target.value(LOADS)).as("buckets being loaded").isEqualTo("0");
            assertThat(running.await(PATIENCE).exitCode()).isEqualTo(137);
            gate.rollback();
        }
        assertThat(charity.receipts()).isZero();
        assertTheSameCommandEndsWell();
        assertThat(charity.target.value("SELECT generation FROM drover.table_load")).isEqualTo("0");
    }

    @Test
    void aDriverThatIsKilledInTheMiddleOfItsLoadEndsWithTheSameCommandAsIfItHadNot()
            throws SQLException {
        int loaded = killInTheMiddleOfTheLoad();

        // Others go on writing: the next snapshot is another one.
        charity.source.execute("SELECT pg_current_xact_id()");
        assertTheSameCommandEndsWell();

        assertThat(charity.target.rows("SELECT generation, resume_note FROM drover.table_load"))
                .containsExactly(
                        "1|began again, after %d of %d chunks were loaded: its rules deal the rows anew, and no proof covers that"
                                .formatted(loaded, charity.buckets()));
    }

    @Test
    void underASnapshotThatIsHeldElsewhereTheBucketsThatAreLoadedStay() throws SQLException {
        try (Connection holder = charity.source.connect()) {
            holder.setAutoCommit(false);
            holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            String snapshot = value(holder, "SELECT pg_export_snapshot()");
            String held = "source.snapshot=" + snapshot;
            int loaded = killInTheMiddleOfTheLoad("--set", held);

            charity.source.execute("SELECT pg_current_xact_id()");
            assertTheSameCommandEndsWell("--set", held);

            assertThat(charity.target.value("SELECT generation FROM drover.table_load"))
                    .isEqualTo("0");
            assertThat(
                            charity.target.value(
                                    "SELECT count(*) FROM drover.receipt WHERE run_id = (SELECT min(run_id) FROM drover.run)"))
                    .isEqualTo(Integer.toString(loaded));
            holder.rollback();
        }
    }

    /**
     * The last bucket's receipt is claimed by somebody who does not end, so the load cannot either.
     *
     * @return how many buckets were loaded
     */
    private static int killInTheMiddleOfTheLoad(String... more) throws SQLException {
        try (Connection gate = charity.target.connect();
                Running running = charity.drover().start(charity.migrate(more))) {
            gate.setAutoCommit(false);
            await(running, "SELECT count(*) FROM drover.epoch");
            execute(
                    gate,
                    "INSERT INTO drover.receipt (load_id, table_number, generation, chunk_number, epoch_id, run_id, attempt)"
                            + " SELECT load_id, table_number, generation, chunks - 1, epoch_id, run_id, 'the test'"
                            + " FROM drover.table_load JOIN drover.epoch USING (load_id)");
            int some = charity.buckets() / 3;
            await(running, "SELECT greatest(count(*) - %d, 0) FROM drover.receipt".formatted(some));
            running.kill();
            assertThat(running.await(PATIENCE).exitCode()).isEqualTo(137);
            gate.rollback();
        }
        // What the dead driver had begun, its server now rolls back.
        await("SELECT 1 WHERE (" + LOADS + ") = 0", () -> true, () -> LOADS);
        int loaded = charity.receipts();
        assertThat(loaded).isBetween(1, charity.buckets() - 1);
        return loaded;
    }

    private static void assertTheSameCommandEndsWell(String... more) {
        Outcome outcome = charity.drover().run(charity.migrate(more));
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        charity.assertTheOutcome();
    }

    /** Waits until so many different chunks were seen on their way out of the source. */
    private static void awaitChunksBeingRead(int wanted, Running running) throws SQLException {
        Set<String> seen = new LinkedHashSet<>();
        try (Connection watch = charity.source.connect();
                Statement statement = watch.createStatement()) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (seen.size() < wanted) {
                try (ResultSet reads =
                        statement.executeQuery(
                                "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
                                        + " AND query LIKE 'COPY (%beneficiaries%ctid%'")) {
                    while (reads.next()) {
                        seen.add(reads.getString(1));
                    }
                }
                if (!running.runs() || System.nanoTime() > end) {
                    throw new AssertionError("Not seen in its shuffle: " + running.stderr());
                }
            }
        }
    }

    /** Waits until a query of the target gives a number that is not 0, while the driver runs. */
    private static void await(Running running, String query) throws SQLException {
        await(query, running::runs, running::stderr);
    }

    private static void await(String query, BooleanSupplier hope, Supplier<String> story)
            throws SQLException {
        try (Connection watch = charity.target.connect()) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!found(watch, query)) {
                if (!hope.getAsBoolean() || System.nanoTime() > end) {
                    throw new AssertionError("Never came true: " + query + "\n" + story.get());
                }
            }
        }
    }

    private static boolean found(Connection watch, String query) throws SQLException {
        try {
            return !value(watch, query).equals("0");
        } catch (SQLException failure) {
            // There is no ledger yet.
            if (failure.getSQLState().equals("42P01")) {
                return false;
            }
            throw failure;
        }
    }

    private static String value(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : "0";
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String figures(String equation) {
        return String.format(
                Locale.ROOT,
                equation,
                charity.expected.read(),
                charity.expected.loaded(),
                charity.expected.deduplicated(),
                charity.expected.quarantined());
    }

    /** What a page says, without its tags. */
    private static String text(String html) {
        return html.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    }
}
