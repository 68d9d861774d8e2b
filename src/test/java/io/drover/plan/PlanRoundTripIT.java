package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.catalog.PostgresCatalog;
import io.drover.catalog.TableSelection;
import io.drover.dialect.postgres.NameMap;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.PlanMigration;
import io.drover.job.source.PlanReader;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.MigrationPlan;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SelectSpec;
import io.drover.testing.TestDatabase;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever stands in the source stands in the target when all steps of the plan have run. */
class PlanRoundTripIT {
    private static final List<String> ALL = List.of("shop.*", "Größe*.*");

    private static TestDatabase source;

    @BeforeAll
    static void fill() throws Exception {
        source = TestDatabase.create("hard");
        try (InputStream in = PlanRoundTripIT.class.getResourceAsStream("hard-schema.sql")) {
            source.execute(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @AfterAll
    static void drop() {
        source.close();
    }

    @Test
    void everythingArrivesUnderItsOwnName() throws Exception {
        try (TestDatabase target = TestDatabase.create("same")) {
            SelectSpec select = new SelectSpec(ALL, List.of(), null);
            run(plan(target, select), target);
            assertSame(lines(source, ALL, Map.of()), lines(target, ALL, Map.of()));
            assertThat(target.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'drover%'"))
                    .isEmpty();
        }
    }

    @Test
    void everythingArrivesInAnotherSchema() throws Exception {
        try (TestDatabase target = TestDatabase.create("renamed")) {
            SelectSpec select = new SelectSpec(ALL, List.of(), "Core \"2\"");
            run(plan(target, select), target);
            Map<String, String> schemas =
                    Map.of("shop", "Core \"2\"", "Größe \"x\" 表", "Core \"2\"");
            assertSame(lines(source, ALL, schemas), lines(target, List.of("Core*.*"), Map.of()));
        }
    }

    /** Their keys are put on finished indexes, and their foreign keys are validated later. */
    @Test
    void largeTablesArriveJustTheSame() throws Exception {
        try (TestDatabase target = TestDatabase.create("large")) {
            MigrationSpec spec =
                    Specs.spec(
                            source.endpoint(),
                            target.endpoint(),
                            new SelectSpec(ALL, List.of(), null));
            MigrationPlan plan;
            try (Connection connection = open(Side.SOURCE, source)) {
                Catalog catalog = new PlanReader(spec).source(connection);
                plan = Planner.plan(spec, inflated(catalog), new PlanReader(spec).target(catalog));
            }
            assertThat(plan.ddl())
                    .extracting(DdlStep::sql)
                    .anyMatch(sql -> sql.contains("UNIQUE USING INDEX"))
                    .anyMatch(sql -> sql.contains("VALIDATE CONSTRAINT"));
            run(plan, target);
            assertSame(lines(source, ALL, Map.of()), lines(target, ALL, Map.of()));
        }
    }

    private static Catalog inflated(Catalog catalog) {
        return new Catalog(
                catalog.server(),
                catalog.schemas(),
                catalog.types(),
                catalog.sequences(),
                catalog.tables().stream()
                        .map(table -> table.isPartitioned() ? table : inflated(table))
                        .toList(),
                catalog.notCarried(),
                catalog.surroundings());
    }

    private static TableInfo inflated(TableInfo table) {
        return new TableInfo(
                table.name(),
                table.unlogged(),
                table.columns(),
                table.constraints(),
                table.indexes(),
                table.partitionKey(),
                table.partitionOf(),
                table.partitionBound(),
                table.inherits(),
                table.storageParameters(),
                table.accessMethod(),
                table.replicaIdentity(),
                table.comment(),
                new TableStatistics(1_000_000, 0, 1_000_000),
                table.access());
    }

    @Test
    void aSecondMigrationReplacesWhatTheFirstOneMade() throws Exception {
        try (TestDatabase target = TestDatabase.create("twice")) {
            SelectSpec select = new SelectSpec(ALL, List.of(), null);
            run(plan(target, select), target);
            target.execute(
                    "INSERT INTO shop.no_key VALUES (1, 'old')",
                    "GRANT SELECT, UPDATE (b) ON shop.no_key TO pg_monitor WITH GRANT OPTION",
                    "GRANT USAGE ON SEQUENCE shop.ticket TO pg_monitor");
            MigrationPlan second = plan(target, select);
            runWithoutRelease(second, target);
            assertThat(target.value("SELECT count(*) FROM shop.no_key")).isEqualTo("0");
            assertThat(target.value("SELECT b FROM drover_old_shop_shop.no_key")).isEqualTo("old");
            assertThat(
                            target.value(
                                    "SELECT has_column_privilege('pg_monitor', 'shop.no_key', 'b', 'UPDATE WITH GRANT OPTION')"
                                            + " AND has_sequence_privilege('pg_monitor', 'shop.ticket', 'USAGE')"))
                    .isEqualTo("t");
            run(second.steps(DdlPhase.RELEASE), target);
            assertSame(lines(source, ALL, Map.of()), lines(target, ALL, Map.of()));
            assertThat(target.rows("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'drover%'"))
                    .isEmpty();
        }
    }

    @Test
    void theSameSourceGivesTheSamePlan() {
        try (TestDatabase target = TestDatabase.create("again")) {
            SelectSpec select = new SelectSpec(ALL, List.of(), null);
            PlanMigration planning =
                    new PlanMigration(Specs.spec(source.endpoint(), target.endpoint(), select));
            PlanMigration.Result first = planning.run();
            PlanMigration.Result second = planning.run();
            assertThat(second).isEqualTo(first);
            assertThat(PlanJson.read(first.json())).isEqualTo(first.plan());
            assertThat(first.json() + first.sql() + first.text())
                    .doesNotContain(source.endpoint().password().reveal() + "\"")
                    .doesNotContain("jdbc:");
        }
    }

    @Test
    void leavesAreLoadedAndUserTypesTravelAsText() {
        try (TestDatabase target = TestDatabase.create("plans")) {
            MigrationPlan plan = plan(target, new SelectSpec(ALL, List.of(), null));
            assertThat(plan.tables())
                    .extracting(table -> table.source().name())
                    .contains("event_2023", "event_2024_eu", "event_2024_rest", "event_late")
                    .doesNotContain("event", "event_2024");
            assertThat(table(plan, "customer").wire()).isEqualTo(WireForm.TEXT);
            assertThat(table(plan, "customer").columns())
                    .filteredOn(column -> column.oidInBinary())
                    .extracting(column -> column.source())
                    .containsExactly("moods", "paid", "pairs", "spans");
            assertThat(table(plan, "customer").columns())
                    .extracting(column -> column.source())
                    .doesNotContain("name_length");
            assertThat(table(plan, "event_2023").wire()).isEqualTo(WireForm.BINARY);
            assertThat(table(plan, "order").key()).containsExactly("customer_id", "Order No");
            assertThat(table(plan, "identified").key()).containsExactly("a");
            assertThat(table(plan, "no_key").key()).isEmpty();
        }
    }

    @Test
    void whatStaysBehindIsNamed() {
        try (TestDatabase target = TestDatabase.create("behind")) {
            MigrationPlan plan = plan(target, new SelectSpec(ALL, List.of(), null));
            assertThat(plan.warnings())
                    .filteredOn(warning -> warning.kind() == PlanWarning.Kind.NOT_CARRIED)
                    .allSatisfy(warning -> assertThat(warning.hint()).isNotBlank())
                    .extracting(PlanWarning::object)
                    .contains(
                            "view shop.open_orders",
                            "invalid index shop.\"only here\"",
                            "column settings shop.identified.b",
                            "materialized view shop.counted",
                            "function shop.touch()",
                            "trigger touched on shop.no_key",
                            "rule silent on shop.no_key",
                            "policy all_of_it on shop.identified",
                            "row level security shop.identified",
                            "grants shop.no_key",
                            "extended statistics shop.together",
                            "publication outward",
                            "large objects 1");
        }
    }

    private static TablePlan table(MigrationPlan plan, String name) {
        return plan.tables().stream()
                .filter(table -> table.source().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static MigrationPlan plan(TestDatabase target, SelectSpec select) {
        MigrationSpec spec = Specs.spec(source.endpoint(), target.endpoint(), select);
        return new PlanMigration(spec).run().plan();
    }

    private static void run(MigrationPlan plan, TestDatabase target) throws SQLException {
        run(plan.ddl(), target);
    }

    private static void runWithoutRelease(MigrationPlan plan, TestDatabase target)
            throws SQLException {
        run(plan.ddl().stream().filter(step -> step.phase() != DdlPhase.RELEASE).toList(), target);
    }

    static void run(List<DdlStep> steps, TestDatabase target) throws SQLException {
        try (Connection connection = open(Side.TARGET, target);
                Statement statement = connection.createStatement()) {
            for (DdlStep step : steps) {
                try {
                    statement.execute(step.sql());
                } catch (SQLException failure) {
                    throw new SQLException(step.toString(), failure);
                }
            }
        }
    }

    /** Says only what differs: the whole is hundreds of lines. */
    private static void assertSame(List<String> wanted, List<String> found) {
        List<String> missing = new ArrayList<>(wanted);
        missing.removeAll(found);
        List<String> extra = new ArrayList<>(found);
        extra.removeAll(wanted);
        assertThat(extra).as("missing: %s", missing).isEmpty();
        assertThat(found).hasSameSizeAs(wanted).hasSizeGreaterThan(150);
    }

    private static List<String> lines(
            TestDatabase database, List<String> include, Map<String, String> schemas)
            throws SQLException {
        try (Connection connection = open(Side.SOURCE, database)) {
            Catalog catalog =
                    PostgresCatalog.read(
                            Side.SOURCE,
                            connection,
                            TableSelection.of(
                                    new SelectSpec(include, List.of(), null),
                                    List.<TableName>of()));
            return new MappedCatalog(new NameMap(Map.of(), schemas, Set.of()))
                    .lines(catalog).stream().filter(line -> !line.contains(" only here ")).toList();
        }
    }

    private static Connection open(Side side, TestDatabase database) {
        return Connections.open(
                side, database.endpoint(), new Session("drover test", Session.Timeouts.STATEMENT));
    }
}
