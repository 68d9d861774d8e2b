package io.drover.extract.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.extract.RuledTables;
import io.drover.extract.SourceAccess;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.CopyInRows;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What rules see of a row is what the server has there, in both wire forms, or is said to be not.
 */
class CopyDecodeIT {
    /**
     * A type and values of it, as they are written between quotes.
     *
     * @param seen Spark SQL over the column {@code %s}, for a value that tests can compare
     * @param meant what that must be where the server prints the given text
     */
    private record Sample(
            String type, String seen, Function<String, Object> meant, String... values) {}

    private static final String AS_IS = "%s";
    private static final String AS_TEXT = "cast(%s AS string)";
    private static final String DIGITS = "1234567890".repeat(100);

    private static final List<Sample> SAMPLES =
            List.of(
                    new Sample("boolean", AS_IS, "t"::equals, "true", "false"),
                    new Sample("smallint", AS_IS, Short::valueOf, "-32768", "32767", "0"),
                    new Sample("integer", AS_IS, Integer::valueOf, "-2147483648", "2147483647"),
                    new Sample(
                            "bigint",
                            AS_IS,
                            Long::valueOf,
                            "-9223372036854775808",
                            "9223372036854775807",
                            "-1"),
                    new Sample("oid", AS_IS, Long::valueOf, "0", "4294967295"),
                    new Sample(
                            "real",
                            AS_IS,
                            Float::valueOf,
                            "NaN",
                            "-Infinity",
                            "-0",
                            "1e-45",
                            "0.1"),
                    new Sample(
                            "double precision",
                            AS_IS,
                            Double::valueOf,
                            "NaN",
                            "Infinity",
                            "-0",
                            "5e-324",
                            "0.1"),
                    decimal(
                            "numeric(12,3)",
                            3,
                            "0.000",
                            "-123456789.123",
                            "0.001",
                            "100000000",
                            "1"),
                    decimal("numeric(18,0)", 0, "999999999999999999", "-10000", "12340000", "5"),
                    decimal("numeric(18,18)", 18, "0.000000000000000001", "-0.9", "0.0001"),
                    decimal(
                            "numeric(38,10)",
                            10,
                            "9999999999999999999999999999.9999999999",
                            "-0.0000000001",
                            "12345678.9",
                            "1000000000000000000000000000"),
                    decimal(
                            "numeric",
                            18,
                            "1.10",
                            "-99999999999999999999.999999999999999999",
                            "0.0000",
                            "100000000000000000",
                            "0.000000000000000001"),
                    decimal("numeric(40,2)", 18, "1.50", "-0.01"),
                    decimal("positive", 18, "1", "9999999999999999999"),
                    decimal("amount", 2, "12.34"),
                    new Sample(
                            "text",
                            AS_IS,
                            CopyDecodeIT::itself,
                            "",
                            "\\N",
                            "a\tb\nc\\d\re\b\f\u000b",
                            "Žofia 小明 🐑 e\u0301",
                            "NULL"),
                    text("character varying(10)", "", "ten chars!", "  pad  "),
                    text("character(5)", "", "ab", "abcde"),
                    text("\"char\"", "a", "\\377"),
                    text("name", "a name", ""),
                    text("json", "{\"b\": 1,  \"a\": 1.0, \"a\": \"\\\\\"}", "null"),
                    text("jsonb", "{\"b\": 1, \"a\": [1e40, \"x\\n\"]}", "null"),
                    text("xml", "<a b=\"c\">d</a>"),
                    text(
                            "uuid",
                            "00000000-0000-0000-0000-000000000000",
                            "A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380aff"),
                    text("mood", "sad", "very happy"),
                    text("email", "a@b", ""),
                    text("token", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                    text("document", "{\"a\": 1}"),
                    text("point", "(0,-0)"),
                    text("address", "(\"Main \"\"St\"\"\",3)", "(,)"),
                    text("time", "00:00:00", "24:00:00"),
                    text("time with time zone", "12:00:00.000001+05:30"),
                    text("interval", "1 mon -30 days 00:00:00.000001"),
                    text("inet", "10.0.0.1/8"),
                    text("macaddr", "08:00:2b:01:02:03"),
                    text("money", "-92233720368547758.08"),
                    text("bit(5)", "10101"),
                    text("int4range", "[1,5)"),
                    text("integer[]", "{1,NULL,3}", "[2:3]={1,2}"),
                    text("text[]", "{\"a\\tb\",NULL,\"\"}"),
                    text("mood[]", "{sad,NULL}"),
                    new Sample(
                            "bytea",
                            "concat('\\\\x', lower(hex(%s)))",
                            CopyDecodeIT::itself,
                            "",
                            "\\x00ff5c6e0a"),
                    new Sample(
                            "date",
                            AS_TEXT,
                            CopyDecodeIT::itself,
                            "0001-01-01",
                            "1582-10-10",
                            "1900-02-28",
                            "2024-02-29",
                            "9999-12-31"),
                    new Sample(
                            "timestamp",
                            AS_TEXT,
                            CopyDecodeIT::itself,
                            "0001-01-01 00:00:00",
                            "1582-10-10 12:00:00.1",
                            "1999-12-31 23:59:59.999999",
                            "9999-12-31 23:59:59.999999",
                            "2024-03-31 02:30:00.05"),
                    new Sample(
                            "timestamp with time zone",
                            "concat(%s, '+00')",
                            CopyDecodeIT::itself,
                            "0001-01-01 00:00:00+00",
                            "1969-12-31 23:59:59.999999+00",
                            "2024-10-27 02:30:00.000001+02",
                            "9999-12-31 23:59:59.999999+00"));

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestDatabase.create("decode");
        database.execute(
                "CREATE TYPE mood AS ENUM ('sad', 'ok', 'very happy')",
                "CREATE DOMAIN positive AS numeric CHECK (VALUE > 0)",
                "CREATE DOMAIN amount AS numeric(10,2)",
                "CREATE DOMAIN email AS text",
                "CREATE DOMAIN token AS uuid",
                "CREATE DOMAIN document AS jsonb",
                "CREATE TYPE address AS (street text, number int)");
    }

