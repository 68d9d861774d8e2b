package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.dialect.postgres.CanonicalSql;
import io.drover.dialect.postgres.CanonicalSql.Server;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.WireFrame;
import io.drover.reconcile.ServerTrial.Vector;
import io.drover.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerTrialIT {
    @Test
    void theServerAtHandMakesEveryShippedValueRight() throws Exception {
        assertThat(trial(ServerTrial.shippedVectors())).isEmpty();
    }

    @Test
    void aServerThatFailsOneVectorIsToldByItsValue() throws Exception {
        List<Vector> vectors = new ArrayList<>(ServerTrial.shippedVectors());
        vectors.add(
                new Vector(
                        WireFrame.of("numeric"),
                        "numeric",
                        HexFormat.of().parseHex("00000003312e30"),
                        "1.0"));

        assertThat(trial(vectors).orElseThrow())
                .contains("the server's form of '1.0'::numeric is ")
                .contains("0000000131 and not ")
                .endsWith("00000003312e30");
    }

    @Test
    void aServerThatRefusesTheSqlIsToldByItsWord() throws Exception {
        assertThat(
                        trial(
                                        List.of(
                                                new Vector(
                                                        WireFrame.PRINTED,
                                                        "no_such_type",
                                                        new byte[4],
                                                        "")))
                                .orElseThrow())
                .contains("the server refuses the SQL")
                .contains("no_such_type");
    }

    @Test
    void noughtsAtTheEndsOfJsonNumbersAreCutOffAndNothingElse() throws Exception {
        Map<String, String> cut = new LinkedHashMap<>();
        cut.put("1.0", "1");
        cut.put("[1, 2.50, -0.0, 100.010, 1.05, 10]", "[1, 2.5, 0, 100.01, 1.05, 10]");
        cut.put(
                "{\"a1.0\": {\"b\": \"\\\"\", \"c\": 0.00}, \"d\": \"x 1.50\"}",
                "{\"d\": \"x 1.50\", \"a1.0\": {\"b\": \"\\\"\", \"c\": 0}}");
        cut.put("\"1.0\"", "\"1.0\"");
        cut.put("\"a \\\" 2.50 \\\\\"", "\"a \\\" 2.50 \\\\\"");
        cut.put("null", "null");
        for (String type : List.of("json", "jsonb")) {
            for (Map.Entry<String, String> each : cut.entrySet()) {
                assertThat(json(each.getKey(), type)).as(type).isEqualTo(each.getValue());
            }
        }
        assertThat(json("[10e-1, 125e-2, 1e3, 1.50e1]", "json")).isEqualTo("[1, 1.25, 1000, 15]");
    }

    @Test
    void arraysOfSuchNumbersAreTold() throws Exception {
        assertThat(inexact("{\"{\\\"a\\\": 1.0}\"}", "jsonb[]")).isTrue();
        assertThat(inexact("{\"{\\\"a\\\": \\\"1.0\\\"}\"}", "jsonb[]")).isFalse();
        assertThat(inexact("{10e-1}", "json[]")).isTrue();
        assertThat(inexact("{10,1.05}", "jsonb[]")).isFalse();
    }

    private static String json(String json, String type) {
        String sql =
                CanonicalSql.field(PostgresNames.literal(json) + "::" + type, WireFrame.of(type))
                        .sql();
        try (TestDatabase database = TestDatabase.create("json")) {
            return database.value("SELECT (" + sql + ")::text");
        }
    }

    @Test
    void aDatabaseInAnotherEncodingIsTriedWithoutJsonAndForeignLetters() throws Exception {
        try (TestDatabase admin = TestDatabase.create("latin")) {
            admin.execute("CREATE DATABASE latin1 ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
            String url = admin.url().replace(admin.name(), "latin1");
            try (Connection connection =
                            java.sql.DriverManager.getConnection(url, "postgres", "postgres");
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t (v text); INSERT INTO t VALUES ('Zoë')");
                // The form holds UTF-8, whatever the database's encoding is.
                try (ResultSet row =
                        statement.executeQuery("SELECT record_send(ROW(v::text)) FROM t")) {
                    row.next();
                    assertThat(HexFormat.of().formatHex(row.getBytes(1)))
                            .isEqualTo("0000000100000019000000045a6fc3ab");
                }
                connection.setAutoCommit(false);
                assertThat(ServerTrial.shipped().refusal(connection, new Server(150000, "LATIN1")))
                        .isEmpty();
            } finally {
                admin.execute("DROP DATABASE latin1");
            }
        }
    }

    private static boolean inexact(String json, String type) throws SQLException {
        String condition =
                CanonicalSql.field("'" + json.replace("'", "''") + "'::" + type, WireFrame.of(type))
                        .inexact();
        try (TestDatabase database = TestDatabase.create("json")) {
            return database.value("SELECT " + condition).equals("t");
        }
    }

    private static Optional<String> trial(List<Vector> vectors) throws SQLException {
        try (TestDatabase database = TestDatabase.create("trial");
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TIME ZONE 'UTC'; SET search_path = ''");
            connection.setAutoCommit(false);
            Optional<String> refusal =
                    new ServerTrial(vectors).refusal(connection, new Server(140000, "UTF8"));
            // The transaction lives on, whatever came of the trial.
            try (ResultSet row = statement.executeQuery("SELECT 1")) {
                assertThat(row.next()).isTrue();
            }
            connection.rollback();
            return refusal;
        }
    }
}
