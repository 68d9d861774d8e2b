package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.dialect.postgres.NamedTypes;
import io.drover.model.LoadMode;
import io.drover.model.MigrationPlan;
import io.drover.model.PlanWarning;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SelectSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.FilterRule;
import io.drover.spec.rules.SpecOrigin;
import io.drover.spec.rules.TableRules;
import io.drover.spec.rules.ValueOrigin;
import io.drover.spec.rules.ValueStep;
import io.drover.spec.rules.Violation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannedRulesTest {
    private static final SpecOrigin ORIGIN = new SpecOrigin("spec.conf: 7", "tables[0]");
    private static final TableStatistics SMALL = new TableStatistics(1, 0, 10);

    @Test
    void thePlanSaysWhatBecomesOfEachRowAndColumn() {
        TableRules rules =
                new TableRules(
                        Map.of("id", "person_id"),
                        List.of(),
                        List.of(
                                new ColumnRule(
                                        ORIGIN,
                                        "label",
                                        new ValueOrigin.FromColumn("name"),
                                        List.of(new ValueStep.Trim(ValueStep.Trim.Ends.BOTH)),
                                        "varchar(20)",
                                        null,
                                        Violation.QUARANTINE)),
                        List.of(new FilterRule(ORIGIN, "id > 7")),
                        List.of(
                                new CheckRule(
                                        ORIGIN,
                                        "label",
                                        new CheckRule.Required(),
                                        Violation.QUARANTINE)),
                        null,
                        null,
                        0);
        MigrationPlan plan =
                Planner.plan(
                        spec(SchemaMode.CREATE, rules, List.of()), source("bigint"), Catalogs.of());
        assertThat(PlanText.render(plan))
                .contains(
                        """
                        a.t to core.t
                          rule      column  what it does                     a violation
                          filter            kept where id > 7
                          trim      label   white space at the ends cut off
                          type      label   must be at most 20 characters    sets the row aside
                          required  label   must be there                    sets the row aside

                          target column  type                   source     as rules see it   verdict
                          person_id      bigint                 id bigint  bigint            lossless
                          label          character varying(20)  name text  string -> string  made by a rule
                        """);
    }

    @Test
    void waivedColumnsAreCountedAndNamed() {
        Catalog source = source("bigint");
        MigrationPlan plan =
                Planner.plan(
                        spec(SchemaMode.EXISTING, TableRules.NONE, List.of("id")),
                        source,
                        target());
        assertThat(plan.warnings())
                .filteredOn(warning -> warning.object().equals("waived columns"))
                .extracting(PlanWarning::text)
                .containsExactly("1 column waived: a.t.id (bigint to integer).");
    }

    private static Catalog source(String keyType) {
        return catalog("a", keyType);
    }

    private static Catalog target() {
        return catalog("core", "integer");
    }

    private static Catalog catalog(String schema, String keyType) {
        TableInfo table = Catalogs.table(schema, "t", SMALL);
        NamedTypes.NamedType type = NamedTypes.of(keyType).orElseThrow();
        return Catalogs.of(
                table.withColumns(
                        table.columns().stream()
                                .map(
                                        column ->
                                                column.name().equals("id")
                                                        ? new ColumnInfo(
                                                                "id",
                                                                type.printed(),
                                                                type.shape(),
                                                                true,
                                                                null,
                                                                null,
                                                                null,
                                                                null,
                                                                false,
                                                                null,
                                                                null)
                                                        : column)
                                .toList()));
    }

    private static MigrationSpec spec(SchemaMode schema, TableRules rules, List<String> waive) {
        return Specs.spec(
                Specs.endpoint("jdbc:postgresql://old/shop"),
                Specs.endpoint("jdbc:postgresql://new/shop"),
                new SelectSpec(List.of("a.*"), List.of(), "core"),
                schema,
                LoadMode.REPLACE,
                Specs.CHUNKING,
                List.of(
                        new TableSpec(
                                new TableName("a", "t"),
                                null,
                                null,
                                null,
                                null,
                                List.of(),
                                waive,
                                null,
                                null,
                                rules)));
    }
}