    @AfterEach
    void close() {
        ConnectionPool.closeAll();
        database.close();
    }

    @ParameterizedTest
    @EnumSource(WireForm.class)
    void rulesSeeWhatTheServerHas(WireForm form) {
        createSamples();
        List<Row> rows = read(RuledTables.plan(database, "samples", form, List.of("id"), names()));
        assertThat(rows).hasSize(6);
        for (int column = 0; column < SAMPLES.size(); column++) {
            Sample sample = SAMPLES.get(column);
            List<Object> meant = new ArrayList<>();
            for (String text : printed("c" + column)) {
                meant.add(text.equals("NULL.") ? null : sample.meant().apply(text));
            }
            String seen = "c" + column;
            assertThat(rows)
                    .as(sample.type())
                    .extracting(row -> row.<Object>getAs(seen))
                    .containsExactlyElementsOf(meant);
        }
        assertThat(rows)
                .extracting(row -> row.<Object>getAs("drover_undecodable"))
                .containsOnlyNulls();
        assertThat(rows)
                .extracting(row -> row.<Long>getAs("drover_tid").toString())
                .containsExactlyElementsOf(
                        database.rows(
                                "SELECT (ctid::text::point)[0]::bigint * 65536"
                                        + " + (ctid::text::point)[1]::bigint FROM samples ORDER BY id"));
    }

    /** The server's texts of a column, under the session that a reader has. */
    private List<String> printed(String column) {
        return database.rows(
                "SELECT coalesce(CASE WHEN %s IS DISTINCT FROM NULL THEN format('%%s', %s) END, 'NULL.')"
                                .formatted(column, column)
                        + " FROM samples, set_config('TimeZone', 'UTC', false) u,"
                        + " set_config('lc_monetary', 'C', false) c,"
                        + " set_config('bytea_output', 'hex', false) h ORDER BY id");
    }

