package io.drover.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.WireBuffer;
import io.drover.jdbc.Connections;
import io.drover.jdbc.CopyInRows;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.WireForm;
import io.drover.testing.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values go in by COPY as they are encoded; the server prints what it holds. */
class ValueEncoderIT {
    private static final Session SESSION = new Session("test", Session.Timeouts.NONE);

    private record Example(String type, Object value, String printed) {}

    @ParameterizedTest
    @EnumSource(WireForm.class)
    void everyTypeArrivesExactly(WireForm form) throws Exception {
        List<Example> examples = new ArrayList<>(examples());
        examples.addAll(randomNumerics());
        try (TestDatabase database = TestDatabase.create("encode")) {
            database.execute(
                    "CREATE TYPE colour AS ENUM ('red', 'grün')",
                    "ALTER DATABASE \"" + database.name() + "\" SET timezone = 'UTC'");
            try (Connection target = Connections.open(Side.TARGET, database.endpoint(), SESSION)) {
                for (Example example : examples) {
                    database.execute(
                            "DROP TABLE IF EXISTS typed",
                            "CREATE TABLE typed (v " + example.type() + ")");
                    copy(target, form, example);
                    String column =
                            switch (example.type()) {
                                case "xml" -> "v::text";
                                    // The driver sets the session's time zone to the JVM's.
                                case "timestamp with time zone" -> "(v AT TIME ZONE 'UTC')::text";
                                default -> "format('%s', v)";
                            };
                    assertThat(database.value("SELECT " + column + " FROM typed"))
                            .as("%s of type %s", example.value(), example.type())
                            .isEqualTo(example.printed());
                }
            }
        }
    }

    private static void copy(Connection target, WireForm form, Example example) throws Exception {
        WireBuffer out = new WireBuffer(16);
        ValueEncoder encoder = ValueEncoder.of(example.type(), form);
        if (form == WireForm.BINARY) {
            out.putShort(1);
            out.putInt(0);
            encoder.encode(example.value(), out);
            out.setInt(2, out.size() - 6);
        } else {
            encoder.encode(example.value(), out);
            out.put('\n');
        }
        try (CopyInRows rows =
                new CopyInRows(
                        target, "COPY public.typed FROM STDIN (FORMAT " + form + ")", form)) {
            rows.write(out.array(), 0, out.size());
            assertThat(rows.finish()).isEqualTo(1);
        }
    }

    private static List<Example> examples() {
        return List.of(
                new Example("boolean", true, "t"),
                new Example("boolean", false, "f"),
                new Example("smallint", Short.MIN_VALUE, "-32768"),
                new Example("integer", Integer.MAX_VALUE, "2147483647"),
                new Example("integer", 7L, "7"),
                new Example("bigint", Long.MIN_VALUE, "-9223372036854775808"),
                new Example("bigint", new BigDecimal("12.00"), "12"),
                new Example("real", 1.1f, "1.1"),
                new Example("real", Float.NaN, "NaN"),
                new Example("double precision", 1e-300, "1e-300"),
                new Example("double precision", Double.NEGATIVE_INFINITY, "-Infinity"),
                new Example("double precision", -0.0, "-0"),
                new Example("numeric", new BigDecimal("-0.000100"), "-0.000100"),
                new Example("numeric(12,2)", new BigDecimal("10000.5"), "10000.50"),
                new Example("numeric(12,2)", new BigDecimal("0.1000"), "0.10"),
                new Example("numeric", 10000000L, "10000000"),
                new Example(
                        "text", "a\tb\\c\nd\u20ac \ud83d\ude00", "a\tb\\c\nd\u20ac \ud83d\ude00"),
                new Example("text", "\\N", "\\N"),
                new Example("text", "", ""),
                new Example("character varying(3)", "äöü", "äöü"),
                new Example("character(4)", "ab", "ab  "),
                new Example("name", "n", "n"),
                new Example("json", "{\"b\": 1, \"a\": \"\\n\"}", "{\"b\": 1, \"a\": \"\\n\"}"),
                new Example("jsonb", "{\"b\":1,\"a\":\"\\n\"}", "{\"a\": \"\\n\", \"b\": 1}"),
                new Example("xml", "<a>\u00e9</a>", "<a>\u00e9</a>"),
                new Example(
                        "uuid",
                        "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
                        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                new Example("bytea", new byte[] {0, 92, -1}, "\\x005cff"),
                new Example("colour", "grün", "grün"),
                new Example("date", LocalDate.of(1582, 10, 4), "1582-10-04"),
                new Example("date", LocalDate.of(-43, 3, 15), "0044-03-15 BC"),
                new Example("date", LocalDate.of(9999, 12, 31), "9999-12-31"),
                new Example("date", java.sql.Date.valueOf("2020-02-29"), "2020-02-29"),
                new Example("date", java.sql.Date.valueOf("1500-03-01"), "1500-03-01"),
                new Example(
                        "timestamp without time zone",
                        LocalDateTime.of(1, 1, 1, 0, 0, 0, 1000),
                        "0001-01-01 00:00:00.000001"),
                new Example(
                        "timestamp without time zone",
                        LocalDateTime.of(2262, 4, 12, 1, 2, 3),
                        "2262-04-12 01:02:03"),
                new Example(
                        "timestamp(3) without time zone",
                        LocalDateTime.of(2020, 1, 1, 1, 1, 1, 123_000_000),
                        "2020-01-01 01:01:01.123"),
                new Example(
                        "timestamp with time zone",
                        Instant.parse("2020-10-25T01:30:00.123456Z"),
                        "2020-10-25 01:30:00.123456"),
                new Example(
                        "timestamp with time zone",
                        Timestamp.from(Instant.parse("1999-12-31T23:59:59.999999Z")),
                        "1999-12-31 23:59:59.999999"));
    }

    /** Every shape of digits around the point. */
    private static List<Example> randomNumerics() {
        Random random = new Random(42);
        List<Example> numerics = new ArrayList<>();
        for (int each = 0; each < 60; each++) {
            StringBuilder digits = new StringBuilder(random.nextBoolean() ? "-" : "");
            int length = 1 + random.nextInt(45);
            for (int digit = 0; digit < length; digit++) {
                digits.append(random.nextInt(3) == 0 ? 0 : random.nextInt(10));
            }
            BigDecimal value =
                    new BigDecimal(digits.toString()).scaleByPowerOfTen(-random.nextInt(30));
            numerics.add(new Example("numeric", value, value.toPlainString()));
        }
        return numerics;
    }
}
