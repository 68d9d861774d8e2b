package io.drover.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.engine.Moment;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.MysqlSpec;
import io.drover.testing.TestMariaDb;
import java.util.List;
import org.junit.jupiter.api.Test;

class MysqlCatalogIT {
    private static Catalog catalog(TestMariaDb source, MysqlSpec settings, String... tables) {
        try (Moment moment = MysqlTrial.open(MysqlTrial.with(source, settings), 1)) {
            return MysqlTrial.catalog(moment, source, tables);
        }
    }

    private static Catalog catalog(TestMariaDb source, String... tables) {
        return catalog(source, MysqlSpec.DEFAULT, tables);
    }

    private static ColumnInfo column(TableInfo table, String name) {
        return table.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(Catalog catalog) {
        return catalog.notCarried().stream()
                .map(PlanWarning::object)
                .map(text -> text.replaceAll("t\\d+_\\w+?\\.", ""))
                .toList();
    }

    @Test
    void keysIndexesAndReferencesAreInPostgresWords() {
        try (TestMariaDb source = TestMariaDb.create("keys")) {
            source.execute(
                    "CREATE TABLE customer (id int unsigned AUTO_INCREMENT PRIMARY KEY, email varchar(50) NOT NULL,"
                            + " name varchar(50), UNIQUE KEY email (email), KEY by_name (name, id)) COMMENT 'who buys'",
                    "CREATE TABLE `Order` (customer_id int unsigned NOT NULL, number int NOT NULL, state ENUM('new','it''s') COMMENT 'how far',"
                            + " note text, PRIMARY KEY (customer_id, number), FULLTEXT KEY words (note), KEY start (note(10)),"
                            + " CONSTRAINT of_customer FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE,"
                            + " CONSTRAINT positive CHECK (number > 0))",
                    "INSERT INTO customer (email) VALUES ('a'), ('b')",
                    "CREATE VIEW buyers AS SELECT * FROM customer");
            Catalog catalog = catalog(source, "customer", "Order");
            assertThat(catalog.tables())
                    .extracting(table -> table.name().name())
                    .containsExactly("Order", "customer");
            TableInfo order = catalog.tables().get(0);
            TableInfo customer = catalog.tables().get(1);
            assertThat(order.constraints())
                    .extracting(ConstraintInfo::definition)
                    .containsExactlyInAnyOrder(
                            "PRIMARY KEY (customer_id, number)",
                            "CHECK ((state = ANY (ARRAY['new'::text, 'it''s'::text])))",
                            "FOREIGN KEY (customer_id) REFERENCES %s.customer(id) ON UPDATE RESTRICT ON DELETE CASCADE"
                                    .formatted(source.name()));
            assertThat(customer.constraints())
                    .extracting(ConstraintInfo::definition)
                    .containsExactlyInAnyOrder("PRIMARY KEY (id)", "UNIQUE (email)");
            assertThat(customer.indexes())
                    .extracting(IndexInfo::definition)
                    .contains(
                            "CREATE INDEX by_name ON %s.customer USING btree (name, id)"
                                    .formatted(source.name()));
            assertThat(customer.comment()).isEqualTo("who buys");
            assertThat(column(order, "state").comment()).isEqualTo("how far");
            assertThat(texts(catalog))
                    .contains(
                            "view buyers",
                            "check positive of Order",
                            "index words of Order",
                            "index start of Order");
            assertThat(column(customer, "id").identity()).isEqualTo("BY DEFAULT");
            assertThat(catalog.sequences())
                    .singleElement()
                    .satisfies(
                            sequence -> {
                                assertThat(sequence.ownerTable())
                                        .isEqualTo(new TableName(source.name(), "customer"));
                                assertThat(sequence.lastValue()).isEqualTo(2);
                                assertThat(sequence.called()).isTrue();
                                assertThat(sequence.identity()).isTrue();
                                assertThat(sequence.dataType()).isEqualTo("bigint");
                            });
            assertThat(catalog(source, "customer", "Order")).isEqualTo(catalog);
        }
    }

    @Test
    void anUnsignedNumberedKeyIsABigintAsLongAsItsNumbersAre() {
        try (TestMariaDb source = TestMariaDb.create("numbers")) {
            source.execute(
                    "CREATE TABLE small (id bigint unsigned AUTO_INCREMENT PRIMARY KEY)",
                    "CREATE TABLE child (of bigint unsigned, plain bigint unsigned, FOREIGN KEY (of) REFERENCES small (id))",
                    "CREATE TABLE grown (id bigint unsigned AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT = 9223372036854775900");
            Catalog catalog = catalog(source, "small", "child", "grown");
            TableInfo child = catalog.tables().get(0);
            TableInfo grown = catalog.tables().get(1);
            TableInfo small = catalog.tables().get(2);
            assertThat(column(small, "id").type()).isEqualTo("bigint");
            assertThat(column(child, "of").type()).isEqualTo("bigint");
            assertThat(column(child, "plain").type()).isEqualTo("numeric(20,0)");
            assertThat(column(grown, "id").type()).isEqualTo("numeric(20,0)");
            assertThat(column(grown, "id").identity()).isNull();
            assertThat(texts(catalog)).contains("column grown.id");
            assertThat(catalog.sequences())
                    .extracting(SequenceInfo::called, SequenceInfo::lastValue)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(false, 1L));
        }
    }

