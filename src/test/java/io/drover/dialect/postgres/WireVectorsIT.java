package io.drover.dialect.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.BinaryTuples;
import io.drover.canonical.FrameText;
import io.drover.canonical.RowForm;
import io.drover.canonical.Vectors;
import io.drover.canonical.Vectors.Vector;
import io.drover.jdbc.Connections;
import io.drover.jdbc.CopyOutRows;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.WireForm;
import io.drover.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The golden vectors over the binary wire of a real server. */
class WireVectorsIT {
    @Test
    void theWireGivesTheBytesOfTheVectors() throws SQLException {
        Map<String, String> expected = new LinkedHashMap<>();
        Map<String, String> actual = new LinkedHashMap<>();
        try (TestDatabase database = TestDatabase.create("vectors");
                Connection connection = open(database)) {
            for (Vector vector : Vectors.ofPostgres()) {
                expected.put(vector.name(), vector.form());
                RowForm row = form(connection, vector.postgres());
                actual.put(vector.name(), HexFormat.of().formatHex(row.toBytes()));
            }
        }
        assertThat(actual).isEqualTo(expected).hasSizeGreaterThan(200);
    }

    @Test
    void aFrameIsPrintedAsTheServerPrintsTheValue() throws SQLException {
        Map<String, String> expected = new LinkedHashMap<>();
        Map<String, String> actual = new LinkedHashMap<>();
        try (TestDatabase database = TestDatabase.create("texts");
                Connection connection = open(database)) {
            for (Vector vector : Vectors.ofPostgres()) {
                // What the form leaves out cannot be shown.
                if (List.of("DECIMAL", "DECIMAL[]", "JSON", "JSON[]").contains(vector.type())
                        || vector.postgres().contains("char")
                        || vector.postgres().contains("float4")
                        || vector.name().contains("-0")
                        || vector.name().equals("array of floats")) {
                    continue;
                }
                RowForm row = form(connection, vector.postgres());
                expected.put(
                        vector.name(),
                        value(connection, "SELECT (" + vector.postgres() + ")::text"));
                actual.put(vector.name(), FrameText.of(row, 0));
            }
        }
        assertThat(actual).isEqualTo(expected).hasSizeGreaterThan(100);
    }

    private static Connection open(TestDatabase database) {
        return Connections.open(
                Side.SOURCE, database.endpoint(), new Session("vectors", Session.Timeouts.NONE));
    }

    private static RowForm form(Connection connection, String expression) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS pg_temp.v");
            statement.execute("CREATE TEMPORARY TABLE v AS SELECT " + expression + " AS c");
        }
        String type =
                "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 'pg_temp.v'::regclass AND attnum = 1";
        WireFrame frame = WireFrame.of(value(connection, type));
        String sql = frame.isOwn() ? "c" : PostgresNames.printed("c");
        RowForm row = new RowForm(1);
        BinaryTuples tuples = new BinaryTuples(1);
        try (CopyOutRows rows =
                new CopyOutRows(
                        Side.SOURCE,
                        connection,
                        "COPY (SELECT " + sql + " FROM pg_temp.v) TO STDOUT (FORMAT binary)",
                        WireForm.BINARY)) {
            while (rows.advance()) {
                tuples.scan(rows.array(), rows.offset(), rows.length());
                new FrameWriter()
                        .add(
                                frame,
                                rows.array(),
                                tuples.fieldOffset(0),
                                tuples.fieldLength(0),
                                row);
            }
        }
        return row;
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
