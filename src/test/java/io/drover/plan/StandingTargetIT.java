package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.PlanMigration;
import io.drover.model.ColumnPlan;
import io.drover.model.DdlPhase;
import io.drover.model.LoadMode;
import io.drover.model.MigrationPlan;
import io.drover.model.PlanWarning;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.spec.SelectSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.TableRules;
import io.drover.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands in the target is compared, kept, replaced or refused. */
class StandingTargetIT {
    private TestDatabase source;
    private TestDatabase target;

    @BeforeEach
    void create() {
        source = TestDatabase.create("standing_source");
        target = TestDatabase.create("standing_target");
        source.execute(
                "CREATE SCHEMA shop",
                "CREATE TYPE shop.mood AS ENUM ('sad', 'ok')",
                "CREATE TABLE shop.item (id serial PRIMARY KEY, name varchar(20), price numeric(8, 2), mood shop.mood)",
                "CREATE TABLE shop.sale (id bigint PRIMARY KEY, item integer REFERENCES shop.item, at date) PARTITION BY RANGE (id)",
                "CREATE TABLE shop.sale_1 PARTITION OF shop.sale FOR VALUES FROM (0) TO (100)",
                "CREATE TABLE shop.sale_2 PARTITION OF shop.sale FOR VALUES FROM (100) TO (200)");
        target.execute("CREATE SCHEMA shop", "CREATE TYPE shop.mood AS ENUM ('sad', 'ok')");
    }

    @AfterEach
    void drop() {
        source.close();
        target.close();
    }

    @Test
    void widerColumnsOfTheTargetAreKeptAndTravelAsText() throws Exception {
        target.execute(
                "CREATE TABLE shop.item (extra text, id bigserial PRIMARY KEY, mood shop.mood, price numeric, name text)",
                "CREATE TABLE shop.sale (id bigint PRIMARY KEY, item bigint REFERENCES shop.item, at timestamp)");
        MigrationPlan plan = plan(SchemaMode.EXISTING, LoadMode.APPEND, List.of());
        TablePlan item = table(plan, "item");
        assertThat(item.wire()).isEqualTo(WireForm.TEXT);
        assertThat(item.staging()).isEqualTo(item.target());
        assertThat(item.columns())
                .extracting(ColumnPlan::source, ColumnPlan::verdict)
                .containsExactly(
                        tuple("id", TypeVerdict.WIDENING),
                        tuple("name", TypeVerdict.WIDENING),
                        tuple("price", TypeVerdict.WIDENING),
                        tuple("mood", TypeVerdict.LOSSLESS));
        assertThat(plan.ddl()).isEmpty();
        assertThat(table(plan, "sale_1").target()).isEqualTo(new TableName("shop", "sale"));
        assertThat(plan.sequences())
                .singleElement()
                .satisfies(
                        sequence ->
                                assertThat(sequence.target())
                                        .isEqualTo(new TableName("shop", "item_id_seq")));
    }