    @Test
    void defaultsAreTranslatedOrTold() {
        try (TestMariaDb source = TestMariaDb.create("defaults")) {
            source.execute(
                    "SET sql_mode = ''",
                    "CREATE TABLE d (a int DEFAULT 7, b varchar(20) DEFAULT 'it''s', c datetime(3) DEFAULT CURRENT_TIMESTAMP(3),"
                            + " d timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, e bit(1) DEFAULT b'1',"
                            + " f bit(4) DEFAULT b'101', g date DEFAULT '0000-00-00', h decimal(5,2) DEFAULT -1.50,"
                            + " i int DEFAULT (1 + 1), j int AS (a + 1) VIRTUAL, k int AS (a * 2) STORED, l text, m varchar(9) DEFAULT 'NULL')");
            Catalog catalog = catalog(source, "d");
            TableInfo table = catalog.tables().get(0);
            assertThat(table.columns())
                    .extracting(ColumnInfo::defaultExpression)
                    .containsExactly(
                            "7",
                            "'it''s'::character varying(20)",
                            "LOCALTIMESTAMP(3)",
                            "CURRENT_TIMESTAMP(0)",
                            "true",
                            "B'0101'::bit(4)",
                            null,
                            "-1.50",
                            null,
                            null,
                            null,
                            null,
                            "'NULL'::character varying(9)");
            assertThat(texts(catalog))
                    .containsExactlyInAnyOrder(
                            "column d.d", "column d.g", "column d.i", "column d.j", "column d.k");
        }
    }

    @Test
    void settingsDecideWhatIsAmbiguous() {
        try (TestMariaDb source = TestMariaDb.create("settings")) {
            source.execute(
                    "CREATE TABLE s (flag tinyint(1) NOT NULL, span time(3), day date NOT NULL)");
            MysqlSpec others =
                    new MysqlSpec(
                            MysqlSpec.ZeroDates.AS_NULL,
                            MysqlSpec.TinyintOfOne.BOOLEAN,
                            MysqlSpec.Time.TIME,
                            MysqlSpec.WithoutLock.SINGLE_READER);
            TableInfo plain = catalog(source, "s").tables().get(0);
            TableInfo other = catalog(source, others, "s").tables().get(0);
            assertThat(plain.columns())
                    .extracting(ColumnInfo::type)
                    .containsExactly("smallint", "interval", "date");
            assertThat(other.columns())
                    .extracting(ColumnInfo::type)
                    .containsExactly("boolean", "time(3) without time zone", "date");
            assertThat(column(plain, "day").notNull()).isTrue();
            assertThat(column(other, "day").notNull()).isFalse();
            assertThat(column(plain, "flag").origin().type()).isEqualTo("tinyint(1)");
            assertThat(column(plain, "span").origin().verdict()).isEqualTo(TypeVerdict.WIDENING);
        }
    }

    @Test
    void sequencesOfMariaDbComeWithTheirValues() {
        try (TestMariaDb source = TestMariaDb.create("sequences")) {
            source.execute(
                    "CREATE TABLE t (a int)",
                    "CREATE SEQUENCE ticket START WITH 5 INCREMENT BY 2 NOCACHE",
                    "DO NEXT VALUE FOR ticket",
                    "DO NEXT VALUE FOR ticket");
            SequenceInfo sequence = catalog(source, "t").sequences().get(0);
            assertThat(sequence.name().name()).isEqualTo("ticket");
            assertThat(sequence.lastValue()).isEqualTo(7);
            assertThat(sequence.called()).isTrue();
            assertThat(sequence.increment()).isEqualTo(2);
        }
    }
}
