package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.LoadMode;
import io.drover.model.MigrationPlan;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableStatistics;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SelectSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.TableRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final TableStatistics SMALL = new TableStatistics(1, 0, 10);
    private static final TableStatistics LARGE = new TableStatistics(100_000, 1 << 20, 5_000_000);

    @Test
    void longTablesComeFirstAndThenTheName() {
        Catalog source =
                Catalogs.of(
                        Catalogs.table("a", "b", SMALL),
                        Catalogs.table("a", "c", LARGE),
                        Catalogs.table("a", "a", SMALL));
        assertThat(Planner.tables(spec(null), source))
                .extracting(TablePlan::number, table -> table.source().name())
                .containsExactly(tuple(0, "c"), tuple(1, "a"), tuple(2, "b"));
    }

    @Test
    void onlyValuesThatCanBeHugeAreGuarded() {
        Catalog source =
                Catalogs.of(
                        Catalogs.table("a", "huge", new TableStatistics(10, 100L << 20, 5)),
                        Catalogs.table("a", "inline", new TableStatistics(1_000_000, 0, 5)));
        assertThat(Planner.tables(spec(null), source))
                .filteredOn(TablePlan::guardFields)
                .extracting(table -> table.source().name())
                .containsExactly("huge");
    }

    @Test
    void aLargeTableGetsItsKeyOnAFinishedIndex() {
        MigrationPlan plan = plan(spec("core"), Catalogs.of(Catalogs.table("a", "t", LARGE)));
        assertThat(plan.steps(DdlPhase.TABLE))
                .extracting(DdlStep::sql)
                .containsExactly(
                        "CREATE UNIQUE INDEX t_pkey ON \"drover_new_shop_core\".\"t\" USING btree (id)",
                        "ALTER TABLE ONLY \"drover_new_shop_core\".\"t\" ADD CONSTRAINT \"t_pkey\" PRIMARY KEY USING INDEX \"t_pkey\"");
        assertThat(plan.tables().get(0).chunks()).hasSize(13);
    }

    @Test
    void whatWouldMeetInOneNameIsRefused() {
        Catalog source =
                Catalogs.of(Catalogs.table("a", "t", SMALL), Catalogs.table("b", "t", SMALL));
        assertThatThrownBy(() -> plan(spec("core"), source))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC))
                .hasMessageContaining("a.t and b.t would both become core.t")
                .hasMessageContaining("core.t_pkey would be made twice");
    }

    @Test
    void aNameThatTheTargetWouldCutIsRefused() {
        TableSpec long64 =
                new TableSpec(
                        new TableName("a", "t"),
                        new TableName("a", "ü".repeat(32)),
                        null,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        null,
                        null,
                        TableRules.NONE);
        MigrationSpec spec =
                Specs.spec(
                        Specs.endpoint("jdbc:postgresql://old/shop"),
                        Specs.endpoint("jdbc:postgresql://new/shop"),
                        new SelectSpec(List.of("a.*"), List.of(), null),
                        SchemaMode.CREATE,
                        LoadMode.REPLACE,
                        Specs.CHUNKING,
                        List.of(long64));
        assertThatThrownBy(() -> plan(spec, Catalogs.of(Catalogs.table("a", "t", SMALL))))
                .hasMessageContaining("has more than 63 bytes");
    }

    @Test
    void stagingSchemasHaveNamesThatFitAndDiffer() {
        String one = TargetNames.stagingSchema("m", "ü".repeat(31));
        String other = TargetNames.stagingSchema("m", "ü".repeat(30) + "x");
        assertThat(one.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(63);
        assertThat(one).startsWith("drover_new_m_ü").isNotEqualTo(other);
        assertThat(TargetNames.stagingSchema("m", "core")).isEqualTo("drover_new_m_core");
    }

    @Test
    void aPlanIsTheSameAfterItsJson() {
        MigrationPlan plan =
                plan(
                        spec("core"),
                        Catalogs.of(
                                Catalogs.table("a", "t", LARGE), Catalogs.table("a", "u", SMALL)));
        String json = PlanJson.write(plan);
        assertThat(PlanJson.read(json)).isEqualTo(plan);
        assertThat(PlanJson.write(PlanJson.read(json))).isEqualTo(json);
        assertThat(json + PlanSql.render(plan) + PlanText.render(plan))
                .doesNotContain("hunter2")
                .doesNotContain("jdbc:");
    }

    @Test
    void aPlanOfAnotherVersionIsRefused() {
        assertThatThrownBy(() -> PlanJson.read("{\"migration\": \"shop\"}"))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONSISTENCY))
                .hasMessageContaining("Cannot read the stored plan");
    }

    @Test
    void theTextIsATable() {
        assertThat(
                        PlanText.render(
                                plan(
                                        spec("core"),
                                        Catalogs.of(
                                                Catalogs.table("a", "t", LARGE),
                                                Catalogs.table("a", "longer", SMALL)))))
                .isEqualTo(
                        """
                        Plan of migration shop: PostgreSQL 17.2 to PostgreSQL 17.2, schema create, snapshot

                          table     target       rows about       size  chunks  mode     wire    key
                          a.t       core.t        5,000,000  782.3 MiB      13  replace  binary  id
                          a.longer  core.longer          10    8.0 KiB       1  replace  binary  id
                          2 tables                5,000,010  782.3 MiB      14

                        Statements: 4 pre-data, 3 table, 3 swap; sequences to set: 0
                        """);
    }

    private static MigrationSpec spec(String targetSchema) {
        return Specs.spec(
                Specs.endpoint("jdbc:postgresql://old/shop"),
                Specs.endpoint("jdbc:postgresql://new/shop"),
                new SelectSpec(List.of("*.*"), List.of(), targetSchema));
    }

    private static MigrationPlan plan(MigrationSpec spec, Catalog source) {
        return Planner.plan(spec, source, Catalogs.of());
    }
}
