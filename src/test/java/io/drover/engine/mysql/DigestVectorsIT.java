package io.drover.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.Vectors;
import io.drover.canonical.Vectors.Vector;
import io.drover.dialect.mysql.CanonicalSql;
import io.drover.dialect.mysql.DigestedColumn;
import io.drover.dialect.mysql.MysqlType;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.testing.TestMariaDb;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every golden vector that a column of MariaDB can hold has the same form in its SQL. */
class DigestVectorsIT {
    static Stream<Arguments> columns() {
        return Stream.of(
                Arguments.of("tinyint(1)", null, CanonicalType.BOOLEAN, 3),
                Arguments.of("bit(1)", null, CanonicalType.BOOLEAN, 3),
                Arguments.of("bigint(20)", null, CanonicalType.INTEGER, 8),
                Arguments.of("decimal(65,30)", null, CanonicalType.DECIMAL, 15),
                Arguments.of("decimal(65,30) unsigned zerofill", null, CanonicalType.DECIMAL, 13),
                Arguments.of("decimal(20,0)", null, CanonicalType.DECIMAL, 6),
                Arguments.of("double", null, CanonicalType.FLOAT, 7),
                Arguments.of("float", null, CanonicalType.FLOAT, 4),
                Arguments.of("longtext", "utf8mb4", CanonicalType.TEXT, 25),
                Arguments.of("varchar(40)", "utf8mb4", CanonicalType.TEXT, 25),
                Arguments.of("varchar(400)", "utf16", CanonicalType.TEXT, 25),
                Arguments.of("longblob", null, CanonicalType.BINARY, 5),
                Arguments.of("date", null, CanonicalType.DATE, 8),
                Arguments.of("time(6)", null, CanonicalType.TIME, 5),
                Arguments.of("time(6)", null, CanonicalType.INTERVAL, 4),
                Arguments.of("datetime(6)", null, CanonicalType.TIMESTAMP, 7),
                Arguments.of("datetime(6)", null, CanonicalType.INSTANT, 2),
                Arguments.of("timestamp(6)", null, CanonicalType.INSTANT, 2),
                Arguments.of("uuid", null, CanonicalType.UUID, 2));
    }

    @ParameterizedTest
    @MethodSource("columns")
    void theFormsOfTheServerAreTheVectors(
            String columnType, String charset, CanonicalType as, int fewest) throws SQLException {
        Map<String, String> wanted = new HashMap<>();
        Map<String, String> found = new HashMap<>();
        try (TestMariaDb server = TestMariaDb.create("vectors");
                Connection connection =
                        Connections.open(
                                Side.SOURCE,
                                server.endpoint(),
                                new Session("test", Session.Timeouts.NONE))) {
            MysqlType type = MysqlType.of(columnType, charset);
            server.execute(
                    "CREATE TABLE v (n varchar(100) CHARACTER SET utf8mb4 PRIMARY KEY, v %s%s NULL)"
                            .formatted(
                                    columnType,
                                    charset == null ? "" : " CHARACTER SET " + charset));
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO v VALUES (?, ?)")) {
                for (Vector vector : vectors(as, type)) {
                    insert.setString(1, vector.name());
                    bind(insert, vector);
                    insert.execute();
                    wanted.put(vector.name(), vector.form());
                }
            }
            String form =
                    CanonicalSql.row(List.of(new DigestedColumn("v", type, as, false, false)));
            try (ResultSet rows =
                    connection.createStatement().executeQuery("SELECT n, " + form + " FROM v")) {
                while (rows.next()) {
                    byte[] bytes = rows.getBytes(2);
                    found.put(
                            rows.getString(1),
                            bytes == null ? null : HexFormat.of().formatHex(bytes));
                }
            }
        }
        assertThat(found).isEqualTo(wanted).hasSizeGreaterThanOrEqualTo(fewest);
    }

    private static void bind(PreparedStatement insert, Vector vector) throws SQLException {
        String value = vector.value();
        if (value.equals("NULL")) {
            insert.setString(2, null);
            return;
        }
        switch (vector.logicalType()) {
            case BOOLEAN -> insert.setInt(2, value.equals("true") ? 1 : 0);
            case FLOAT -> insert.setDouble(2, Vectors.number(value));
            case TEXT -> insert.setString(2, Vectors.unescape(value));
            case BINARY -> insert.setBytes(2, HexFormat.of().parseHex(value));
            case TIMESTAMP, INSTANT ->
                    insert.setString(2, value.replace('T', ' ').replace("Z", ""));
            case INTERVAL -> insert.setString(2, clock(Long.parseLong(value.substring(4))));
            default -> insert.setString(2, value);
        }
    }

    private static String clock(long micros) {
        long seconds = Math.abs(micros) / 1_000_000;
        return "%s%02d:%02d:%02d.%06d"
                .formatted(
                        micros < 0 ? "-" : "",
                        seconds / 3600,
                        seconds / 60 % 60,
                        seconds % 60,
                        Math.abs(micros) % 1_000_000);
    }

    private static List<Vector> vectors(CanonicalType as, MysqlType type) {
        List<Vector> held = new ArrayList<>();
        for (Vector vector : Vectors.all()) {
            if (vector.logicalType() == as
                    && !vector.isArray()
                    && vector.hasValue()
                    && (vector.value().equals("NULL") || holds(type, vector))) {
                held.add(vector);
            }
        }
        return held;
    }

    private static boolean holds(MysqlType type, Vector vector) {
        String value = vector.value();
        return switch (vector.logicalType()) {
            case DECIMAL -> {
                if (!Character.isDigit(value.charAt(value.length() - 1))) {
                    yield false;
                }
                BigDecimal number = new BigDecimal(value).stripTrailingZeros();
                yield number.scale() <= Math.max(0, type.second())
                        && number.precision() - number.scale() <= 20
                        && !(type.unsigned() && number.signum() < 0);
            }
            case FLOAT ->
                    Double.isFinite(Vectors.number(value))
                            && value.endsWith("f") == type.base().equals("float");
            case DATE, TIMESTAMP, INSTANT ->
                    value.matches("\\d{4}-.*")
                            && !value.startsWith("0000")
                            && !value.matches(".*\\.\\d{7,}Z?")
                            && !(type.base().equals("timestamp") && !value.startsWith("20"));
            case INTERVAL -> value.startsWith("0 0 ");
            case TIME -> !value.matches(".*\\.\\d{7,}");
            default -> true;
        };
    }
}
