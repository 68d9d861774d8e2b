package io.drover.job;

import static io.drover.job.CheckFixture.MOVER;
import static io.drover.job.CheckFixture.SHOP;
import static io.drover.job.CheckFixture.bad;
import static io.drover.job.CheckFixture.check;
import static io.drover.job.CheckFixture.mends;
import static io.drover.job.CheckFixture.mover;
import static io.drover.job.CheckFixture.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.drover.error.ErrorKind;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.check.CheckMigration;
import io.drover.model.LoadMode;
import io.drover.model.SchemaMode;
import io.drover.spec.MigrationSpec;
import io.drover.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckPrivilegesIT {
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
    void tablesThatWillBeReplacedAreListedAndMustBeOwned() {
        target.execute(
                "CREATE SCHEMA shop AUTHORIZATION " + MOVER,
                "CREATE TABLE shop.orders (id bigint)",
                "GRANT CREATE ON DATABASE \"" + target.name() + "\" TO " + MOVER);
        CheckMigration.Result result = check(spec(source.endpoint(), mover(target)));

        assertThat(result.worst()).contains(ErrorKind.TARGET);
        assertThat(bad(result))
                .satisfiesExactly(
                        refused ->
                                assertThat(refused)
                                        .contains("FAILURE", "Cannot plan", "shop.orders"),
                        warning ->
                                assertThat(warning)
                                        .contains(
                                                "WARNING",
                                                "1 standing table will be replaced",
                                                "shop.orders"),
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
    void aLedgerThatAnotherRoleMadeMustBeOpen() {
        target.execute(
                "CREATE SCHEMA drover",
                "CREATE TABLE drover.run (id int)",
                "GRANT USAGE, CREATE ON SCHEMA drover TO " + MOVER,
                "GRANT CREATE ON DATABASE \"" + target.name() + "\" TO " + MOVER);
        MigrationSpec spec = spec(source.endpoint(), mover(target));
        CheckMigration.Result before = check(spec);

        assertThat(mends(before, Side.TARGET))
                .containsExactly(
                        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \"drover\" TO \"check_mover\";");
        target.execute(mends(before, Side.TARGET).toArray(String[]::new));
        assertThat(bad(check(spec))).isEmpty();
    }
}
