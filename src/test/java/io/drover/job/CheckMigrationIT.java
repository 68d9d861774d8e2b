package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.error.ErrorKind;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LoadMode;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.plan.Specs;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SelectSpec;
import io.drover.spec.TableSpec;
import io.drover.testing.TestDatabase;
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
    private static final String SHOP = "shop.*";

    private TestDatabase source;
    private TestDatabase target;

    /** A role without any privilege, in both databases; of this test class alone. */
    private static final String MOVER = "check_mover";

    @BeforeEach
    void open() {
        source = TestDatabase.create("check_source");
        target = TestDatabase.create("check_target");
        source.execute(
                "CREATE ROLE " + MOVER + " LOGIN PASSWORD 'hunter2'",
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)",
                "CREATE TABLE shop.item (order_id bigint REFERENCES shop.orders, sku text)",
                "CREATE TABLE shop.sale (id int, year int) PARTITION BY LIST (year)",
                "CREATE TABLE shop.sale_2020 PARTITION OF shop.sale FOR VALUES IN (2020)");
    }

    @AfterEach
    void close() {
        for (TestDatabase database : List.of(source, target)) {
            database.execute("DROP OWNED BY " + MOVER + " CASCADE");
        }
        source.execute("DROP ROLE " + MOVER);
        source.close();
        target.close();
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
    void theGrantsThatItPrintsAreWhatIsMissing() {
        MigrationSpec spec = spec(mover(source), mover(target));
        CheckMigration.Result before = check(spec);

        assertThat(before.worst()).contains(ErrorKind.SOURCE);
        assertThat(mends(before, Side.SOURCE))
                .contains(
                        "GRANT USAGE ON SCHEMA \"shop\" TO \"check_mover\";",
                        "GRANT SELECT ON \"shop\".\"orders\" TO \"check_mover\";",
                        "GRANT SELECT ON \"shop\".\"sale_2020\" TO \"check_mover\";",
                        "GRANT SELECT ON SEQUENCE \"shop\".\"orders_id_seq\" TO \"check_mover\";")
                .doesNotContain("GRANT SELECT ON \"shop\".\"sale\" TO \"check_mover\";");
        source.execute(mends(before, Side.SOURCE).toArray(String[]::new));

        CheckMigration.Result between = check(spec);
        assertThat(between.worst()).contains(ErrorKind.TARGET);
        assertThat(mends(between, Side.TARGET))
                .containsExactly(
                        "GRANT CREATE ON DATABASE \"" + target.name() + "\" TO \"check_mover\";");
        target.execute(mends(between, Side.TARGET).toArray(String[]::new));

        assertThat(bad(check(spec))).isEmpty();
    }

    @Test
    void rowsThatAPolicyWouldHideAreAFailure() {
        source.execute(
                "GRANT USAGE ON SCHEMA shop TO " + MOVER,
                "GRANT SELECT ON ALL TABLES IN SCHEMA shop TO " + MOVER,
                "GRANT SELECT ON ALL SEQUENCES IN SCHEMA shop TO " + MOVER,
                "ALTER TABLE shop.orders ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY few ON shop.orders USING (id > 7)");
        CheckMigration.Result result = check(spec(mover(source), target.endpoint()));

        assertThat(result.worst()).contains(ErrorKind.SOURCE);
        assertThat(bad(result))
                .singleElement()
                .asString()
                .contains("Row-level security hides rows", "shop.orders", "BYPASSRLS");
        assertThat(bad(check(spec(source.endpoint(), target.endpoint())))).isEmpty();
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
    void upsertingStagesInTemporaryTables() {
        target.execute(
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.orders (id bigint PRIMARY KEY, note text)",
                "GRANT USAGE ON SCHEMA shop TO " + MOVER,
                "GRANT SET ON PARAMETER session_replication_role TO " + MOVER,
                "REVOKE TEMPORARY ON DATABASE \"" + target.name() + "\" FROM PUBLIC",
                "GRANT CREATE ON DATABASE \"" + target.name() + "\" TO " + MOVER);
        MigrationSpec spec =
                spec(
                        source.endpoint(),
                        mover(target),
                        "shop.orders",
                        SchemaMode.EXISTING,
                        LoadMode.UPSERT,
                        List.of());
        try {
            CheckMigration.Result before = check(spec);
            assertThat(mends(before, Side.TARGET))
                    .containsExactlyInAnyOrder(
                            "GRANT SELECT, INSERT, UPDATE ON \"shop\".\"orders\" TO \"check_mover\";",
                            "GRANT TEMPORARY ON DATABASE \""
                                    + target.name()
                                    + "\" TO \"check_mover\";");
            target.execute(mends(before, Side.TARGET).toArray(String[]::new));
            assertThat(bad(check(spec))).isEmpty();
        } finally {
            target.execute("REVOKE SET ON PARAMETER session_replication_role FROM " + MOVER);
        }
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
    void tablesThatWillBeReplacedAreListedAndMustBeOwned() {
        target.execute(
                "CREATE SCHEMA shop AUTHORIZATION " + MOVER,
                "CREATE TABLE shop.orders (id bigint)",
                "GRANT CREATE ON DATABASE \"" + target.name() + "\" TO " + MOVER);
        CheckMigration.Result result = check(spec(source.endpoint(), mover(target)));

        assertThat(result.worst()).contains(ErrorKind.TARGET);
        assertThat(bad(result))
                .satisfiesExactly(
                        warning ->
                                assertThat(warning)
                                        .contains("WARNING", "1 tables stand", "shop.orders"),
                        failure ->
                                assertThat(failure)
                                        .contains(
                                                "FAILURE",
                                                "does not own shop.orders",
                                                "GRANT \"postgres\" TO \"check_mover\";"));
    }

    @Test
    void appendingNeedsInsertAndSilentTriggers() {
        source.execute("DROP TABLE shop.sale");
        target.execute(
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.orders (id bigint PRIMARY KEY, note text)",
                "CREATE TABLE shop.item (order_id bigint REFERENCES shop.orders, sku text)",
                "GRANT USAGE ON SCHEMA shop TO " + MOVER,
                "GRANT CREATE ON DATABASE \"" + target.name() + "\" TO " + MOVER);
        MigrationSpec spec =
                spec(
                        source.endpoint(),
                        mover(target),
                        SHOP,
                        SchemaMode.EXISTING,
                        LoadMode.APPEND,
                        List.of());
        CheckMigration.Result before = check(spec);

        assertThat(before.worst()).contains(ErrorKind.TARGET);
        assertThat(mends(before, Side.TARGET))
                .containsExactlyInAnyOrder(
                        "GRANT SELECT, INSERT ON \"shop\".\"orders\" TO \"check_mover\";",
                        "GRANT SELECT, INSERT ON \"shop\".\"item\" TO \"check_mover\";",
                        "GRANT SET ON PARAMETER session_replication_role TO \"check_mover\";");
        target.execute(mends(before, Side.TARGET).toArray(String[]::new));
        try {
            assertThat(bad(check(spec))).isEmpty();
        } finally {
            target.execute("REVOKE SET ON PARAMETER session_replication_role FROM " + MOVER);
        }
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

        assertThat(bad(new CheckMigration(spec(source.endpoint(), target.endpoint()), slow).run()))
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
                                orders, null, where, null, null, List.of(), List.of(), null)));
    }

    private static MigrationSpec spec(EndpointSpec source, EndpointSpec target) {
        return spec(source, target, SHOP, SchemaMode.CREATE, LoadMode.REPLACE, List.of());
    }

    private static MigrationSpec spec(
            EndpointSpec source,
            EndpointSpec target,
            String include,
            SchemaMode schema,
            LoadMode load,
            List<TableSpec> tables) {
        return Specs.spec(
                source,
                target,
                new SelectSpec(List.of(include), List.of(), null),
                schema,
                load,
                Specs.CHUNKING,
                tables);
    }

    private static EndpointSpec mover(TestDatabase database) {
        return database.endpoint(MOVER, "hunter2");
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

    private static CheckMigration.Result check(MigrationSpec spec) {
        return new CheckMigration(spec, Clock.systemUTC()).run();
    }

    private static List<String> bad(CheckMigration.Result result) {
        return result.findings().stream()
                .filter(finding -> finding.level() != CheckFinding.Level.OK)
                .map(CheckFinding::toString)
                .toList();
    }

    /** The statements that would mend one side, each by itself. */
    private static List<String> mends(CheckMigration.Result result, Side side) {
        return result.findings().stream()
                .filter(finding -> finding.side() == side)
                .filter(finding -> finding.level() == CheckFinding.Level.FAILURE)
                .flatMap(finding -> finding.mend().lines())
                .toList();
    }
}