    @Test
    void everythingThatDoesNotFitIsSaidAtOnce() {
        target.execute(
                "CREATE TABLE shop.item (id smallint, name varchar(10), mood text[], needed int NOT NULL)");
        assertThatThrownBy(() -> plan(SchemaMode.EXISTING, LoadMode.APPEND, List.of()))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.TARGET))
                .hasMessageContaining("shop.item.id: smallint cannot hold every integer")
                .hasMessageContaining(
                        "character varying(10) cannot hold every character varying(20)")
                .hasMessageContaining(
                        "shop.item.price: shop.item has no column price. Add it there, or drop or rename it by a rule.")
                .hasMessageContaining("no way is known from")
                .hasMessageContaining("column needed of shop.item is NOT NULL")
                .hasMessageContaining("table shop.sale_1 does not stand in the target");
    }

    @Test
    void aWaivedColumnIsLossyAndPlanned() {
        target.execute(
                "CREATE TABLE shop.item (id serial, name varchar(10), price numeric(8, 2), mood shop.mood)");
        TableSpec waived =
                new TableSpec(
                        new TableName("shop", "item"),
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        List.of("name"),
                        null,
                        null,
                        TableRules.NONE);
        MigrationPlan plan =
                plan(SchemaMode.EXISTING, LoadMode.APPEND, List.of(waived), List.of("shop.item"));
        assertThat(table(plan, "item").columns())
                .filteredOn(column -> column.verdict() == TypeVerdict.LOSSY)
                .extracting(ColumnPlan::source)
                .containsExactly("name");
    }

    @Test
    void aStandingDefinitionIsReplacedByItself() throws Exception {
        target.execute(
                "CREATE TABLE shop.item (id bigserial PRIMARY KEY, name text DEFAULT 'x', price numeric, mood shop.mood, CHECK (name <> ''))",
                "CREATE INDEX by_name ON shop.item (lower(name))",
                "INSERT INTO shop.item VALUES (1, 'old')");
        MigrationPlan plan =
                plan(SchemaMode.EXISTING, LoadMode.REPLACE, List.of(), List.of("shop.item"));
        String before = describe();
        PlanRoundTripIT.run(
                plan.ddl().stream().filter(step -> step.phase() != DdlPhase.RELEASE).toList(),
                target);
        assertThat(describe()).isEqualTo(before);
        assertThat(target.value("SELECT count(*) FROM shop.item")).isEqualTo("0");
        assertThat(target.value("SELECT name FROM drover_old_shop_shop.item")).isEqualTo("old");
        assertThat(plan.sequences())
                .extracting(sequence -> sequence.staging().schema())
                .containsExactly("drover_new_shop_shop");
    }

    private String describe() {
        return target.rows(
                                "SELECT attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)"
                                        + " FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
                                        + " WHERE attrelid = 'shop.item'::regclass AND attnum > 0 ORDER BY attnum")
                        .toString()
                + target.rows(
                        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'shop' ORDER BY 1");
    }

    @Test
    void whatIsBoundToAReplacedTableIsRefusedByName() {
        target.execute(
                "CREATE TABLE shop.item (id integer PRIMARY KEY)",
                "CREATE TABLE shop.other (item integer CONSTRAINT to_item REFERENCES shop.item)",
                "CREATE VIEW shop.items AS SELECT * FROM shop.item",
                "CREATE TABLE shop.elder () INHERITS (shop.item)",
                "CREATE VIEW shop.sale AS SELECT 1 AS one");
        assertThatThrownBy(() -> plan(SchemaMode.CREATE, LoadMode.REPLACE, List.of()))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.TARGET))
                .hasMessageContaining("Foreign key to_item of shop.other")
                .hasMessageContaining("View shop.items")
                .hasMessageContaining("Inheriting table shop.elder")
                .hasMessageContaining(
                        "shop.sale is to be made as a table, and a view of that name");
    }

    @Test
    void anUnlikeTypeIsRefused() {
        target.execute("DROP TYPE shop.mood", "CREATE TYPE shop.mood AS ENUM ('ok', 'sad')");
        assertThatThrownBy(() -> plan(SchemaMode.CREATE, LoadMode.REPLACE, List.of()))
                .hasMessageContaining("Type shop.mood stands in the target and is not the same")
                .hasMessageContaining("enum of [ok, sad] there, enum of [sad, ok] in the source");
    }

    @Test
    void appendMakesWhatIsMissingWithoutASwap() throws Exception {
        target.execute(
                "CREATE TABLE shop.item (id serial PRIMARY KEY, name varchar(20), price numeric(8, 2), mood shop.mood)");
        MigrationPlan plan = plan(SchemaMode.CREATE, LoadMode.APPEND, List.of());
        assertThat(plan.steps(DdlPhase.SWAP)).isEmpty();
        PlanRoundTripIT.run(plan.ddl(), target);
        assertThat(target.rows("SELECT relid::text FROM pg_partition_tree('shop.sale') ORDER BY 1"))
                .containsExactly("shop.sale", "shop.sale_1", "shop.sale_2");
        assertThat(
                        target.value(
                                "SELECT count(*) FROM pg_constraint WHERE conrelid = 'shop.sale'::regclass AND contype IN ('p', 'f')"))
                .isEqualTo("2");
    }

    @Test
    void upsertWantsAKeyThatTheTargetCanHold() {
        source.execute("CREATE TABLE shop.keyless (a integer)");
        target.execute(
                "CREATE TABLE shop.item (id integer, name varchar(20), price numeric(8, 2), mood shop.mood)");
        assertThatThrownBy(() -> plan(SchemaMode.CREATE, LoadMode.UPSERT, List.of()))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC))
                .hasMessageContaining("shop.keyless has no key to upsert by")
                .hasMessageContaining("shop.item has no unique index over id");
    }

    @Test
    void aTriggerOfAReplacedTableIsPointedOut() {
        target.execute(
                "CREATE TABLE shop.item (id integer)",
                "CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER touched BEFORE UPDATE ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.touch()");
        assertThat(plan(SchemaMode.CREATE, LoadMode.REPLACE, List.of()).warnings())
                .filteredOn(warning -> warning.kind() == PlanWarning.Kind.ATTENTION)
                .extracting(PlanWarning::object)
                .containsExactly("target's trigger touched on shop.item");
    }

    @Test
    void aSelectionThatIsNotThereIsRefused() {
        assertThatThrownBy(
                        () ->
                                plan(
                                        SchemaMode.CREATE,
                                        LoadMode.REPLACE,
                                        List.of(),
                                        List.of("shop.sale_1", "shopp.*")))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC))
                .hasMessageContaining("\"shopp.*\" matches no table")
                .hasMessageContaining(
                        "shop.sale_1 is a partition of shop.sale, which is not selected");
    }

    @Test
    void aForeignKeyToATableThatStaysBehindIsNamed() {
        MigrationPlan plan =
                plan(SchemaMode.CREATE, LoadMode.REPLACE, List.of(), List.of("shop.sale"));
        assertThat(plan.warnings())
                .extracting(PlanWarning::object)
                .containsExactly("foreign key sale_item_fkey on shop.sale");
        assertThat(plan.steps(DdlPhase.FOREIGN_KEY)).isEmpty();
    }

    private MigrationPlan plan(SchemaMode schema, LoadMode load, List<TableSpec> tables) {
        return plan(schema, load, tables, List.of("shop.*"));
    }

    private MigrationPlan plan(
            SchemaMode schema, LoadMode load, List<TableSpec> tables, List<String> include) {
        return new PlanMigration(
                        Specs.spec(
                                source.endpoint(),
                                target.endpoint(),
                                new SelectSpec(include, List.of(), null),
                                schema,
                                load,
                                Specs.CHUNKING,
                                tables))
                .run()
                .plan();
    }

    private static TablePlan table(MigrationPlan plan, String name) {
        return plan.tables().stream()
                .filter(table -> table.source().name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
