package io.drover.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.RowForm;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.engine.AuditColumn;
import io.drover.engine.AuditRequest;
import io.drover.engine.AuditValues;
import io.drover.engine.Moment;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MysqlSpec;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each type with its boundary values, from a MariaDB into a PostgreSQL, over both wire forms. */
class MysqlTypesIT {
    /** Declared type, logical type, then literal and what PostgreSQL shows of it. */
    private record Example(String declared, String logical, String... values) {}

    private static final List<Example> EXAMPLES =
            List.of(
                    new Example("TINYINT", "smallint", "-128", "-128", "127", "127", "0", "0"),
                    new Example("TINYINT UNSIGNED", "smallint", "255", "255", "0", "0"),
                    new Example("TINYINT(1)", "smallint", "2", "2", "-1", "-1"),
                    new Example("SMALLINT", "smallint", "-32768", "-32768", "32767", "32767"),
                    new Example("SMALLINT UNSIGNED", "integer", "65535", "65535"),
                    new Example("MEDIUMINT", "integer", "-8388608", "-8388608"),
                    new Example("MEDIUMINT UNSIGNED", "integer", "16777215", "16777215"),
                    new Example(
                            "INT",
                            "integer",
                            "-2147483648",
                            "-2147483648",
                            "2147483647",
                            "2147483647"),
                    new Example(
                            "INT(5) UNSIGNED ZEROFILL",
                            "bigint",
                            "4294967295",
                            "4294967295",
                            "7",
                            "7"),
                    new Example(
                            "BIGINT",
                            "bigint",
                            "-9223372036854775808",
                            "-9223372036854775808",
                            "9223372036854775807",
                            "9223372036854775807"),
                    new Example(
                            "BIGINT UNSIGNED",
                            "numeric(20,0)",
                            "18446744073709551615",
                            "18446744073709551615",
                            "9223372036854775808",
                            "9223372036854775808",
                            "0",
                            "0"),
                    new Example(
                            "DECIMAL(10,2)",
                            "numeric(10,2)",
                            "-99999999.99",
                            "-99999999.99",
                            "0",
                            "0.00",
                            "0.05",
                            "0.05",
                            "10000.50",
                            "10000.50",
                            "100000000 / 10000",
                            "10000.00"),
                    new Example(
                            "DECIMAL(65,30)",
                            "numeric(65,30)",
                            "99999999999999999999999999999999999.999999999999999999999999999999",
                            "99999999999999999999999999999999999.999999999999999999999999999999",
                            "-0.000000000000000000000000000001",
                            "-0.000000000000000000000000000001",
                            "12345.00001",
                            "12345.000010000000000000000000000000"),
                    new Example(
                            "DECIMAL(38,0)",
                            "numeric(38,0)",
                            "10000",
                            "10000",
                            "99999999999999999999999999999999999999",
                            "99999999999999999999999999999999999999"),
                    new Example(
                            "FLOAT",
                            "real",
                            "0.1",
                            "0.1",
                            "16777216",
                            "1.6777216e+07",
                            "3.40282346e38",
                            "3.4028235e+38",
                            "1e-45",
                            "1e-45",
                            "1234567.8",
                            "1.2345678e+06"),
                    new Example("FLOAT(7,3)", "real", "1234.567", "1234.567"),
                    new Example(
                            "DOUBLE",
                            "double precision",
                            "0.1",
                            "0.1",
                            "1.7976931348623157e308",
                            "1.7976931348623157e+308",
                            "5e-324",
                            "5e-324",
                            "-2.2250738585072014e-308",
                            "-2.2250738585072014e-308",
                            "9007199254740993",
                            "9.007199254740992e+15"),
                    new Example("BIT(1)", "boolean", "b'1'", "t", "b'0'", "f"),
                    new Example("BIT(5)", "bit(5)", "b'10110'", "10110", "b'1'", "00001"),
                    new Example(
                            "BIT(64)",
                            "bit(64)",
                            "b'1000000000000000000000000000000000000000000000000000000000000001'",
                            "1000000000000000000000000000000000000000000000000000000000000001"),
                    new Example("YEAR", "smallint", "1901", "1901", "2155", "2155", "0", "0"),
                    new Example(
                            "DATE",
                            "date",
                            "'1000-01-01'",
                            "1000-01-01",
                            "'9999-12-31'",
                            "9999-12-31",
                            "'2000-02-29'",
                            "2000-02-29",
                            "'0001-01-01'",
                            "0001-01-01"),
                    new Example(
                            "DATETIME",
                            "timestamp(0) without time zone",
                            "'1000-01-01 00:00:00'",
                            "1000-01-01 00:00:00",
                            "'9999-12-31 23:59:59'",
                            "9999-12-31 23:59:59"),
                    new Example(
                            "DATETIME(6)",
                            "timestamp without time zone",
                            "'1969-12-31 23:59:59.999999'",
                            "1969-12-31 23:59:59.999999",
                            "'2024-03-31 02:30:00.5'",
                            "2024-03-31 02:30:00.5"),
                    new Example(
                            "TIMESTAMP(3)",
                            "timestamp(3) with time zone",
                            "'1970-01-01 00:00:01.001'",
                            "1970-01-01 00:00:01.001",
                            "'2038-01-19 03:14:07.999'",
                            "2038-01-19 03:14:07.999"),
                    new Example(
                            "TIME",
                            "interval",
                            "'838:59:59'",
                            "838:59:59",
                            "'-838:59:59'",
                            "-838:59:59",
                            "'00:00:00'",
                            "00:00:00"),
                    new Example(
                            "TIME(6)",
                            "interval",
                            "'-00:00:00.000001'",
                            "-00:00:00.000001",
                            "'24:00:00.5'",
                            "24:00:00.5"),
                    new Example("CHAR(5)", "character(5)", "'ab '", "ab   ", "''", "     "),
                    new Example(
                            "VARCHAR(5)",
                            "character varying(5)",
                            "'ab '",
                            "ab ",
                            "'żółw!'",
                            "żółw!",
                            "''",
                            ""),
                    new Example(
                            "VARCHAR(3) CHARACTER SET latin1",
                            "character varying(3)",
                            "'é€ß'",
                            "é€ß"),
                    new Example(
                            "VARCHAR(3) CHARACTER SET sjis", "character varying(3)", "'日本'", "日本"),
                    new Example(
                            "VARCHAR(9) CHARACTER SET cp1251",
                            "character varying(9)",
                            "'Привет'",
                            "Привет"),
                    new Example(
                            "VARCHAR(2) CHARACTER SET utf16",
                            "character varying(2)",
                            "'𝄞a'",
                            "𝄞a"),
                    new Example("TINYTEXT", "text", "'a\\tb\\nc\\\\d'", "a\tb\nc\\d"),
                    new Example("LONGTEXT", "text", "REPEAT('ä', 200000)", "ä".repeat(200000)),
                    new Example("BINARY(3)", "bytea", "x'0102'", "\\x010200"),
                    new Example("VARBINARY(3)", "bytea", "x'00ff5c'", "\\x00ff5c", "x''", "\\x"),
                    new Example(
                            "LONGBLOB",
                            "bytea",
                            "REPEAT(x'5c', 70000)",
                            "\\x" + "5c".repeat(70000)),
                    new Example("ENUM('new','it''s','')", "text", "'it''s'", "it's", "''", ""),
                    new Example("SET('a','b','c')", "text", "'a,c'", "a,c", "''", ""),
                    new Example(
                            "JSON",
                            "json",
                            "'{\"a\": [1, 2.50, \"ü\"], \"a\": 1}'",
                            "{\"a\": [1, 2.50, \"ü\"], \"a\": 1}"),
                    new Example(
                            "UUID",
                            "uuid",
                            "'123e4567-e89b-12d3-a456-426655440000'",
                            "123e4567-e89b-12d3-a456-426655440000"),
                    new Example(
                            "INET6", "text", "'2001:db8::ff00:42:8329'", "2001:db8::ff00:42:8329"),
                    new Example(
                            "POINT",
                            "bytea",
                            "ST_GeomFromText('POINT(1 2)')",
                            "\\x0101000000000000000000f03f0000000000000040",
                            "ST_GeomFromText('POINT(1 2)', 4326)",
                            "\\x0101000020e6100000000000000000f03f0000000000000040"),
                    new Example(
                            "GEOMETRY",
                            "bytea",
                            "ST_GeomFromText('LINESTRING(0 0, 1 1)')",
                            "\\x010200000002000000"
                                    + "0".repeat(32)
                                    + "000000000000f03f000000000000f03f"));

