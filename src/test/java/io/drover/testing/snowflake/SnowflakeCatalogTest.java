package io.drover.testing.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The real driver against the stand-in: what it tells of tables and of their past, whom it lets in.
 */
class SnowflakeCatalogTest {
    private DriverSession session;

    @BeforeEach
    void start() throws SQLException {
        session = new DriverSession();
    }

    @AfterEach
    void stop() throws SQLException {
        session.close();
    }

    @Test
    void keysAreToldButNotEnforced() throws SQLException {
        session.run(
                "CREATE TABLE parent (a NUMBER(9,0), b VARCHAR(3), CONSTRAINT pk PRIMARY KEY (a, b)"
                        + " NOT ENFORCED)",
                "CREATE TABLE child (id INT PRIMARY KEY, a NUMBER(9,0), b VARCHAR(3) UNIQUE,"
                        + " v VARIANT, z TIMESTAMP_TZ(3), l TIMESTAMP_LTZ, f FLOAT,"
                        + " CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES parent (a, b) NOT ENFORCED)"
                        + " CLUSTER BY (a) COMMENT = 'it''s'",
                "INSERT INTO parent VALUES (1, 'x'), (1, 'x')",
                "INSERT INTO child (id, a, b) VALUES (1, 9, 'no'), (1, 9, 'no')");
        DatabaseMetaData meta = session.connection().getMetaData();
        assertThat(
                        DriverSession.rows(
                                meta.getTables("DROVER", "PUBLIC", "CHI%", null),
                                "TABLE_NAME",
                                "TABLE_TYPE",
                                "REMARKS"))
                .containsExactly("CHILD|TABLE|it's");
        assertThat(
                        DriverSession.rows(
                                meta.getPrimaryKeys("DROVER", "PUBLIC", "PARENT"),
                                "COLUMN_NAME",
                                "KEY_SEQ",
                                "PK_NAME"))
                .containsExactly("A|1|PK", "B|2|PK");
        assertThat(
                        DriverSession.rows(
                                meta.getImportedKeys("DROVER", "PUBLIC", "CHILD"),
                                "PKTABLE_NAME",
                                "FKCOLUMN_NAME",
                                "FK_NAME"))
                .containsExactly("PARENT|A|FK", "PARENT|B|FK");
        assertThat(
                        DriverSession.rows(
                                meta.getColumns("DROVER", "PUBLIC", "CHILD", "%"),
                                "COLUMN_NAME",
                                "TYPE_NAME",
                                "COLUMN_SIZE",
                                "DECIMAL_DIGITS",
                                "IS_NULLABLE"))
                .containsExactly(
                        "ID|NUMBER|38|0|NO",
                        "A|NUMBER|9|0|YES",
                        "B|VARCHAR|3|0|YES",
                        "V|VARIANT|0|0|YES",
                        "Z|TIMESTAMPTZ|0|3|YES",
                        "L|TIMESTAMPLTZ|0|9|YES",
                        "F|DOUBLE|0|0|YES");
        assertThat(session.rows("DESC TABLE child").get(0))
                .startsWith("ID|NUMBER(38,0)|COLUMN|N|null|Y|N");
        assertThat(
                        session.rows(
                                "SELECT constraint_name, constraint_type FROM"
                                        + " information_schema.table_constraints"
                                        + " WHERE table_name = 'CHILD' AND constraint_type LIKE 'F%'"))
                .containsExactly("FK|FOREIGN KEY");
        assertThat(
                        session.rows(
                                "SELECT column_name, data_type, numeric_precision FROM"
                                        + " DROVER.information_schema.columns WHERE table_name ="
                                        + " 'CHILD' ORDER BY ordinal_position"))
                .startsWith("ID|NUMBER|38", "A|NUMBER|9", "B|TEXT|null", "V|VARIANT|null");
        assertThat(
                        session.rows(
                                "SELECT row_count, clustering_key FROM information_schema.tables"
                                        + " WHERE table_name = 'CHILD'"))
                .containsExactly("2|LINEAR(a)");
        assertThatThrownBy(() -> session.run("INSERT INTO child (a) VALUES (1)"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("NULL result in a non-nullable column");
        assertThat(DriverSession.rows(meta.getTables("DROVER", "NOWHERE", "%", null))).isEmpty();
    }

    @Test
    void aSwapTakesKeysAndPastWithIt() throws SQLException {
        session.run(
                "CREATE TABLE t (id INT PRIMARY KEY)",
                "INSERT INTO t VALUES (1)",
                "INSERT INTO t VALUES (2)");
        String second = session.rows("SELECT LAST_QUERY_ID()").get(0);
        session.run(
                "CREATE TABLE next LIKE t",
                "INSERT INTO next SELECT id + 10 FROM t",
                "ALTER TABLE t SWAP WITH next");
        assertThat(session.rows("SELECT id FROM t ORDER BY id")).containsExactly("11", "12");
        assertThat(session.rows("SELECT id FROM next BEFORE (STATEMENT => '" + second + "')"))
                .containsExactly("1");
        assertThat(
                        session.rows(
                                "SELECT id FROM next AT (STATEMENT => '"
                                        + second
                                        + "') n ORDER BY n.id"))
                .containsExactly("1", "2");
        assertThatThrownBy(
                        () -> session.rows("SELECT id FROM t AT (STATEMENT => '" + second + "')"))
                .hasMessageContaining("Time travel data is not available");
        session.run("CREATE TABLE was CLONE next BEFORE (STATEMENT => '" + second + "')");
        assertThat(session.rows("SELECT id FROM was")).containsExactly("1");
        assertThat(
                        DriverSession.rows(
                                session.connection()
                                        .getMetaData()
                                        .getPrimaryKeys("DROVER", "PUBLIC", "WAS")))
                .hasSize(1);
    }

    @Test
    void anInstantShowsTheRowsOfThen() throws SQLException {
        session.run("CREATE TABLE \"a b\" (id INT)", "INSERT INTO \"a b\" VALUES (1)");
        String then =
                session.rows(
                                "SELECT TO_VARCHAR(CURRENT_TIMESTAMP(), 'YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM')")
                        .get(0);
        session.run("UPDATE \"a b\" SET id = 2", "DELETE FROM \"a b\"");
        assertThat(
                        session.rows(
                                "SELECT \"a b\".id FROM DROVER.PUBLIC.\"a b\" AT(TIMESTAMP => '"
                                        + then
                                        + "'::TIMESTAMP_TZ) WHERE id > 0"))
                .containsExactly("1");
        assertThat(session.rows("SELECT * FROM \"a b\"")).isEmpty();
    }

    @Test
    void earlierResultsAreScanned() throws SQLException {
        session.run(
                "CREATE TABLE t (id INT, name STRING)", "INSERT INTO t VALUES (1, 'x'), (2, NULL)");
        session.rows("SHOW TABLES LIKE 't' IN SCHEMA PUBLIC");
        assertThat(
                        session.rows(
                                "SELECT \"name\", \"rows\" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))"))
                .containsExactly("T|2");
    }

    @Test
    void aLoginNeedsThePasswordAndAKnownRole() {
        assertThatThrownBy(
                        () ->
                                DriverManager.getConnection(
                                        session.server().jdbcUrl(),
                                        session.server().user(),
                                        "wrong"))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getErrorCode()).isEqualTo(390100));
        assertThatThrownBy(
                        () ->
                                DriverManager.getConnection(
                                        session.server().jdbcUrl() + "&role=NOBODY",
                                        session.server().user(),
                                        session.server().password()))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getErrorCode()).isEqualTo(390189));
    }

    @Test
    void withoutAWarehouseNothingIsComputed() throws SQLException {
        session.run("CREATE TABLE t (id INT)");
        try (Connection idle =
                DriverManager.getConnection(
                        session.server().jdbcUrl() + "&warehouse=NONE_SUCH",
                        session.server().user(),
                        session.server().password())) {
            assertThat(DriverSession.rows(idle, "SELECT CURRENT_WAREHOUSE()"))
                    .containsExactly("null");
            assertThatThrownBy(() -> DriverSession.rows(idle, "SELECT * FROM t"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failure -> assertThat(failure.getErrorCode()).isEqualTo(606));
        }
    }
}
