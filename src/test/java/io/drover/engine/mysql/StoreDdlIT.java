package io.drover.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.engine.Moment;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.testing.TestMariaDb;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreDdlIT {
    private static final StoreDdl DDL = new StoreDdl(StoredTypes.Product.MARIADB);

    @Test
    void aTableIsMadeAgainFromItsLogicalSelf() {
        String longName = "a_name_of_" + "x".repeat(52) + "_1";
        try (TestMariaDb source = TestMariaDb.create("made");
                TestMariaDb target = TestMariaDb.create("again")) {
            source.execute(
                    "CREATE TABLE parent (id int AUTO_INCREMENT PRIMARY KEY, `select` varchar(10) NOT NULL DEFAULT 'it''s',"
                            + " UNIQUE KEY u (`select`)) COMMENT 'with a '' and a \\\\'",
                    "CREATE TABLE child (a int, b varchar(20), at datetime(3) DEFAULT CURRENT_TIMESTAMP(3), flag bit(1) DEFAULT b'1',"
                            + " n decimal(30,10) DEFAULT 1.5, note text, `"
                            + longName
                            + "` int, PRIMARY KEY (a, b), KEY k (note(5), n),"
                            + " KEY `"
                            + longName
                            + "` (n), CONSTRAINT of_parent FOREIGN KEY (a) REFERENCES parent (id) ON DELETE CASCADE)");
            Catalog catalog;
            try (Moment moment = MysqlTrial.open(source.endpoint(), 1)) {
                catalog = MysqlTrial.catalog(moment, source, "child", "parent");
            }
            for (TableInfo table : catalog.tables()) {
                TableName name = new TableName(target.name(), table.name().name());
                target.execute(DDL.create(table, name));
                DDL.indexes(table, name).forEach(target::execute);
            }
            // Keys refer to tables by their own names, so here they are added to the source's.
            source.execute("ALTER TABLE child DROP FOREIGN KEY of_parent");
            for (TableInfo table : catalog.tables()) {
                DDL.foreignKeys(table).forEach(source::execute);
            }
            assertThat(
                            source.rows(
                                    "SELECT constraint_name, delete_rule FROM information_schema.referential_constraints WHERE constraint_schema = database()"))
                    .containsExactly("of_parent|CASCADE");
            Catalog again;
            try (Moment moment = MysqlTrial.open(target.endpoint(), 1)) {
                again = MysqlTrial.catalog(moment, target, "child", "parent");
            }
            for (int table = 0; table < 2; table++) {
                assertThat(again.tables().get(table).columns())
                        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("origin")
                        .containsExactlyElementsOf(catalog.tables().get(table).columns());
            }
            assertThat(again.tables().get(1).comment()).isEqualTo("with a ' and a \\");
            assertThat(again.tables().get(0).indexes())
                    .hasSize(catalog.tables().get(0).indexes().size());
        }
    }

    @Test
    void textsInKeysFitAndAreToldApartByBytes() {
        try (TestMariaDb target = TestMariaDb.create("texts")) {
            TableName name = new TableName(target.name(), "t");
            TableInfo table =
                    new io.drover.engine.jdbc.LogicalTable(name, new java.util.HashSet<>())
                            .column(text("a"))
                            .column(text("b"))
                            .column(text("c"))
                            .primaryKey(null, List.of("a", "b"))
                            .index(null, List.of("c"), java.util.Set.of(), false)
                            .build(null, io.drover.model.catalog.TableStatistics.NONE);
            target.execute(DDL.create(table, name));
            DDL.indexes(table, name).forEach(target::execute);
            target.execute(
                    "INSERT INTO t VALUES ('a', '', ''), ('A', '', ''), ('a ', '', ''), ('á', '', ''), (REPEAT('ż', 384), '', '')");
            assertThat(target.value("SELECT COUNT(*) FROM t")).isEqualTo("5");
        }
    }

    @Test
    void aSwapShowsOneTableOrTheOther() {
        try (TestMariaDb target = TestMariaDb.create("swap")) {
            TableName old = new TableName(target.name(), "t");
            TableName staging = new TableName(target.name(), "t_new");
            TableName kept = new TableName(target.name(), "t_old");
            target.execute(
                    "CREATE TABLE t AS SELECT 1 AS n", "CREATE TABLE t_new AS SELECT 2 AS n");
            target.execute(StoreDdl.swap(staging, old, kept));
            assertThat(target.value("SELECT t.n, t_old.n FROM t, t_old")).isEqualTo("2|1");
            target.execute(
                    "DROP TABLE t",
                    "CREATE TABLE t_new AS SELECT 3 AS n",
                    StoreDdl.swap(staging, old, null));
            assertThat(target.value("SELECT n FROM t")).isEqualTo("3");
        }
    }

    private static ColumnInfo text(String name) {
        return new ColumnInfo(
                name,
                "text",
                io.drover.engine.jdbc.LogicalType.of("text").shape(),
                true,
                null,
                null,
                null,
                null,
                false,
                null,
                null);
    }
}
