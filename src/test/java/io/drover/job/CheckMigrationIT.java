package io.drover.job;

import static io.drover.job.CheckFixture.MOVER;
import static io.drover.job.CheckFixture.SHOP;
import static io.drover.job.CheckFixture.bad;
import static io.drover.job.CheckFixture.check;
import static io.drover.job.CheckFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.error.ErrorKind;
import io.drover.job.check.CheckMigration;
import io.drover.job.run.CheckFinding;
import io.drover.model.LoadMode;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.TableRules;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckMigrationIT {
    private CheckFixture fixture;
    private TestDatabase source;
    private TestDatabase target;

    @BeforeEach
    void open() {
        fixture = new CheckFixture();
        source = fixture.source();
        target = fixture.target();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void asSuperuserAllIsWell() {
        CheckMigration.Result result = check(spec(source.endpoint(), target.endpoint()));

        assertThat(bad(result)).isEmpty();
        assertThat(result.worst()).isEmpty();
        assertThat(result.findings())
                .extracting(CheckFinding::what)
                .anyMatch(what -> what.startsWith("PostgreSQL 17"))
                .anyMatch(what -> what.contains("3 tables selected, all may be read"))
                .anyMatch(what -> what.contains("connections wanted"))
                .anyMatch(what -> what.contains("clock"))
                .anyMatch(what -> what.contains("MiB"))
                .anyMatch(what -> what.contains("schemas to be made: drover"));
    }

    @Test
    void aPasswordThatIsWrongIsTheSourcesFailureAndNotShown() throws IOException {
        // The test server trusts local sessions; this role alone is asked for its password.
        Path rules = Path.of(source.value("SHOW hba_file"));
        String trusting = Files.readString(rules);
        Files.writeString(rules, "host all " + MOVER + " all scram-sha-256\n" + trusting);
        try {
            MigrationSpec wrong = spec(source.endpoint(MOVER, "hunter3"), target.endpoint());
            source.execute("SELECT pg_reload_conf()");
            CheckMigration.Result result = checkUntil(wrong, "28P01");

            assertThat(result.worst()).contains(ErrorKind.SOURCE);
            assertThat(bad(result))
                    .singleElement()
                    .asString()
                    .contains("check_mover", "source.password", "28P01");
            assertThat(result.toString()).doesNotContain("hunter");
        } finally {
            Files.writeString(rules, trusting);
            source.execute("SELECT pg_reload_conf()");
        }
    }

    /** The server reads its rules again soon, not at once. */
    private static CheckMigration.Result checkUntil(MigrationSpec spec, String found) {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        CheckMigration.Result result = check(spec);
        while (!result.toString().contains(found) && System.nanoTime() < end) {
            result = check(spec);
        }
        return result;
    }

    @Test
    void aRoleThatIsNotThereIsTheSourcesFailure() {
        CheckMigration.Result result =
                check(spec(source.endpoint("nobody", "x"), target.endpoint()));

        assertThat(result.worst()).contains(ErrorKind.SOURCE);
        assertThat(bad(result)).singleElement().asString().contains("source.user");
    }

    @Test
    void aDatabaseThatIsNotThereIsTheTargetsFailure() {
        CheckMigration.Result result =
                check(spec(source.endpoint(), at(target.url() + "_gone", "postgres")));

        assertThat(result.worst()).contains(ErrorKind.TARGET);
        assertThat(bad(result)).singleElement().asString().contains("does not exist", "target.url");
    }

    @Test
    void aPortWhereNobodyListensIsWorthAnotherTry() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        CheckMigration.Result result =
                check(
                        spec(
                                at("jdbc:postgresql://localhost:" + free + "/shop", "postgres"),
                                target.endpoint()));

        assertThat(result.worst()).contains(ErrorKind.TRANSIENT);
        assertThat(bad(result)).singleElement().asString().contains("source.url");
    }

    @Test
    void bothSidesAreLookedAtWhateverIsWrongWithTheOther() {
        CheckMigration.Result result =
                check(spec(source.endpoint("nobody", "x"), at(target.url() + "_gone", "postgres")));

        assertThat(result.count(CheckFinding.Level.FAILURE)).isEqualTo(2);
        assertThat(result.worst()).contains(ErrorKind.SOURCE);
    }

    @Test
    void aTableThatIsNotThereIsTheSpecsFailure() {
        CheckMigration.Result result =
                check(
                        spec(
                                source.endpoint(),
                                target.endpoint(),
                                "shop.ordres",
                                SchemaMode.CREATE,
                                LoadMode.REPLACE,
                                List.of()));

        assertThat(result.worst()).contains(ErrorKind.SPEC);
        assertThat(bad(result)).singleElement().asString().contains("shop.ordres");
    }

    @Test
    void aFilterThatDoesNotParseIsFoundBeforeATaskDoes() {
        assertThat(bad(check(filtered("nosuch > 7"))))
                .singleElement()
                .asString()
                .contains("shop.orders", "nosuch");
        assertThat(bad(check(filtered("note::jsonb ? 'a' -- why")))).isEmpty();
    }

    @Test
    void aTableThatTheTargetLacksIsTheTargetsFailure() {
        CheckMigration.Result result =
                check(
                        spec(
                                source.endpoint(),
                                target.endpoint(),
                                "shop.orders",
                                SchemaMode.EXISTING,
                                LoadMode.APPEND,
                                List.of()));

        assertThat(result.worst()).contains(ErrorKind.TARGET);
        assertThat(bad(result)).singleElement().asString().contains("shop.orders");
    }

    @Test
    void theSourcesOwnDatabaseUnderAnotherNameIsNoTarget() {
        CheckMigration.Result result =
                check(
                        spec(
                                source.endpoint(),
                                at(source.url().replace("localhost", "127.0.0.1"), "postgres")));

        assertThat(bad(result)).anyMatch(line -> line.contains("very database of the source"));
        assertThat(result.worst()).contains(ErrorKind.TARGET);
    }

    @Test
    void clocksAreCompared() {
        Clock slow = Clock.fixed(Instant.now().minusSeconds(3600), ZoneOffset.UTC);

        assertThat(
                        bad(
                                new CheckMigration(
                                                spec(source.endpoint(), target.endpoint()),
                                                TestSpark::session,
                                                slow)
                                        .run()))
                .hasSize(2)
                .allMatch(line -> line.contains("ahead of ours"));
    }

    @Test
    void aHeldSnapshotIsTriedBeforeItIsCountedOn() throws Exception {
        try (Connection holder = source.connect();
                Statement statement = holder.createStatement()) {
            statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            String name;
            try (ResultSet result = statement.executeQuery("SELECT pg_export_snapshot()")) {
                result.next();
                name = result.getString(1);
            }
            assertThat(bad(check(spec(holding(name), target.endpoint())))).isEmpty();
        }
        CheckMigration.Result gone = check(spec(holding("00000099-00000099-1"), target.endpoint()));
        assertThat(gone.worst()).contains(ErrorKind.SOURCE);
        assertThat(bad(gone)).singleElement().asString().contains("00000099-00000099-1");
    }

    private MigrationSpec filtered(String where) {
        TableName orders = new TableName("shop", "orders");
        return spec(
                source.endpoint(),
                target.endpoint(),
                SHOP,
                SchemaMode.CREATE,
                LoadMode.REPLACE,
                List.of(
                        new TableSpec(
                                orders,
                                null,
                                where,
                                null,
                                null,
                                List.of(),
                                List.of(),
                                null,
                                null,
                                TableRules.NONE)));
    }

    private EndpointSpec holding(String snapshot) {
        EndpointSpec endpoint = source.endpoint();
        return new EndpointSpec(
                endpoint.type(),
                endpoint.url(),
                endpoint.user(),
                endpoint.password(),
                endpoint.properties(),
                endpoint.maxConnections(),
                endpoint.connectTimeout(),
                endpoint.statementTimeout(),
                endpoint.lockTimeout(),
                snapshot);
    }

    private EndpointSpec at(String url, String user) {
        EndpointSpec endpoint = source.endpoint();
        return new EndpointSpec(
                endpoint.type(),
                url,
                user,
                endpoint.password(),
                endpoint.properties(),
                endpoint.maxConnections(),
                Duration.ofSeconds(2),
                endpoint.statementTimeout(),
                endpoint.lockTimeout(),
                null);
    }
}