    @ParameterizedTest
    @EnumSource(WireForm.class)
    void whatSparkCannotHoldIsNullAndNamed(WireForm form) {
        database.execute(
                "CREATE TABLE odd (id int PRIMARY KEY, n numeric, m numeric(38,0), d date, t timestamp,"
                        + " z timestamptz, s text)",
                """
                INSERT INTO odd VALUES
                (0, 'NaN', NULL, NULL, NULL, NULL, 'kept'),
                (1, 'Infinity', NULL, 'infinity', '-infinity', 'infinity', 'kept'),
                (2, '-Infinity', NULL, '-infinity', 'infinity', '-infinity', 'kept'),
                (3, '1e20', NULL, '0044-03-15 BC', '0001-12-31 23:59:59.5 BC', '10000-01-01 00:00+00', 'kept'),
                (4, '1e-19', NULL, '10000-01-01', '10000-01-01', '0001-01-01 00:00:00.1+00 BC', 'kept'),
                (5, '%s', NULL, '5874897-12-31', '294276-12-31 23:59:59.999999', NULL, 'kept'),
                (6, '0.00010001', 99999999999999999999999999999999999999, NULL, NULL, NULL, 'kept')"""
                        .formatted(DIGITS));
        List<Row> rows =
                read(
                        RuledTables.plan(
                                database,
                                "odd",
                                form,
                                List.of("id"),
                                List.of("id", "n", "m", "d", "t", "z", "s")));
        assertThat(rows)
                .extracting(row -> row.<Object>getAs("drover_undecodable"))
                .containsExactly(
                        "n: NaN has no place in decimal(38,18)",
                        "n: Infinity has no place in decimal(38,18); d: infinity has no place in date;"
                                + " t: -infinity has no place in timestamp_ntz; z: infinity has no place in timestamp",
                        "n: -Infinity has no place in decimal(38,18); d: -infinity has no place in date;"
                                + " t: infinity has no place in timestamp_ntz; z: -infinity has no place in timestamp",
                        "n: 100000000000000000000 has no place in decimal(38,18);"
                                + " d: 0044-03-15 BC has no place in date;"
                                + " t: 0001-12-31 23:59:59.5 BC has no place in timestamp_ntz;"
                                + " z: 10000-01-01 00:00:00+00 has no place in timestamp",
                        "n: 0.0000000000000000001 has no place in decimal(38,18);"
                                + " d: 10000-01-01 has no place in date;"
                                + " t: 10000-01-01 00:00:00 has no place in timestamp_ntz;"
                                + " z: 0001-01-01 00:00:00.1+00 BC has no place in timestamp",
                        "n: "
                                + DIGITS.substring(0, 60)
                                + "… has no place in decimal(38,18); d: 5874897-12-31 has no place in date;"
                                + " t: 294276-12-31 23:59:59.999999 has no place in timestamp_ntz",
                        null);
        assertThat(rows).extracting(row -> row.<Object>getAs("s")).containsOnly("kept");
        assertThat(rows.subList(0, 6))
                .allSatisfy(
                        row ->
                                assertThat(List.of("n", "d", "t", "z"))
                                        .allMatch(name -> row.getAs(name) == null));
        assertThat(rows.get(6).<BigDecimal>getAs("m")).isEqualTo("9".repeat(38));
    }

    @ParameterizedTest
    @EnumSource(WireForm.class)
    void numericsOfEverySizeAreExact(WireForm form) {
        database.execute(
                "CREATE TABLE random (id int, n numeric(38,10), m numeric)",
                """
                INSERT INTO random
                SELECT g, round(v * power(10::numeric, (random() * 28)::int), (random() * 10)::int),
                       round(v * power(10::numeric, (random() * 20)::int), (random() * 18)::int)
                FROM (SELECT setseed(0.5)) s, generate_series(1, 5000) g,
                     LATERAL (SELECT (random() - 0.5 + g * 0)::numeric AS v) r""");
        List<Row> rows =
                read(
                        RuledTables.plan(
                                database, "random", form, List.of(), List.of("id", "n", "m")));
        List<String> seen =
                rows.stream()
                        .map(
                                row ->
                                        row.<BigDecimal>getAs("n").toPlainString()
                                                + "|"
                                                + row.<BigDecimal>getAs("m").toPlainString())
                        .toList();
        assertThat(seen)
                .isEqualTo(
                        database.rows(
                                "SELECT n::numeric(38,10), m::numeric(38,18) FROM random ORDER BY id"))
                .hasSize(5000);
    }

