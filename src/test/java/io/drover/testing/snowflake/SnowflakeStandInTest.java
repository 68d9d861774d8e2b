package io.drover.testing.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real driver against the stand-in: its SQL, its catalog, its transactions, its past. */
class SnowflakeStandInTest {
    private SnowflakeStandIn server;
    private Connection connection;

    @BeforeEach
    void start() throws SQLException {
        server = SnowflakeStandIn.start(StageKind.S3, ResultKind.JSON);
        connection = connect();
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        server.close();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
    }

    private static List<String> rows(ResultSet results, String... columns) throws SQLException {
        List<String> rows = new ArrayList<>();
        while (results.next()) {
            List<String> row = new ArrayList<>();
            int count =
                    columns.length == 0 ? results.getMetaData().getColumnCount() : columns.length;
            for (int at = 0; at < count; at++) {
                row.add(
                        String.valueOf(
                                columns.length == 0
                                        ? results.getString(at + 1)
                                        : results.getString(columns[at])));
            }
            rows.add(String.join("|", row));
        }
        return rows;
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            return rows(results);
        }
    }

    private List<String> rows(String sql) throws SQLException {
        return rows(connection, sql);
    }

    private void run(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private int update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    @Test
    void aMergeIsPartOfItsTransaction() throws SQLException {
        run(
                "CREATE TABLE t (id NUMBER(10,0) PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')");
        connection.setAutoCommit(false);
        assertThat(
                        update(
                                "MERGE INTO t USING (SELECT 1 AS id, 'ONE' AS name UNION ALL"
                                        + " SELECT 2, NULL UNION ALL SELECT 4, 'four') s"
                                        + " ON t.id = s.id"
                                        + " WHEN MATCHED AND s.name IS NULL THEN DELETE"
                                        + " WHEN MATCHED THEN UPDATE SET t.name = s.name"
                                        + " WHEN NOT MATCHED THEN INSERT (id, name)"
                                        + " VALUES (s.id, s.name)"))
                .isEqualTo(3);
        try (Connection other = connect()) {
            assertThat(rows(other, "SELECT name FROM t ORDER BY id"))
                    .containsExactly("one", "two", "three");
            assertThat(rows("SELECT name FROM t ORDER BY id"))
                    .containsExactly("ONE", "three", "four");
            connection.rollback();
            assertThat(rows("SELECT name FROM t ORDER BY id"))
                    .containsExactly("one", "two", "three");
            update("DELETE FROM t WHERE id = 1");
            connection.commit();
            assertThat(rows(other, "SELECT COUNT(*) FROM t")).containsExactly("2");
        }
    }

    @Test
    void ddlCommitsWhatIsUnderWay() throws SQLException {
        run("CREATE TABLE t (id INT)");
        connection.setAutoCommit(false);
        run("INSERT INTO t VALUES (1)", "CREATE TABLE other (id INT)");
        connection.rollback();
        assertThat(rows("SELECT COUNT(*) FROM t")).containsExactly("1");
    }

    @Test
    void truncateIsRolledBack() throws SQLException {
        run("CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1)");
        run("BEGIN TRANSACTION", "TRUNCATE TABLE t", "ROLLBACK");
        assertThat(rows("SELECT COUNT(*) FROM t")).containsExactly("1");
    }

    @Test
    void boundValuesArriveAsTheyWere() throws SQLException {
        run("CREATE TABLE t (id INT, day DATE, at TIMESTAMP_NTZ(6), raw BINARY)");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?)")) {
            for (int id = 1; id <= 3; id++) {
                insert.setInt(1, id);
                insert.setString(2, "1969-12-3" + (id % 2));
                insert.setString(3, "2024-02-29 12:34:56.789012");
                insert.setBytes(4, new byte[] {(byte) id, -1});
                insert.addBatch();
            }
            assertThat(insert.executeBatch()).containsExactly(1, 1, 1);
        }
        assertThat(
                        rows(
                                "SELECT id, day, TO_VARCHAR(at, 'YYYY-MM-DD HH24:MI:SS.FF6'), raw"
                                        + " FROM t ORDER BY id"))
                .first()
                .isEqualTo("1|1969-12-31|2024-02-29 12:34:56.789012|01FF");
    }

    @Test
    void keysAreToldButNotEnforced() throws SQLException {
        run(
                "CREATE TABLE parent (a NUMBER(9,0), b VARCHAR(3), CONSTRAINT pk PRIMARY KEY (a, b)"
                        + " NOT ENFORCED)",
                "CREATE TABLE child (id INT PRIMARY KEY, a NUMBER(9,0), b VARCHAR(3) UNIQUE,"
                        + " v VARIANT, z TIMESTAMP_TZ(3), l TIMESTAMP_LTZ, f FLOAT,"
                        + " CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES parent (a, b) NOT ENFORCED)"
                        + " CLUSTER BY (a) COMMENT = 'it''s'",
                "INSERT INTO parent VALUES (1, 'x'), (1, 'x')",
                "INSERT INTO child (id, a, b) VALUES (1, 9, 'no'), (1, 9, 'no')");
        DatabaseMetaData meta = connection.getMetaData();
        assertThat(
                        rows(
                                meta.getTables("DROVER", "PUBLIC", "CHI%", null),
                                "TABLE_NAME",
                                "TABLE_TYPE",
                                "REMARKS"))
                .containsExactly("CHILD|TABLE|it's");
        assertThat(
                        rows(
                                meta.getPrimaryKeys("DROVER", "PUBLIC", "PARENT"),
                                "COLUMN_NAME",
                                "KEY_SEQ",
                                "PK_NAME"))
                .containsExactly("A|1|PK", "B|2|PK");
        assertThat(
                        rows(
                                meta.getImportedKeys("DROVER", "PUBLIC", "CHILD"),
                                "PKTABLE_NAME",
                                "FKCOLUMN_NAME",
                                "FK_NAME"))
                .containsExactly("PARENT|A|FK", "PARENT|B|FK");
        assertThat(
                        rows(
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
        assertThat(rows("DESC TABLE child").get(0)).startsWith("ID|NUMBER(38,0)|COLUMN|N|null|Y|N");
        assertThat(
                        rows(
                                "SELECT constraint_name, constraint_type FROM"
                                        + " information_schema.table_constraints"
                                        + " WHERE table_name = 'CHILD' AND constraint_type LIKE 'F%'"))
                .containsExactly("FK|FOREIGN KEY");
        assertThat(
                        rows(
                                "SELECT column_name, data_type, numeric_precision FROM"
                                        + " DROVER.information_schema.columns WHERE table_name ="
                                        + " 'CHILD' ORDER BY ordinal_position"))
                .startsWith("ID|NUMBER|38", "A|NUMBER|9", "B|TEXT|null", "V|VARIANT|null");
        assertThat(
                        rows(
                                "SELECT row_count, clustering_key FROM information_schema.tables"
                                        + " WHERE table_name = 'CHILD'"))
                .containsExactly("2|LINEAR(a)");
        assertThatThrownBy(() -> run("INSERT INTO child (a) VALUES (1)"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("NULL result in a non-nullable column");
        assertThat(rows(meta.getTables("DROVER", "NOWHERE", "%", null))).isEmpty();
    }

    @Test
    void aSwapTakesKeysAndPastWithIt() throws SQLException {
        run(
                "CREATE TABLE t (id INT PRIMARY KEY)",
                "INSERT INTO t VALUES (1)",
                "INSERT INTO t VALUES (2)");
        String second = rows("SELECT LAST_QUERY_ID()").get(0);
        run(
                "CREATE TABLE next LIKE t",
                "INSERT INTO next SELECT id + 10 FROM t",
                "ALTER TABLE t SWAP WITH next");
        assertThat(rows("SELECT id FROM t ORDER BY id")).containsExactly("11", "12");
        assertThat(rows("SELECT id FROM next BEFORE (STATEMENT => '" + second + "')"))
                .containsExactly("1");
        assertThat(rows("SELECT id FROM next AT (STATEMENT => '" + second + "') n ORDER BY n.id"))
                .containsExactly("1", "2");
        assertThatThrownBy(() -> rows("SELECT id FROM t AT (STATEMENT => '" + second + "')"))
                .hasMessageContaining("Time travel data is not available");
        run("CREATE TABLE was CLONE next BEFORE (STATEMENT => '" + second + "')");
        assertThat(rows("SELECT id FROM was")).containsExactly("1");
        assertThat(rows(connection.getMetaData().getPrimaryKeys("DROVER", "PUBLIC", "WAS")))
                .hasSize(1);
    }

    @Test
    void anInstantShowsTheRowsOfThen() throws SQLException {
        run("CREATE TABLE \"a b\" (id INT)", "INSERT INTO \"a b\" VALUES (1)");
        String then =
                rows("SELECT TO_VARCHAR(CURRENT_TIMESTAMP(), 'YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM')")
                        .get(0);
        run("UPDATE \"a b\" SET id = 2", "DELETE FROM \"a b\"");
        assertThat(
                        rows(
                                "SELECT \"a b\".id FROM DROVER.PUBLIC.\"a b\" AT(TIMESTAMP => '"
                                        + then
                                        + "'::TIMESTAMP_TZ) WHERE id > 0"))
                .containsExactly("1");
        assertThat(rows("SELECT * FROM \"a b\"")).isEmpty();
    }

    @Test
    void earlierResultsAreScanned() throws SQLException {
        run("CREATE TABLE t (id INT, name STRING)", "INSERT INTO t VALUES (1, 'x'), (2, NULL)");
        rows("SHOW TABLES LIKE 't' IN SCHEMA PUBLIC");
        assertThat(rows("SELECT \"name\", \"rows\" FROM TABLE(RESULT_SCAN(LAST_QUERY_ID()))"))
                .containsExactly("T|2");
    }

    @Test
    void valuesComeInSnowflakesTypes() throws SQLException {
        run(
                "ALTER SESSION SET TIMEZONE = 'Asia/Kathmandu'",
                "CREATE TABLE t (n NUMBER(10,2), v VARIANT, z TIMESTAMP_TZ, l TIMESTAMP_LTZ, tm TIME(3), b BOOLEAN)",
                "INSERT INTO t SELECT 1.005, PARSE_JSON('{\"b\": [1, 2.50], \"a\": null}'),"
                        + " '1969-12-31 23:59:59.999 +05:45'::TIMESTAMP_TZ,"
                        + " '2024-01-01 00:00:00 +00:00'::TIMESTAMP_LTZ, '23:59:59.123', TRUE");
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("SELECT * FROM t")) {
            assertThat(results.next()).isTrue();
            assertThat(results.getBigDecimal(1)).isEqualByComparingTo("1.01");
            assertThat(results.getString(2)).contains("\"a\"");
            assertThat(results.getTimestamp(3).toInstant()).hasToString("1969-12-31T18:14:59.999Z");
            assertThat(results.getTimestamp(4).toInstant()).hasToString("2024-01-01T00:00:00Z");
            assertThat(results.getTime(5)).isNotNull();
            assertThat(results.getBoolean(6)).isTrue();
            assertThat(results.getMetaData().getColumnTypeName(2)).isEqualTo("VARIANT");
            assertThat(results.getMetaData().getColumnTypeName(4)).isEqualTo("TIMESTAMPLTZ");
        }
    }

    @Test
    void whatIsMissingIsRefusedByNumber() {
        assertThatThrownBy(() -> rows("SELECT * FROM nothing"))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getErrorCode()).isEqualTo(2003));
        assertThatThrownBy(() -> run("CREATE TABLE t (id INT)", "CREATE TABLE t (id INT)"))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getErrorCode()).isEqualTo(2002));
        assertThatThrownBy(() -> run("DANCE"))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getErrorCode()).isEqualTo(1003));
    }

    @Test
    void aLoginNeedsThePasswordAndAKnownRole() {
        assertThatThrownBy(
                        () -> DriverManager.getConnection(server.jdbcUrl(), server.user(), "wrong"))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getErrorCode()).isEqualTo(390100));
        assertThatThrownBy(
                        () ->
                                DriverManager.getConnection(
                                        server.jdbcUrl() + "&role=NOBODY",
                                        server.user(),
                                        server.password()))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getErrorCode()).isEqualTo(390189));
    }

    @Test
    void withoutAWarehouseNothingIsComputed() throws SQLException {
        run("CREATE TABLE t (id INT)");
        try (Connection idle =
                DriverManager.getConnection(
                        server.jdbcUrl() + "&warehouse=NONE_SUCH",
                        server.user(),
                        server.password())) {
            assertThat(rows(idle, "SELECT CURRENT_WAREHOUSE()")).containsExactly("null");
            assertThatThrownBy(() -> rows(idle, "SELECT * FROM t"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failure -> assertThat(failure.getErrorCode()).isEqualTo(606));
        }
    }
}
