package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.dialect.postgres.NamedTypes;
import io.drover.model.LoadMode;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.ConstraintInfo.Kind;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableAccess;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.SpecOrigin;
import io.drover.spec.rules.TableRules;
import io.drover.spec.rules.ValueOrigin;
import io.drover.spec.rules.ValueStep;
import io.drover.spec.rules.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetShapeTest {
    private static final TableName PERSON = new TableName("public", "person");

    private static final TableInfo TABLE =
            table(
                    PERSON,
                    List.of(
                            column(
                                    "id",
                                    "integer",
                                    true,
                                    "nextval('public.person_id_seq'::regclass)"),
                            column("name", "character varying(40)", true, null),
                            column("born", "text", false, null),
                            column("score", "numeric(10,2)", true, "0"),
                            generated("label", "text", "upper((name)::text)")),
                    List.of(
                            constraint(Kind.PRIMARY_KEY, "person_pkey", "PRIMARY KEY (id)", "id"),
                            constraint(
                                    Kind.CHECK,
                                    "person_score_check",
                                    "CHECK ((score >= (0)::numeric))",
                                    "score")),
                    List.of(
                            index(
                                    "person_pkey",
                                    "CREATE UNIQUE INDEX person_pkey ON public.person USING btree (id)",
                                    "person_pkey",
                                    "id"),
                            index(
                                    "person_name",
                                    "CREATE INDEX person_name ON public.person USING btree (name varchar_pattern_ops)",
                                    null,
                                    "name"),
                            index(
                                    "person_born",
                                    "CREATE INDEX person_born ON public.person USING btree (born DESC) INCLUDE (score)",
                                    null,
                                    "born"),
                            index(
                                    "person_lower",
                                    "CREATE INDEX person_lower ON public.person USING btree (lower(born))",
                                    null)));

    @Test
    void withoutRulesItIsTheSourcesTable() {
        TargetShape shape = TargetShape.of(TABLE, TableRules.NONE);
        assertThat(shape.table()).isEqualTo(TABLE);
        assertThat(shape.warnings()).isEmpty();
        assertThat(shape.problems()).isEmpty();
    }

    @Test
    void renamedColumnsKeepTheirPlaceTheirDefaultsAndAllThatStandsOnThem() {
        TargetShape shape =
                TargetShape.of(
                        TABLE,
                        rules(
                                Map.of(
                                        "id",
                                        "personId",
                                        "name",
                                        "fullName",
                                        "score",
                                        "points",
                                        "born",
                                        "bornOn"),
                                List.of()));
        assertThat(lines(shape))
                .containsExactly(
                        "personId integer not null nextval('public.person_id_seq'::regclass)",
                        "fullName character varying(40) not null",
                        "bornOn text",
                        "points numeric(10,2) not null 0",
                        "label text = upper((\"fullName\")::text)");
        assertThat(definitions(shape))
                .containsExactly(
                        "PRIMARY KEY (\"personId\")",
                        "CHECK ((\"points\" >= (0)::numeric))",
                        "CREATE UNIQUE INDEX person_pkey ON public.person USING btree (\"personId\")",
                        "CREATE INDEX person_name ON public.person USING btree (\"fullName\" varchar_pattern_ops)",
                        "CREATE INDEX person_born ON public.person USING btree (\"bornOn\" DESC) INCLUDE (\"points\")",
                        "CREATE INDEX person_lower ON public.person USING btree (lower(\"bornOn\"))");
        assertThat(shape.warnings()).isEmpty();
    }

    @Test
    void aDroppedColumnTakesAlongWhatMentionsItAndThePlanSaysWhy() {
        TargetShape shape = TargetShape.of(TABLE, rules(Map.of(), List.of("name", "score")));
        assertThat(lines(shape))
                .containsExactly(
                        "id integer not null nextval('public.person_id_seq'::regclass)",
                        "born text");
        assertThat(definitions(shape))
                .containsExactly(
                        "PRIMARY KEY (id)",
                        "CREATE UNIQUE INDEX person_pkey ON public.person USING btree (id)",
                        "CREATE INDEX person_lower ON public.person USING btree (lower(born))");
        assertThat(warnings(shape))
                .containsExactly(
                        "generated column label on public.person: Is not made in the target: label is generated from name, and drop leaves out name.",
                        "constraint person_score_check on public.person: Is not made in the target: drop leaves out score.",
                        "index person_name on public.person: Is not made in the target: drop leaves out name.",
                        "index person_born on public.person: Is not made in the target: drop leaves out score.");
    }

    @Test
    void retypedColumnsKeepPlainKeysAndLoseWhatDependsOnTheType() {
        TargetShape shape =
                TargetShape.of(
                        TABLE,
                        rules(
                                Map.of(),
                                List.of(),
                                rule("id", new ValueOrigin.NameUuid(List.of("id"), "x"), null),
                                rule("born", new ValueOrigin.FromColumn("born"), "date"),
                                rule(
                                        "name",
                                        new ValueOrigin.FromColumn("name"),
                                        null,
                                        new ValueStep.Trim(ValueStep.Trim.Ends.BOTH)),
                                rule("score", new ValueOrigin.FromColumn("score"), "text")));
        assertThat(lines(shape))
                .containsExactly(
                        "id uuid not null",
                        "name character varying(40) not null",
                        "born date",
                        "score text not null",
                        "label text = upper((\"name\")::text)".replace("\"", ""));
        assertThat(definitions(shape))
                .containsExactly(
                        "PRIMARY KEY (id)",
                        "CREATE UNIQUE INDEX person_pkey ON public.person USING btree (id)",
                        "CREATE INDEX person_name ON public.person USING btree (name varchar_pattern_ops)",
                        "CREATE INDEX person_born ON public.person USING btree (born DESC) INCLUDE (score)");
        assertThat(warnings(shape))
                .containsExactly(
                        "constraint person_score_check on public.person: Is not made in the target: columns[score] makes score a text.",
                        "index person_lower on public.person: Is not made in the target: columns[born] makes born a date.");
    }

    @Test
    void addedColumnsStandAtTheEndAndSuccessorsInTheirPlace() {
        TableRules rules =
                new TableRules(
                        Map.of(),
                        List.of("id", "label"),
                        List.of(
                                rule("country", new ValueOrigin.Constant("FR"), null),
                                rule(
                                        "person_uuid",
                                        new ValueOrigin.NameUuid(List.of("id"), "x"),
                                        null),
                                rule("first", new ValueOrigin.Split("name", " ", 1), null),
                                rule("last", new ValueOrigin.Split("name", " ", 2), null),
                                rule(
                                        "number",
                                        new ValueOrigin.DenseKey("n", List.of("id"), 1),
                                        null),
                                rule(
                                        "kind",
                                        new ValueOrigin.FromColumn("born"),
                                        null,
                                        new ValueStep.Mask(ValueStep.Mask.How.REDACT, null, 0))),
                        List.of(),
                        List.of(),
                        null,
                        "requires_review",
                        0);
        TargetShape shape = TargetShape.of(TABLE, rules);
        assertThat(lines(shape))
                .containsExactly(
                        "person_uuid uuid not null",
                        "first text",
                        "kind text",
                        "score numeric(10,2) not null 0",
                        "country text",
                        "last text",
                        "number bigint not null",
                        "requires_review boolean not null false");
        assertThat(definitions(shape)).contains("PRIMARY KEY (\"person_uuid\")");
    }

    @Test
    void anExpressionMustSayItsTypeAndAnUnknownTypeIsNamed() {
        TargetShape shape =
                TargetShape.of(
                        TABLE,
                        rules(
                                Map.of(),
                                List.of(),
                                rule("a", new ValueOrigin.Expression("id + 1"), null),
                                rule("b", new ValueOrigin.Constant("x"), "txt")));
        assertThat(shape.problems())
                .containsExactly(
                        "spec.conf: 7: columns[a]: Drover is to make the column a, and only Spark could say of which type this is. Add type.",
                        "spec.conf: 7: columns[b]: no type txt is known. Write one of PostgreSQL's own, or one that a column of public.person has.");
    }

    @Test
    void aForeignKeyFollowsItsParentsKeyAndIsLeftOutWhereTheTypesPart() {
        TableName order = new TableName("public", "orders");
        TableInfo child =
                table(
                        order,
                        List.of(
                                column("id", "integer", true, null),
                                column("person", "integer", false, null)),
                        List.of(
                                new ConstraintInfo(
                                        "orders_person_fkey",
                                        Kind.FOREIGN_KEY,
                                        "FOREIGN KEY (person) REFERENCES public.person(id) ON DELETE SET NULL",
                                        List.of("person"),
                                        PERSON,
                                        true,
                                        false,
                                        null,
                                        null)),
                        List.of());
        TableRules uuid =
                rules(
                        Map.of(),
                        List.of("id"),
                        rule("pid", new ValueOrigin.NameUuid(List.of("id"), "x"), null));
        TableRules follows =
                rules(
                        Map.of(),
                        List.of(),
                        rule("person", new ValueOrigin.NameUuid(List.of("person"), "x"), null));
        Route parent = route(TABLE, uuid);
        Route following = route(child, follows);
        assertThat(new TargetShapes(List.of(parent, following)).table(following).constraints())
                .extracting(ConstraintInfo::definition)
                .containsExactly(
                        "FOREIGN KEY (person) REFERENCES public.person(\"pid\") ON DELETE SET NULL");
        Route staying = route(child, TableRules.NONE);
        TargetShapes shapes = new TargetShapes(List.of(parent, staying));
        assertThat(shapes.table(staying).constraints()).isEmpty();
        List<PlanWarning> warnings = new java.util.ArrayList<>();
        shapes.report(List.of(staying), new Problems(), warnings);
        assertThat(warnings)
                .extracting(PlanWarning::text)
                .containsExactly(
                        "Is not made in the target: person becomes integer, and id of public.person becomes uuid.");
    }

    private static Route route(TableInfo table, TableRules rules) {
        return new Route(table, null, table.name(), table.name(), LoadMode.REPLACE, null, rules);
    }

    private static TableRules rules(
            Map<String, String> rename, List<String> drop, ColumnRule... columns) {
        return new TableRules(rename, drop, List.of(columns), List.of(), List.of(), null, null, 0);
    }

    private static ColumnRule rule(
            String column, ValueOrigin value, String type, ValueStep... steps) {
        return new ColumnRule(
                new SpecOrigin("spec.conf: 7", "columns[" + column + "]"),
                column,
                value,
                Arrays.asList(steps),
                type,
                null,
                Violation.QUARANTINE);
    }

    private static List<String> lines(TargetShape shape) {
        return shape.table().columns().stream()
                .map(
                        column ->
                                "%s %s%s%s%s"
                                        .formatted(
                                                column.name(),
                                                column.type(),
                                                column.notNull() ? " not null" : "",
                                                column.defaultExpression() == null
                                                        ? ""
                                                        : " " + column.defaultExpression(),
                                                column.generated() == null
                                                        ? ""
                                                        : " = " + column.generated()))
                .toList();
    }

    private static List<String> definitions(TargetShape shape) {
        List<String> definitions = new java.util.ArrayList<>();
        shape.table().constraints().forEach(each -> definitions.add(each.definition()));
        shape.table().indexes().forEach(each -> definitions.add(each.definition()));
        return definitions;
    }

    private static List<String> warnings(TargetShape shape) {
        return shape.warnings().stream().map(each -> each.object() + ": " + each.text()).toList();
    }

    private static TableInfo table(
            TableName name,
            List<ColumnInfo> columns,
            List<ConstraintInfo> constraints,
            List<IndexInfo> indexes) {
        return new TableInfo(
                name,
                false,
                columns,
                constraints,
                indexes,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                TableStatistics.NONE,
                new TableAccess("shop", true, true, true, true, true, false));
    }

    private static ColumnInfo column(
            String name, String type, boolean notNull, String defaultExpression) {
        return new ColumnInfo(
                name,
                type,
                NamedTypes.of(type).orElseThrow().shape(),
                notNull,
                null,
                defaultExpression,
                null,
                null,
                false,
                null,
                null);
    }

    private static ColumnInfo generated(String name, String type, String expression) {
        return new ColumnInfo(
                name,
                type,
                NamedTypes.of(type).orElseThrow().shape(),
                false,
                null,
                null,
                null,
                expression,
                false,
                null,
                null);
    }

    private static ConstraintInfo constraint(
            Kind kind, String name, String definition, String... columns) {
        return new ConstraintInfo(
                name,
                kind,
                definition,
                List.of(columns),
                null,
                true,
                false,
                kind == Kind.PRIMARY_KEY ? name : null,
                null);
    }

    private static IndexInfo index(
            String name, String definition, String constraint, String... keyColumns) {
        return new IndexInfo(
                name,
                definition,
                List.of(keyColumns),
                definition.contains("UNIQUE"),
                false,
                true,
                false,
                constraint,
                null,
                null);
    }
}
