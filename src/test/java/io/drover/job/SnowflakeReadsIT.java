package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.reconcile.ReconcileInLedger;
import io.drover.job.run.Progress;
import io.drover.ledger.LedgerHome;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.spec.MigrationSpec;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of Snowflake as they were, and under names that fold into none. */
class SnowflakeReadsIT {
    /** As PostgreSQL prints a row of every table, whatever its names. */
    private static final String PRINTED =
            """
            SELECT (SELECT string_agg(r::text, '~' ORDER BY r::text) FROM "Order Items" r)
              || (SELECT string_agg(r::text, '~' ORDER BY r::text) FROM camel r)
              || (SELECT string_agg(r::text, '~' ORDER BY r::text) FROM "CAMEL" r)
              || (SELECT string_agg(r::text, '~' ORDER BY r::text) FROM "Camel" r)
            """;

    @TempDir private Path folder;
    private SnowflakeStandIn server;

    @BeforeEach
    void begin() {
        server = SnowflakeStandIn.start(StageKind.GCS, ResultKind.ARROW);
    }

    @AfterEach
    void leave() {
        LedgerHome.leaveAll();
        server.close();
    }

    @Test
    void anEarlierInstantIsReadAndProvenWithoutWhatChangedAfterIt()
            throws IOException, SQLException {
        try (TestDatabase target = TestDatabase.create("travelled");
                Connection snowflake =
                        DriverManager.getConnection(
                                server.jdbcUrl(), server.user(), server.password());
                Statement statement = snowflake.createStatement()) {
            statement.execute("CREATE TABLE item (id NUMBER(10,0), note VARCHAR)");
            statement.execute("INSERT INTO item VALUES (1, 'a'), (2, 'b'), (3, 'c')");
            Instant then = now(statement);
            statement.execute("UPDATE item SET note = 'changed' WHERE id = 1");
            statement.execute("DELETE FROM item WHERE id = 2");
            statement.execute("INSERT INTO item VALUES (4, 'd'), (5, 'e')");

            MigrationSpec past = spec("past", target, then);
            assertThat(SnowflakeTrips.migrate(past).rows()).isEqualTo(3);
            assertThat(rows(target)).isEqualTo("1a 2b 3c");
            assertThat(reconciled(past)).isEqualTo(Verdict.EQUAL);
            MigrationSpec present = spec("present", target, null);
            assertThat(reconciled(present)).isEqualTo(Verdict.DIFFERENT);

            assertThat(SnowflakeTrips.migrate(present).rows()).isEqualTo(4);
            assertThat(rows(target)).isEqualTo("1changed 3c 4d 5e");
            assertThat(reconciled(present)).isEqualTo(Verdict.EQUAL);
            assertThat(reconciled(past)).isEqualTo(Verdict.DIFFERENT);
        }
    }

    /** In the ledger, whose report tells of the warehouse. */
    private Verdict reconciled(MigrationSpec spec) throws IOException {
        ReconcileInLedger.Result proof =
                new ReconcileInLedger(
                                spec,
                                TestSpark::session,
                                Trial.facts("reconcile"),
                                Progress.SILENT,
                                Clock.systemUTC(),
                                Set.of())
                        .run();
        assertThat(new WriteReport(spec).writeLatest(folder).orElseThrow().report().settings())
                .containsEntry("source warehouse", "LOAD_WH, X-Small")
                .containsKey("source role");
        TableVerdict table = proof.found().tables().get(0);
        return table.verdict();
    }

