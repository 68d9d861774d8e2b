package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.Vectors;
import io.drover.canonical.Vectors.Vector;
import io.drover.dialect.snowflake.CanonicalSql;
import io.drover.dialect.snowflake.DigestedColumn;
import io.drover.engine.snowflake.SnowflakeTypes.Declared;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Every golden vector that a column of Snowflake's can hold has the same form in its SQL. */
final class GoldenVectors {
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d.*");

    /** How many vectors the columns of a type hold, NULL among them. */
    private static final Map<String, Integer> HELD =
            new TreeMap<>(
                    Map.of(
                            "BOOLEAN", 3,
                            "NUMBER(38,20)", 17,
                            "NUMBER(38,0)", 11,
                            "VARCHAR", 39,
                            "BINARY", 5,
                            "DATE", 10,
                            "TIME(9)", 6,
                            "TIMESTAMP_NTZ(9)", 9,
                            "TIMESTAMP_LTZ(9)", 9,
                            "TIMESTAMP_TZ(6)", 8));

    private GoldenVectors() {}

    /** In a session in UTC with a schema that tables can be made in. */
    static void verify(Connection connection) throws SQLException {
        Map<String, Integer> held = new TreeMap<>();
        for (String type : HELD.keySet()) {
            held.put(type, verify(connection, type));
        }
        assertThat(held).isEqualTo(HELD);
    }

    private static int verify(Connection connection, String type) throws SQLException {
        String logical = SnowflakeTypes.logical(Declared.of(type)).name();
        CanonicalType as = as(type);
        Map<String, String> wanted = new TreeMap<>();
        Map<String, String> found = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE OR REPLACE TEMPORARY TABLE drover_vector (n VARCHAR, t VARCHAR)");
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO drover_vector VALUES (?, ?)")) {
                for (Vector vector : held(type, as)) {
                    wanted.put(vector.name(), isVouched(vector) ? vector.form() : "none");
                    insert.setString(1, vector.name());
                    insert.setString(2, text(vector));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            try (ResultSet rows =
                    statement.executeQuery(
                            "SELECT n, %s FROM (SELECT n, %s AS v FROM drover_vector) AS v"
                                    .formatted(
                                            CanonicalSql.row(
                                                    List.of(new DigestedColumn("v", logical, as))),
                                            SnowflakeTypes.ofText("t", type)))) {
                while (rows.next()) {
                    byte[] bytes = rows.getBytes(2);
                    found.put(
                            rows.getString(1),
                            bytes == null ? "none" : HexFormat.of().formatHex(bytes));
                }
            }
        }
        assertThat(found).as(type).isEqualTo(wanted);
        return found.size();
    }

    private static List<Vector> held(String type, CanonicalType as) {
        Predicate<String> holds = holds(type);
        return Vectors.all().stream()
                .filter(vector -> vector.logicalType() == as)
                .filter(vector -> !vector.isArray() && vector.hasValue())
                .filter(vector -> vector.value().equals("NULL") || holds.test(vector.value()))
                .toList();
    }

    private static boolean isVouched(Vector vector) {
        return !DAY.matcher(vector.value()).matches()
                || vector.value().compareTo(TextOf.FIRST_DAY) >= 0;
    }

    private static CanonicalType as(String type) {
        return switch (Declared.of(type).name()) {
            case "NUMBER" -> CanonicalType.DECIMAL;
            case "TIMESTAMP_NTZ" -> CanonicalType.TIMESTAMP;
            case "TIMESTAMP_LTZ", "TIMESTAMP_TZ" -> CanonicalType.INSTANT;
            default -> CanonicalType.valueOf(Declared.of(type).name());
        };
    }

    private static Predicate<String> holds(String type) {
        int scale = Declared.of(type).scale();
        return switch (as(type)) {
            case DECIMAL ->
                    value -> {
                        if (!Character.isDigit(value.charAt(value.length() - 1))) {
                            return false;
                        }
                        BigDecimal number = new BigDecimal(value).stripTrailingZeros();
                        return number.scale() <= scale
                                && number.precision() - number.scale() <= 38 - scale;
                    };
            case DATE -> value -> isDay(value);
            case TIMESTAMP, INSTANT ->
                    value ->
                            isDay(value)
                                    && (type.endsWith("(9)") || !value.matches(".*\\.\\d{9}Z?"));
            case TIME -> value -> !value.startsWith("24:");
            default -> value -> true;
        };
    }

    /** A year before the first is no text that a cast reads. */
    private static boolean isDay(String value) {
        return DAY.matcher(value).matches() && !value.startsWith("0000");
    }

    private static String text(Vector vector) {
        String value = vector.value();
        if (value.equals("NULL")) {
            return null;
        }
        return switch (vector.logicalType()) {
            case DECIMAL -> new BigDecimal(value).toPlainString();
            case TEXT -> Vectors.unescape(value);
            case TIMESTAMP -> value.replace('T', ' ');
            case INSTANT -> value.replace('T', ' ').replace("Z", " +00:00");
            default -> value;
        };
    }
}
