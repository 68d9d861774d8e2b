package io.drover.testing.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.sql.Connection;
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

/** The real driver against the stand-in: its SQL, its catalog, its transactions. */
class SnowflakeStandInTest {
    private SnowflakeStandIn server;

    @BeforeEach
    void start() {
        server = SnowflakeStandIn.start(StageKind.S3, ResultKind.JSON);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (results.next()) {
                List<String> row = new ArrayList<>();
                for (int at = 1; at <= results.getMetaData().getColumnCount(); at++) {
                    row.add(results.getString(at));
                }
                rows.add(String.join("|", row.stream().map(String::valueOf).toList()));
            }
            return rows;
        }
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void aMergeIsPartOfItsTransaction() throws SQLException {
        try (Connection connection = connect()) {
            run(
                    connection,
                    "CREATE TABLE t (id NUMBER(10,0) PRIMARY KEY, name VARCHAR(20))",
                    "INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')");
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                int changed =
                        statement.executeUpdate(
                                "MERGE INTO t USING (SELECT 1 AS id, 'ONE' AS name UNION ALL"
                                        + " SELECT 2, NULL UNION ALL SELECT 4, 'four') s"
                                        + " ON t.id = s.id"
                                        + " WHEN MATCHED AND s.name IS NULL THEN DELETE"
                                        + " WHEN MATCHED THEN UPDATE SET t.name = s.name"
                                        + " WHEN NOT MATCHED THEN INSERT (id, name)"
                                        + " VALUES (s.id, s.name)");
                assertThat(changed).isEqualTo(3);
            }
            try (Connection other = connect()) {
                assertThat(rows(other, "SELECT name FROM t ORDER BY id"))
                        .containsExactly("one", "two", "three");
            }
            connection.rollback();
            assertThat(rows(connection, "SELECT COUNT(*) FROM t")).containsExactly("3");
        }
    }

    @Test
    void boundValuesArriveAsTheyWere() throws SQLException {
        try (Connection connection = connect()) {
            run(connection, "CREATE TABLE t (id INT, day DATE, at TIMESTAMP_NTZ(6), raw BINARY)");
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
                                    connection,
                                    "SELECT id, day, TO_VARCHAR(at, 'YYYY-MM-DD HH24:MI:SS.FF6'), raw FROM t ORDER BY id"))
                    .first()
                    .isEqualTo("1|1969-12-31|2024-02-29 12:34:56.789012|01FF");
        }
    }
}