    @ParameterizedTest
    @EnumSource(WireForm.class)
    void everyValueArrives(WireForm form) throws Exception {
        try (TestMariaDb source = TestMariaDb.create("types");
                TestDatabase target = TestDatabase.create("types")) {
            int rows = fill(source);
            EndpointSpec endpoint = MysqlTrial.with(source, MysqlSpec.DEFAULT);
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TableInfo table = MysqlTrial.table(moment, source, "every_type");
                assertThat(table.columns().stream().skip(1).map(column -> column.type()))
                        .containsExactlyElementsOf(
                                EXAMPLES.stream().map(Example::logical).toList());
                TablePlan plan = MysqlTrial.plan(table, form);
                assertThat(MysqlTrial.load(endpoint, moment, table, plan, target)).isEqualTo(rows);
            }
            List<String> wrong = new ArrayList<>();
            for (int type = 0; type < EXAMPLES.size(); type++) {
                Example example = EXAMPLES.get(type);
                for (int value = 0; value < example.values().length; value += 2) {
                    String wanted = example.values()[value + 1];
                    String got =
                            target.value(
                                    "SELECT format('%%s', %s) FROM every_type WHERE id = %d"
                                            .formatted(
                                                    printed(type, example.logical()), value / 2));
                    if (!got.equals(wanted)) {
                        wrong.add(
                                example.declared()
                                        + " "
                                        + example.values()[value]
                                        + ": "
                                        + brief(got)
                                        + ", wanted "
                                        + brief(wanted));
                    }
                }
            }
            assertThat(wrong).isEmpty();
            assertThat(target.value("SELECT count(*) FROM every_type WHERE c0 IS NULL"))
                    .isEqualTo("" + (rows - 3));
        }
    }

    /** The driver's sessions are in the JVM's time zone. */
    private static String printed(int type, String logical) {
        return "c" + type + (logical.endsWith("with time zone") ? " AT TIME ZONE 'UTC'" : "");
    }

    @Test
    void theAuditorSeesWhatWasLoaded() throws Exception {
        try (TestMariaDb source = TestMariaDb.create("audit");
                TestDatabase target = TestDatabase.create("audit")) {
            fill(source);
            EndpointSpec endpoint = MysqlTrial.with(source, MysqlSpec.DEFAULT);
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TableInfo table = MysqlTrial.table(moment, source, "every_type");
                TablePlan plan = MysqlTrial.plan(table, WireForm.BINARY);
                MysqlTrial.load(endpoint, moment, table, plan, target);
                List<AuditColumn> columns = MysqlTrial.audited(table);
                List<String> forms =
                        MysqlTrial.ENGINE
                                .forms(
                                        TestSpark.session(),
                                        new AuditRequest(
                                                Side.SOURCE,
                                                endpoint,
                                                moment.snapshot(),
                                                2,
                                                table.name(),
                                                columns,
                                                null,
                                                plan.chunks()))
                                .collect()
                                .stream()
                                .map(HexFormat.of()::formatHex)
                                .sorted()
                                .toList();
                List<String> loaded = loaded(target, columns);
                List<String> differing = new ArrayList<>();
                for (int row = 0; row < loaded.size(); row++) {
                    if (!loaded.get(row).equals(forms.get(row))) {
                        differing.add(brief(forms.get(row)) + " is not " + brief(loaded.get(row)));
                    }
                }
                assertThat(differing).isEmpty();
                assertThat(forms).hasSameSizeAs(loaded);
            }
        }
    }

    /** The forms of what stands in the target, of what its server prints. */
    private static List<String> loaded(TestDatabase target, List<AuditColumn> columns)
            throws SQLException {
        List<String> forms = new ArrayList<>();
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            String printed =
                    columns.stream()
                            .map(
                                    column ->
                                            PostgresNames.printed(
                                                    PostgresNames.quote(column.name())))
                            .collect(Collectors.joining(", "));
            try (ResultSet rows =
                    statement.executeQuery("SELECT " + printed + " FROM every_type")) {
                while (rows.next()) {
                    RowForm form = new RowForm(columns.size());
                    AuditValues values = new AuditValues(form);
                    for (int column = 0; column < columns.size(); column++) {
                        values.add(columns.get(column), rows.getString(column + 1));
                    }
                    forms.add(HexFormat.of().formatHex(form.toBytes()));
                }
            }
        }
        return forms.stream().sorted().toList();
    }

    private static String brief(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    /** A row for each number of an example; a column without that many is NULL there. */
    static int fill(TestMariaDb source) {
        StringBuilder create = new StringBuilder("CREATE TABLE every_type (id int PRIMARY KEY");
        for (int type = 0; type < EXAMPLES.size(); type++) {
            create.append(", c%d %s NULL".formatted(type, EXAMPLES.get(type).declared()));
        }
        int rows =
                EXAMPLES.stream().mapToInt(example -> example.values().length / 2).max().orElse(0)
                        + 1;
        List<String> statements = new ArrayList<>();
        statements.add("SET time_zone = '+00:00'");
        statements.add(create.append(")").toString());
        for (int row = 0; row < rows; row++) {
            int number = row;
            String values =
                    String.join(
                            ", ",
                            Stream.concat(
                                            Stream.of("" + number),
                                            EXAMPLES.stream()
                                                    .map(
                                                            example ->
                                                                    number * 2
                                                                                    < example
                                                                                            .values()
                                                                                            .length
                                                                            ? example.values()[
                                                                                    number * 2]
                                                                            : "NULL"))
                                    .toList());
            statements.add("INSERT INTO every_type VALUES (" + values + ")");
        }
        source.execute(statements.toArray(String[]::new));
        return rows;
    }
}