    @ParameterizedTest
    @EnumSource(WireForm.class)
    void theOpaqueSliceLoadsAsTheRowItWas(WireForm form) throws SQLException {
        createSamples();
        database.execute("CREATE TABLE copied (LIKE samples)");
        List<String> carried = Stream.concat(Stream.of("id"), names().stream()).toList();
        TablePlan plan = RuledTables.plan(database, "samples", form, carried, names());
        try (Connection connection = database.connect();
                CopyInRows copy =
                        new CopyInRows(
                                connection, "COPY copied FROM STDIN (FORMAT " + form + ")", form)) {
            for (Row row : read(plan)) {
                byte[] slice = row.getAs("drover_opaque");
                ByteBuffer line = ByteBuffer.allocate(slice.length + 2);
                if (form == WireForm.BINARY) {
                    line.putShort((short) carried.size()).put(slice);
                } else {
                    line.put(slice).put((byte) '\n');
                }
                copy.write(line.array(), 0, line.position());
            }
            assertThat(copy.finish()).isEqualTo(6);
        }
        assertThat(database.rows("SELECT c::text FROM copied c ORDER BY id"))
                .isEqualTo(database.rows("SELECT s::text FROM samples s ORDER BY id"));
    }

    @ParameterizedTest
    @EnumSource(WireForm.class)
    void aRowThatCarriesNothingHasAnEmptySlice(WireForm form) {
        database.execute("CREATE TABLE bare (id int)", "INSERT INTO bare VALUES (1), (NULL)");
        List<Row> rows = read(RuledTables.plan(database, "bare", form, List.of(), List.of("id")));
        assertThat(rows)
                .extracting(row -> row.<byte[]>getAs("drover_opaque").length)
                .containsExactly(0, 0);
    }

    private void createSamples() {
        List<String> columns = new ArrayList<>(List.of("id int PRIMARY KEY"));
        for (int column = 0; column < SAMPLES.size(); column++) {
            columns.add("c%d %s".formatted(column, SAMPLES.get(column).type()));
        }
        database.execute(
                "CREATE TABLE samples (%s)".formatted(String.join(", ", columns)),
                "INSERT INTO samples (id) VALUES (-1)");
        for (int number = 0; number < 5; number++) {
            List<String> values = new ArrayList<>(List.of(Integer.toString(number)));
            for (Sample sample : SAMPLES) {
                String value = sample.values()[number % sample.values().length];
                values.add("'%s'::%s".formatted(value.replace("'", "''"), sample.type()));
            }
            database.execute(
                    "INSERT INTO samples VALUES (%s)".formatted(String.join(", ", values)));
        }
    }

    /** The rows in the order of their id, or of their places, as tests compare them. */
    private List<Row> read(TablePlan plan) {
        try (SnapshotHolder holder =
                SnapshotHolder.open(Side.SOURCE, database.endpoint(), "drover test")) {
            SourceAccess access =
                    new SourceAccess(database.endpoint(), holder.snapshot(), 2, Long.MAX_VALUE);
            String[] seen =
                    plan.rules().decoded().stream()
                            .map(column -> seen(column.name()))
                            .toArray(String[]::new);
            return new CopyRead(access, plan)
                    .rows(TestSpark.session())
                    .selectExpr(
                            Stream.concat(
                                            Stream.of(
                                                    "drover_opaque",
                                                    "drover_tid",
                                                    "drover_undecodable"),
                                            Stream.of(seen))
                                    .toArray(String[]::new))
                    .collectAsList();
        }
    }

    private static String seen(String column) {
        if (!column.matches("c\\d+")) {
            return column;
        }
        String expression = SAMPLES.get(Integer.parseInt(column.substring(1))).seen();
        return expression.formatted(column) + " AS " + column;
    }

    private static List<String> names() {
        return IntStream.range(0, SAMPLES.size()).mapToObj(column -> "c" + column).toList();
    }

    private static Sample decimal(String type, int scale, String... values) {
        return new Sample(type, AS_IS, text -> new BigDecimal(text).setScale(scale), values);
    }

    private static Sample text(String type, String... values) {
        return new Sample(type, AS_IS, CopyDecodeIT::itself, values);
    }

    private static Object itself(String text) {
        return text;
    }
}
