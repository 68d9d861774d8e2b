package io.drover.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.Surroundings.Dependent;
import io.drover.model.catalog.Surroundings.Grant;
import io.drover.model.catalog.Surroundings.TakenName;
import io.drover.model.catalog.TableAccess;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.UserType;
import io.drover.spec.EndpointSpec;
import io.drover.spec.SelectSpec;
import io.drover.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresCatalogIT {
    private static final String ROLE = "catalog_reader";

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = TestDatabase.create("catalog");
        database.execute(
                "DO $$ BEGIN CREATE ROLE "
                        + ROLE
                        + " LOGIN PASSWORD 'secret'; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.item (id serial PRIMARY KEY, name text)",
                "INSERT INTO shop.item (name) SELECT repeat(md5(i::text), 20) FROM generate_series(1, 2000) i",
                "INSERT INTO shop.item (name) SELECT string_agg(md5(i::text), '') FROM generate_series(1, 2000) i",
                "ANALYZE shop.item",
                "CREATE TABLE shop.hidden (id integer GENERATED ALWAYS AS IDENTITY)",
                "ALTER TABLE shop.hidden ENABLE ROW LEVEL SECURITY");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void sizesAreMeasuredAndRowsEstimated() throws SQLException {
        TableInfo item = table(read(database.endpoint(), "shop.*"), "item");
        assertThat(item.statistics().heapBlocks())
                .isEqualTo(
                        Long.parseLong(
                                database.value("SELECT pg_relation_size('shop.item') / 8192")));
        assertThat(item.statistics().toastBytes()).isGreaterThan(50_000);
        assertThat(item.statistics().estimatedRows()).isEqualTo(2001);
        assertThat(
                        table(read(database.endpoint(), "shop.*"), "hidden")
                                .statistics()
                                .estimatedRows())
                .isZero();
    }

    @Test
    void aRoleSeesItsOwnPrivileges() throws SQLException {
        database.execute(
                "GRANT USAGE ON SCHEMA shop TO " + ROLE,
                "GRANT SELECT, TRUNCATE ON shop.hidden TO " + ROLE);
        Catalog catalog = read(database.endpoint(ROLE, "secret"), "shop.*");
        assertThat(table(catalog, "hidden").access())
                .isEqualTo(new TableAccess("postgres", false, true, false, false, true, true));
        assertThat(table(catalog, "item").access())
                .isEqualTo(new TableAccess("postgres", false, false, false, false, false, false));
        assertThat(catalog.sequences()).extracting(SequenceInfo::readable).containsOnly(false);
        assertThat(
                        table(read(database.endpoint(), "shop.*"), "hidden")
                                .access()
                                .rowSecurityApplies())
                .isFalse();
    }

    @Test
    void sequencesHaveTheirValuesAndOwners() throws SQLException {
        database.execute(
                "CREATE SEQUENCE shop.free START 7",
                "CREATE SEQUENCE shop.left_alone",
                "CREATE SCHEMA elsewhere",
                "CREATE SEQUENCE elsewhere.used",
                "ALTER TABLE shop.item ADD code bigint DEFAULT nextval('elsewhere.used')");
        Catalog catalog = read(database.endpoint(), "shop.*", "shop.left_alone");
        assertThat(catalog.sequences())
                .extracting(
                        sequence -> sequence.name().toString(),
                        SequenceInfo::lastValue,
                        SequenceInfo::called,
                        SequenceInfo::ownerColumn,
                        SequenceInfo::identity)
                .containsExactly(
                        tuple("elsewhere.used", 2001L, true, null, false),
                        tuple("shop.free", 7L, false, null, false),
                        tuple("shop.hidden_id_seq", 1L, false, "id", true),
                        tuple("shop.item_id_seq", 2001L, true, "id", false));
        assertThat(catalog.schemas())
                .extracting(schema -> schema.name())
                .containsExactly("elsewhere", "shop");
    }

    @Test
    void onlyTheTypesThatAreNeededAreRead() throws SQLException {
        database.execute(
                "CREATE TYPE shop.unused AS ENUM ('x')",
                "CREATE TYPE shop.inner_kind AS ENUM ('x')",
                "CREATE TYPE shop.a_pair AS (kind shop.inner_kind[], n integer)",
                "CREATE DOMAIN shop.a_domain AS shop.a_pair",
                "ALTER TABLE shop.item ADD pairs shop.a_domain[]");
        assertThat(read(database.endpoint(), "shop.item").types())
                .extracting(UserType::name)
                .extracting(TableName::name)
                .containsExactly("inner_kind", "a_pair", "a_domain");
    }

    @Test
    void whatStandsInATargetIsReadWithAllThatIsBoundToIt() throws SQLException {
        database.execute(
                "CREATE VIEW shop.items AS SELECT name FROM shop.item",
                "CREATE TABLE shop.sale (item integer CONSTRAINT of_item REFERENCES shop.item)",
                "GRANT SELECT (name), INSERT ON shop.item TO " + ROLE + " WITH GRANT OPTION",
                "GRANT SELECT ON shop.item TO PUBLIC");
        try (Connection connection = open(database.endpoint())) {
            Catalog catalog =
                    PostgresCatalog.read(
                            Side.TARGET,
                            connection,
                            TableSelection.standing(
                                    List.of(
                                            new TableName("shop", "item"),
                                            new TableName("shop", "missing")),
                                    List.of("shop", "missing")));
            TableName item = new TableName("shop", "item");
            assertThat(catalog.tables()).extracting(TableInfo::name).containsExactly(item);
            assertThat(catalog.surroundings().schemas()).contains("public", "shop");
            assertThat(catalog.surroundings().names())
                    .contains(
                            new TakenName(new TableName("shop", "items"), "view", null),
                            new TakenName(new TableName("shop", "item_pkey"), "index", item),
                            new TakenName(new TableName("shop", "item_id_seq"), "sequence", item));
            assertThat(catalog.surroundings().dependents())
                    .contains(
                            new Dependent(
                                    "foreign key of_item of shop.sale",
                                    new TableName("shop", "sale"),
                                    item),
                            new Dependent("view shop.items", null, item));
            assertThat(catalog.surroundings().grants())
                    .containsExactlyInAnyOrder(
                            new Grant(item, "TABLE", null, "", "SELECT", false),
                            new Grant(item, "TABLE", null, ROLE, "INSERT", true),
                            new Grant(item, "TABLE", "name", ROLE, "SELECT", true));
        }
    }

    @Test
    void anEmptySelectionIsRefused() {
        assertThatThrownBy(() -> read(database.endpoint(), "shop.*", "shop.*"))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("no table is selected");
    }

    @Test
    void droversOwnSchemasAreNeverSelected() throws SQLException {
        database.execute(
                "CREATE SCHEMA drover_old_x_shop", "CREATE TABLE drover_old_x_shop.item (a int)");
        assertThat(read(database.endpoint(), "*.*").tables())
                .extracting(table -> table.name().schema())
                .containsOnly("shop");
    }

    private static TableInfo table(Catalog catalog, String name) {
        return catalog.table(new TableName("shop", name)).orElseThrow();
    }

    private static Catalog read(EndpointSpec endpoint, String include, String... exclude)
            throws SQLException {
        try (Connection connection = open(endpoint)) {
            return PostgresCatalog.read(
                    Side.SOURCE,
                    connection,
                    TableSelection.of(
                            new SelectSpec(List.of(include), List.of(exclude), null), List.of()));
        }
    }

    private static Connection open(EndpointSpec endpoint) {
        return Connections.open(
                Side.SOURCE, endpoint, new Session("drover test", Session.Timeouts.STATEMENT));
    }
}
