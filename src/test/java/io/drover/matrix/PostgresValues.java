package io.drover.matrix;

import io.drover.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Boundary values of PostgreSQL's types, in a table of a column for each: {@code c00}, … */
final class PostgresValues {
    /** A type and values of it that every store must keep. */
    static final List<List<String>> KEPT =
            List.of(
                    List.of("boolean", "true", "false"),
                    List.of("smallint", "-32768", "32767", "0"),
                    List.of("integer", "-2147483648", "2147483647"),
                    List.of("bigint", "-9223372036854775808", "9223372036854775807"),
                    List.of("oid", "0", "4294967295"),
                    List.of("real", "3.4028235e38", "-1.17549435e-38", "1.4e-45", "0.1", "-0.0"),
                    List.of(
                            "double precision",
                            "1.7976931348623157e308",
                            "-2.2250738585072014e-308",
                            "5e-324",
                            "0.1",
                            "9007199254740993"),
                    List.of(
                            "numeric",
                            "123456789012345678901234567890.123456789012345678901234567890",
                            "-0.00",
                            "1.50",
                            "1e-200",
                            "9e300"),
                    List.of("numeric(12,3)", "999999999.999", "-999999999.999", "0.001", "0"),
                    List.of(
                            "numeric(38,10)",
                            "9999999999999999999999999999.9999999999",
                            "-0.0000000001"),
                    List.of("numeric(15,0)", "999999999999999", "-999999999999999"),
                    List.of(
                            "numeric(60,2)",
                            "9999999999999999999999999999999999999999999999999999999999.99",
                            "-0.01"),
                    List.of("numeric(3,5)", "0.00999", "-0.00001"),
                    List.of("numeric(5,-2)", "9999900", "-100"),
                    List.of("money", "'92233720368547758.07'", "'-0.01'"),
                    List.of(
                            "text",
                            "''",
                            "' '",
                            "' a '",
                            "'O''Neil'",
                            "E'\\\\'",
                            "E'\\\\N'",
                            "'NULL'",
                            "E'a\\tb\\r\\nc'",
                            "'😀'",
                            "'ä'",
                            "U&'a\\0308'",
                            "repeat('ü', 70000)"),
                    List.of("character varying(5)", "''", "'a '", "'😀😀😀😀😀'", "'äöüßé'"),
                    List.of("character varying(1000)", "repeat('😀', 1000)"),
                    List.of("character varying", "''", "repeat('x', 3000)"),
                    List.of("character(5)", "''", "'abcde'", "'äöüßé'", "'a'", "'😀😀😀😀😀'"),
                    List.of("name", "'a'", "repeat('n', 63)"),
                    List.of(
                            "json",
                            "'{\"b\": 1.50, \"a\": [null, true, \"\\u00fc\"]}'",
                            "'\"\"'",
                            "'null'",
                            "'[1, 10, 0.001]'"),
                    List.of("jsonb", "'{\"b\": 1.50, \"a\": [null, true]}'", "'\"\"'", "'[]'"),
                    List.of("xml", "'<a b=\"1\">ü</a>'"),
                    List.of(
                            "uuid",
                            "'00000000-0000-0000-0000-000000000000'",
                            "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
                    List.of(
                            "bytea",
                            "'\\x'",
                            "'\\x00ff5c0a'",
                            "decode(repeat('00ff', 50000), 'hex')"),
                    List.of("date", "'0001-01-01'", "'9999-12-31'", "'2000-02-29'", "'1582-10-10'"),
                    List.of("time without time zone", "'00:00:00'", "'23:59:59.999999'"),
                    List.of("time(3) without time zone", "'12:34:56.789'"),
                    List.of("time with time zone", "'23:59:59.999999-15:59'", "'00:00:00+00'"),
                    List.of(
                            "timestamp without time zone",
                            "'0001-01-01 00:00:00'",
                            "'9999-12-31 23:59:59.999999'",
                            "'1582-10-10 12:00:00.000001'",
                            "'1969-12-31 23:59:59.999999'"),
                    List.of("timestamp(3) without time zone", "'2020-02-29 12:34:56.789'"),
                    List.of("timestamp(0) without time zone", "'2020-02-29 12:34:56'"),
                    List.of(
                            "timestamp with time zone",
                            "'0001-01-02 00:00:00+00'",
                            "'9999-12-30 23:59:59.999999+00'",
                            "'1582-10-10 12:00:00.000001+05:30'",
                            "'2025-03-30 01:30:00+00'"),
                    List.of(
                            "interval",
                            "'1 mon -2 days 03:04:05.678901'",
                            "'-178000000 years'",
                            "'0'"),
                    List.of("inet", "'10.1.2.3/24'", "'::1'", "'2001:db8::/32'"),
                    List.of("cidr", "'10.0.0.0/8'"),
                    List.of("macaddr", "'08:00:2b:01:02:03'"),
                    List.of("bit(8)", "B'10000001'"),
                    List.of("bit varying(8)", "B''", "B'101'"),
                    List.of("point", "'(1.5,-2)'"),
                    List.of("polygon", "'((0,0),(1,1),(1,0))'"),
                    List.of("tsvector", "'''a'':1 ''b'':2'"),
                    List.of("pg_lsn", "'16/B374D848'"),
                    List.of("int4range", "'[1,5)'", "'empty'", "'(,)'"),
                    List.of("integer[]", "'{}'", "'{1,NULL,3}'", "'{{1,2},{3,4}}'"),
                    List.of("text[]", "'{}'", "'{\"a,b\",NULL,\"\"}'"),
                    List.of("public.mood", "'sad'", "'ok'"),
                    List.of("public.positive", "1", "2147483647"),
                    List.of("public.address", "'(\"a b\",5)'", "'(,)'"));

    /** A type and values that some stores have no place for. */
    static final List<List<String>> ODD =
            List.of(
                    List.of("real", "'NaN'", "'Infinity'", "'-Infinity'"),
                    List.of("double precision", "'NaN'", "'Infinity'", "'-Infinity'"),
                    List.of("numeric", "'NaN'", "'Infinity'"),
                    List.of("numeric(12,3)", "'NaN'"),
                    List.of("date", "'infinity'", "'0044-03-15 BC'", "'10000-01-01'"),
                    List.of("time without time zone", "'24:00:00'"),
                    List.of("timestamp without time zone", "'-infinity'", "'10000-01-01 00:00:00'"),
                    List.of(
                            "timestamp with time zone",
                            "'infinity'",
                            "'0044-03-15 00:00:00+00 BC'"),
                    List.of("json", "'{\"a\": 1e400}'", "'{\"a\": 1, \"a\": 2}'"),
                    List.of("jsonb", "'{\"a\": 1e400}'"));

    private PostgresValues() {}

    static TestDatabase database(
            String purpose,
            List<List<String>> types,
            Function<List<List<String>>, List<String>> rows) {
        TestDatabase database = TestDatabase.create(purpose);
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TYPE public.mood AS ENUM ('sad', 'ok')");
        statements.add("CREATE DOMAIN public.positive AS integer CHECK (value > 0)");
        statements.add("CREATE TYPE public.address AS (street text, number integer)");
        List<String> columns = new ArrayList<>();
        for (int number = 0; number < types.size(); number++) {
            columns.add("c%02d %s".formatted(number, types.get(number).get(0)));
        }
        statements.add(
                "CREATE TABLE public.t (id int PRIMARY KEY, %s)"
                        .formatted(String.join(", ", columns)));
        statements.addAll(rows.apply(types));
        database.execute(statements.toArray(String[]::new));
        return database;
    }

    /** A row holds one value of every type that has so many; the first row none. */
    static List<String> together(List<List<String>> types) {
        int most = types.stream().mapToInt(List::size).max().orElseThrow();
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < most; row++) {
            List<String> values = new ArrayList<>(List.of(Integer.toString(row)));
            for (List<String> type : types) {
                values.add(row > 0 && row < type.size() ? type.get(row) : "NULL");
            }
            rows.add("INSERT INTO public.t VALUES (" + String.join(", ", values) + ")");
        }
        return rows;
    }

    /** Every value has a row of its own. */
    static List<String> apart(List<List<String>> types) {
        List<String> rows = new ArrayList<>();
        for (int number = 0; number < types.size(); number++) {
            for (String value : types.get(number).subList(1, types.get(number).size())) {
                rows.add(
                        "INSERT INTO public.t (id, c%02d) VALUES (%d, %s)"
                                .formatted(number, rows.size(), value));
            }
        }
        return rows;
    }

    static String type(List<List<String>> types, String column) {
        return types.get(Integer.parseInt(column.substring(1))).get(0);
    }
}