    private static Instant now(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT CURRENT_TIMESTAMP()")) {
            row.next();
            return row.getTimestamp(1).toInstant();
        }
    }

    private static String rows(TestDatabase target) {
        return target.value("SELECT string_agg(id::text || note, ' ' ORDER BY id) FROM item");
    }

    @Test
    void anInstantThatIsKeptNoLongerOrNotThereYetIsToldInWords() throws IOException, SQLException {
        try (TestDatabase target = TestDatabase.create("not_travelled");
                Connection snowflake =
                        DriverManager.getConnection(
                                server.jdbcUrl(), server.user(), server.password());
                Statement statement = snowflake.createStatement()) {
            statement.execute("CREATE TABLE item (id NUMBER(10,0), note VARCHAR)");
            target.execute("CREATE TABLE item (id int, note text)");
            Instant now = now(statement);
            MigrationSpec before = spec("before", target, now.minus(2, ChronoUnit.DAYS));
            String words = "Name a later instant under source.snowflake.at";
            isTold(() -> SnowflakeTrips.migrate(before), ErrorKind.SOURCE, words);
            assertThat(SnowflakeTrips.verdict(SnowflakeTrips.reconcile(before), "item"))
                    .contains("NOT_PROVEN", words);
            isTold(
                    () -> SnowflakeTrips.migrate(spec("after", target, now.plusSeconds(900))),
                    ErrorKind.SPEC,
                    "Name an instant that has passed under snowflake.at");
        }
    }

    private static void isTold(Runnable read, ErrorKind kind, String words) {
        assertThatThrownBy(read::run)
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> {
                            System.out.println("refused: " + failure.getMessage());
                            assertThat(failure.kind()).isEqualTo(kind);
                        })
                .hasMessageContaining(words);
    }

    @Test
    void namesThatAreKeptGoThereAndBackAsTheyAre() throws IOException {
        try (TestDatabase source = TestDatabase.create("kept_out");
                TestDatabase target = TestDatabase.create("kept_back")) {
            source.execute(
                    """
                    CREATE TABLE "Order Items" ("Id" int PRIMARY KEY, "select" text, "with""quote" text, "PLAIN" int, plain int);
                    INSERT INTO "Order Items" VALUES (1, 's', 'q', 10, 20), (2, null, '', 11, 21);
                    CREATE TABLE camel (id int PRIMARY KEY, "camelCase" text);
                    CREATE TABLE "CAMEL" (id int PRIMARY KEY, "camelCase" text);
                    CREATE TABLE "Camel" (id int PRIMARY KEY, "camelCase" text);
                    INSERT INTO camel VALUES (1, 'lower');
                    INSERT INTO "CAMEL" VALUES (1, 'upper');
                    INSERT INTO "Camel" VALUES (1, 'mixed');
                    """);
            String kept = SnowflakeTrips.snowflake(server, ", identifiers = keep");
            MigrationSpec out =
                    SnowflakeTrips.spec(
                            folder,
                            "kept-out",
                            SnowflakeTrips.postgres(source),
                            kept,
                            "select.include = [\"public.*\"]");
            assertThat(SnowflakeTrips.migrate(out).rows()).isEqualTo(5);
            equal(out);
            MigrationSpec back =
                    SnowflakeTrips.spec(
                            folder,
                            "kept-back",
                            kept,
                            SnowflakeTrips.postgres(target),
                            "select { include = [\"PUBLIC.*\"], target-schema = public }");
            assertThat(SnowflakeTrips.migrate(back).rows()).isEqualTo(5);
            equal(back);
            assertThat(target.value(PRINTED)).isEqualTo(source.value(PRINTED));
        }
    }

    private static void equal(MigrationSpec spec) {
        assertThat(SnowflakeTrips.reconcile(spec).tables())
                .hasSize(4)
                .allSatisfy(
                        table ->
                                assertThat(table.verdict())
                                        .as(table.toString())
                                        .isEqualTo(Verdict.EQUAL));
    }

    private MigrationSpec spec(String name, TestDatabase target, Instant at) {
        String when = at == null ? "" : ", at = \"" + at + "\"";
        try {
            return SnowflakeTrips.spec(
                    folder,
                    name,
                    SnowflakeTrips.snowflake(server, when),
                    SnowflakeTrips.postgres(target),
                    "select.include = [\"public.item\"], load = replace");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
