package io.drover.dialect.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.Vectors;
import io.drover.canonical.Vectors.Vector;
import io.drover.dialect.postgres.CanonicalSql.Server;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The golden vectors in the SQL of a real server. */
class CanonicalSqlIT {
    private static final Server SERVER = new Server(140000, "UTF8");

    @Test
    void theServerGivesTheBytesOfTheVectorsOrSaysThatItCannot() throws SQLException {
        Map<String, String> expected = new LinkedHashMap<>();
        Map<String, String> actual = new LinkedHashMap<>();
        Map<String, String> refused = new LinkedHashMap<>();
        try (TestDatabase database = TestDatabase.create("vectors");
                Connection connection =
                        Connections.open(
                                Side.SOURCE,
                                database.endpoint(),
                                new Session("vectors", Session.Timeouts.NONE))) {
            for (Vector vector : Vectors.ofPostgres()) {
                WireFrame frame = frame(connection, vector);
                if (CanonicalSql.refusal(frame, SERVER).isPresent()) {
                    refused.put(vector.name(), vector.type());
                    continue;
                }
                String form = form(connection, frame, vector.postgres());
                if (form.equals("inexact") || form.startsWith("ERROR")) {
                    refused.put(vector.name(), vector.type() + " " + form);
                } else {
                    expected.put(vector.name(), vector.form());
                    actual.put(vector.name(), form);
                }
            }
        }
        assertThat(actual).isEqualTo(expected).hasSizeGreaterThan(150);
        assertThat(refused.values())
                .allMatch(
                        reason ->
                                reason.equals("DECIMAL[]")
                                        || reason.equals("FLOAT[]")
                                        || reason.equals("JSON[] inexact")
                                        || reason.contains("\\u0000")
                                        || reason.contains("surrogate"))
                .hasSizeLessThan(60);
    }

    private static WireFrame frame(Connection connection, Vector vector) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS pg_temp.v");
            statement.execute("CREATE TEMPORARY TABLE v AS SELECT " + vector.postgres() + " AS c");
            try (ResultSet row =
                    statement.executeQuery(
                            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                                    + " WHERE attrelid = 'pg_temp.v'::regclass AND attnum = 1")) {
                row.next();
                return WireFrame.of(row.getString(1));
            }
        }
    }

    private static String form(Connection connection, WireFrame frame, String value)
            throws SQLException {
        CanonicalField field =
                CanonicalSql.field(frame.isOwn() ? value : PostgresNames.printed(value), frame);
        String exact = field.inexact() == null ? "false" : field.inexact();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT %s, %s"
                                        .formatted(
                                                exact,
                                                CanonicalSql.row(java.util.List.of(field))))) {
            row.next();
            return row.getBoolean(1) ? "inexact" : HexFormat.of().formatHex(row.getBytes(2));
        } catch (SQLException refused) {
            return refused.getMessage();
        }
    }
}
