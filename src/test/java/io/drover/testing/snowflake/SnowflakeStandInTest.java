package io.drover.testing.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real driver against the stand-in: its statements, values and transactions. */
class SnowflakeStandInTest {
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
    void aMergeIsPartOfItsTransaction() throws SQLException {
        session.run(
                "CREATE TABLE t (id NUMBER(10,0) PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')");
        session.connection().setAutoCommit(false);
        assertThat(
                        session.update(
                                "MERGE INTO t USING (SELECT 1 AS id, 'ONE' AS name UNION ALL"
                                        + " SELECT 2, NULL UNION ALL SELECT 4, 'four') s"
                                        + " ON t.id = s.id"
                                        + " WHEN MATCHED AND s.name IS NULL THEN DELETE"
                                        + " WHEN MATCHED THEN UPDATE SET t.name = s.name"
                                        + " WHEN NOT MATCHED THEN INSERT (id, name)"
                                        + " VALUES (s.id, s.name)"))
                .isEqualTo(3);
        try (Connection other = session.connect()) {
            assertThat(DriverSession.rows(other, "SELECT name FROM t ORDER BY id"))
                    .containsExactly("one", "two", "three");
            assertThat(session.rows("SELECT name FROM t ORDER BY id"))
                    .containsExactly("ONE", "three", "four");
            session.connection().rollback();
            assertThat(session.rows("SELECT name FROM t ORDER BY id"))
                    .containsExactly("one", "two", "three");
            session.update("DELETE FROM t WHERE id = 1");
            session.connection().commit();
            assertThat(DriverSession.rows(other, "SELECT COUNT(*) FROM t")).containsExactly("2");
        }
    }

    @Test
    void ddlCommitsWhatIsUnderWay() throws SQLException {
        session.run("CREATE TABLE t (id INT)");
        session.connection().setAutoCommit(false);
        session.run("INSERT INTO t VALUES (1)", "CREATE TABLE other (id INT)");
        session.connection().rollback();
        assertThat(session.rows("SELECT COUNT(*) FROM t")).containsExactly("1");
    }

    @Test
    void truncateIsRolledBack() throws SQLException {
        session.run("CREATE TABLE t (id INT)", "INSERT INTO t VALUES (1)");
        session.run("BEGIN TRANSACTION", "TRUNCATE TABLE t", "ROLLBACK");
        assertThat(session.rows("SELECT COUNT(*) FROM t")).containsExactly("1");
    }

    @Test
    void boundValuesArriveAsTheyWere() throws SQLException {
        session.run("CREATE TABLE t (id INT, day DATE, at TIMESTAMP_NTZ(6), raw BINARY)");
        try (PreparedStatement insert =
                session.connection().prepareStatement("INSERT INTO t VALUES (?, ?, ?, ?)")) {
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
                        session.rows(
                                "SELECT id, day, TO_VARCHAR(at, 'YYYY-MM-DD HH24:MI:SS.FF6'), raw"
                                        + " FROM t ORDER BY id"))
                .first()
                .isEqualTo("1|1969-12-31|2024-02-29 12:34:56.789012|01FF");
    }

    @Test
    void whatIsPutIsCopiedAndWhatIsRefusedIsTold(@TempDir Path folder)
            throws IOException, SQLException {
        Path file = folder.resolve("rows.csv");
        Files.writeString(file, "1,one\n2,\nthree,x\n4,\"too long\"\n5,\"a\"\"b\"\n");
        session.run(
                "CREATE TABLE t (id INT, name VARCHAR(5))",
                "CREATE TEMPORARY STAGE s",
                "PUT file://" + file + " @s/in");
        String copy =
                "COPY INTO t FROM @s/in FILE_FORMAT = (TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '\"')";
        assertThatThrownBy(() -> session.run(copy))
                .hasMessageContaining("Numeric value 'three' is not recognized")
                .hasMessageContaining("line 3");
        assertThat(session.rows("SELECT * FROM t")).isEmpty();
        assertThat(session.rows(copy + " ON_ERROR = CONTINUE").get(0))
                .startsWith("in/rows.csv.gz|PARTIALLY_LOADED|5|3|5|2|Numeric");
        String job = session.rows("SELECT LAST_QUERY_ID()").get(0);
        assertThat(session.rows("SELECT * FROM t ORDER BY id"))
                .containsExactly("1|one", "2|null", "5|a\"b");
        assertThat(
                        session.rows(
                                "SELECT line, code, rejected_record FROM TABLE(VALIDATE(t, JOB_ID => '"
                                        + job
                                        + "')) ORDER BY line"))
                .containsExactly("3|100038|three|x", "4|100078|4|too long");
        assertThat(session.rows(copy)).containsExactly("Copy executed with 0 files processed.");
    }

    @Test
    void whatOnlyH2WouldTakeIsRefused() throws SQLException {
        session.run("CREATE TABLE t (v VARIANT) DATA_RETENTION_TIME_IN_DAYS = 0");
        assertThatThrownBy(() -> session.run("INSERT INTO t VALUES (PARSE_JSON('1'))"))
                .hasMessageContaining("Invalid expression in VALUES clause");
        assertThatThrownBy(() -> session.run("INSERT INTO t SELECT PARSE_JSON('1'); DELETE FROM t"))
                .hasMessageContaining("statement count");
        session.run("INSERT INTO t SELECT PARSE_JSON('1')");
        assertThatThrownBy(() -> session.rows("SELECT * FROM t AT(OFFSET => -1)"))
                .hasMessageContaining("Time travel data is not available");
    }

    @Test
    void valuesComeInSnowflakesTypes() throws SQLException {
        session.run(
                "ALTER SESSION SET TIMEZONE = 'Asia/Kathmandu'",
                "CREATE TABLE t (n NUMBER(10,2), v VARIANT, z TIMESTAMP_TZ, l TIMESTAMP_LTZ, tm TIME(3), b BOOLEAN)",
                "INSERT INTO t SELECT 1.005, PARSE_JSON('{\"b\": [1, 2.50], \"a\": null}'),"
                        + " '1969-12-31 23:59:59.999 +05:45'::TIMESTAMP_TZ,"
                        + " '2024-01-01 00:00:00 +00:00'::TIMESTAMP_LTZ, '23:59:59.123', TRUE");
        try (Statement statement = session.connection().createStatement();
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
        assertThatThrownBy(() -> session.rows("SELECT * FROM nothing"))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getErrorCode()).isEqualTo(2003));
        assertThatThrownBy(() -> session.run("CREATE TABLE t (id INT)", "CREATE TABLE t (id INT)"))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getErrorCode()).isEqualTo(2002));
        assertThatThrownBy(() -> session.run("DANCE"))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getErrorCode()).isEqualTo(1003));
    }
}
