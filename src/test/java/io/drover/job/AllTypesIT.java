package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.model.ReadPath;
import io.drover.model.Verdict;
import io.drover.model.WireForm;
import io.drover.reconcile.DifferenceSink;
import io.drover.testing.CopyText;
import io.drover.testing.TestSpark;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every type that a user can have in a column arrives byte for byte, by every read path. */
class AllTypesIT {
    /** A type and values of it, as they are written between quotes. */
    private record Type(String name, String... values) {}

    private static final String DIGITS = "1234567890".repeat(100);

    /** Types whose binary form means the same in every database. */
    private static final List<Type> BUILT_IN =
            List.of(
                    new Type("boolean", "true", "false"),
                    new Type("smallint", "-32768", "32767"),
                    new Type("integer", "-2147483648", "2147483647"),
                    new Type("bigint", "-9223372036854775808", "9223372036854775807"),
                    new Type("real", "NaN", "Infinity", "-0", "1e-45", "3.4028235e38"),
                    new Type("double precision", "NaN", "-Infinity", "-0", "5e-324", "0.1"),
                    new Type(
                            "numeric",
                            "NaN",
                            "Infinity",
                            "-Infinity",
                            "1.10",
                            "1e-400",
                            DIGITS,
                            "-" + DIGITS + "." + DIGITS),
                    new Type("numeric(12,3)", "0.000", "-123456789.123"),
                    new Type("money", "-92233720368547758.08", "1.00"),
                    new Type(
                            "text", "", " ", "\\N", "a\tb\nc\\d\re", "Žofia 小明 🐑 e\u0301", "NULL"),
                    new Type("character varying(10)", "", "ten chars!", "  pad  "),
                    new Type("character(5)", "", "ab", "abcde"),
                    new Type("\"char\"", "a", "\\377"),
                    new Type("name", "a name", ""),
                    new Type("bytea", "", "\\x00ff5c6e0a"),
                    new Type(
                            "date",
                            "infinity",
                            "-infinity",
                            "4713-01-01 BC",
                            "0044-03-15 BC",
                            "1582-10-10",
                            "5874897-12-31"),
                    new Type("time", "00:00", "24:00", "23:59:59.999999"),
                    new Type(
                            "time with time zone",
                            "00:00+15:59",
                            "24:00-15:59",
                            "12:00:00.000001+05:30"),
                    new Type(
                            "timestamp",
                            "infinity",
                            "-infinity",
                            "0001-01-01 BC",
                            "1999-12-31 23:59:59.999999",
                            "2024-03-31 02:30:00"),
                    new Type(
                            "timestamp with time zone",
                            "infinity",
                            "-infinity",
                            "2024-10-27 02:30:00.000001+02"),
                    new Type(
                            "interval",
                            "0",
                            "-178000000 years",
                            "1 mon -30 days 00:00:00.000001",
                            "30 days"),
                    new Type("bit(5)", "00000", "10101"),
                    new Type("bit varying", "", "1", "1010101010101"),
                    new Type("inet", "::1", "10.0.0.1/8", "2001:db8::1/64"),
                    new Type("cidr", "10.0.0.0/8", "::/0"),
                    new Type("macaddr", "08:00:2b:01:02:03"),
                    new Type("macaddr8", "08:00:2b:01:02:03:04:05"),
                    new Type(
                            "uuid",
                            "00000000-0000-0000-0000-000000000000",
                            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
                    new Type("xml", "<a b=\"c\">d</a>", "text only"),
                    new Type("json", "{\"b\": 1,  \"a\": 1.0, \"a\": 2}", "null", "[]"),
                    new Type("jsonb", "{\"b\": 1, \"a\": [1e400, \"x\"]}", "null"),
                    new Type("jsonpath", "$.a[*] ? (@ > 1)"),
                    new Type("tsvector", "", "a:1A fat:2B,4C cat:5"),
                    new Type("tsquery", "fat & (rat | cat)"),
                    new Type("oid", "0", "4294967295"),
                    new Type("xid", "4294967295"),
                    new Type("xid8", "18446744073709551615"),
                    new Type("cid", "7"),
                    new Type("tid", "(4294967295,65535)"),
                    new Type("pg_lsn", "FFFFFFFF/FFFFFFFF", "0/0"),
                    new Type("pg_snapshot", "10:20:10,14,15"),
                    new Type("txid_snapshot", "10:20:10,14,15"),
                    new Type("oidvector", "1 2 3"),
                    new Type("int2vector", "1 2 3"),
                    new Type("refcursor", "a cursor"),
                    new Type("point", "(0,-0)", "(Infinity,NaN)"),
                    new Type("line", "{1,2,3}"),
                    new Type("lseg", "[(1,2),(3,4)]"),
                    new Type("box", "(3,4),(1,2)"),
                    new Type("path", "[(1,2),(3,4)]", "((1,2),(3,4))"),
                    new Type("polygon", "((1,2),(3,4),(5,0))"),
                    new Type("circle", "<(1,2),3>"),
                    new Type("int4range", "empty", "[1,5)", "(,)"),
                    new Type("int8range", "[1,)"),
                    new Type("numrange", "(1.50,NaN]"),
                    new Type("tsrange", "[infinity,infinity]"),
                    new Type("tstzrange", "[2020-01-01 00:00+00,)"),
                    new Type("daterange", "[2020-01-01,infinity)"),
                    new Type("int4multirange", "{}", "{[1,3),[5,7)}"),
                    new Type("datemultirange", "{[2020-01-01,2020-02-01)}"),
                    new Type("mood", "sad", "very happy"),
                    new Type("positive", "1", "99999999999999999999"),
                    new Type("moodrange", "[sad,ok]"));

    /** Types whose binary form holds OIDs of their database, and such as have none. */
    private static final List<Type> WITH_OIDS =
            List.of(
                    new Type("mood[]", "{sad,NULL,\"very happy\"}", "{}"),
                    new Type("mood[][]", "{{sad,ok},{ok,sad}}", "[2:3]={sad,ok}"),
                    new Type("positive[]", "{1,2}"),
                    new Type("address", "(\"Main \"\"St\"\", 1\",,\"very happy\")", "(,,)"),
                    new Type("address[]", "{\"(a,1,sad)\",NULL}"),
                    new Type("person", "(x,\"(a,1,sad)\")"),
                    new Type("moodrange[]", "{\"[sad,ok]\",empty}"),
                    new Type("regclass", "pg_catalog.pg_class"),
                    new Type("regtype", "integer"),
                    new Type("regproc", "pg_catalog.now"),
                    new Type("regprocedure", "pg_catalog.abs(integer)"),
                    new Type("regoper", "pg_catalog.||/"),
                    new Type("regoperator", "pg_catalog.+(integer,integer)"),
                    new Type("regnamespace", "pg_catalog"),
                    new Type("regrole", "postgres"),
                    new Type("regcollation", "pg_catalog.\"C\""),
                    new Type("regconfig", "pg_catalog.english"),
                    new Type("regdictionary", "pg_catalog.simple"),
                    new Type("aclitem", "postgres=r/postgres"));

    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("types");
        // An object more, so that the OIDs of the two databases differ for certain.
        trial.target.execute("CREATE TYPE in_between AS ENUM ('x')", "CREATE TABLE other (a int)");
        trial.source.execute(
                "CREATE TYPE mood AS ENUM ('sad', 'ok', 'very happy')",
                "CREATE DOMAIN positive AS numeric CHECK (VALUE > 0)",
                "CREATE TYPE address AS (street text, number positive, mood mood)",
                "CREATE TYPE person AS (name text, address address)",
                "CREATE TYPE moodrange AS RANGE (subtype = mood)");
        create("built_in", BUILT_IN, true);
        create("with_oids", WITH_OIDS, false);
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @ParameterizedTest
    @EnumSource(ReadPath.class)
    void everyValueArrivesByteForByte(ReadPath path) {
        String readPath = "read-path = " + path.name().toLowerCase(Locale.ROOT);
        MigrateTables.Result result = trial.migrate(readPath);
        assertThat(result.plan().tables())
                .extracting(table -> table.source().name() + " " + table.wire())
                .containsExactlyInAnyOrder(
                        "built_in " + WireForm.BINARY, "with_oids " + WireForm.TEXT);
        for (String table : List.of("built_in", "with_oids")) {
            assertThat(CopyText.sorted(trial.target, "public." + table))
                    .isEqualTo(CopyText.sorted(trial.source, "public." + table))
                    .hasSizeGreaterThan(2);
        }
        String query = "SELECT * FROM public.built_in ORDER BY id";
        assertThat(CopyText.binary(trial.target, query))
                .isEqualTo(CopyText.binary(trial.source, query));
        ReconcileTables.Result proof =
                new ReconcileTables(
                                trial.spec(readPath),
                                TestSpark::session,
                                DifferenceSink.NONE,
                                Progress.SILENT,
                                Clock.systemUTC(),
                                Set.of())
                        .run();
        assertThat(proof.overall()).as(proof.toString()).isEqualTo(Verdict.EQUAL);
    }

    /** A column for each type; with arrays, one more for its values in a row, and in a matrix. */
    private void create(String table, List<Type> types, boolean arrays) {
        int most = types.stream().mapToInt(type -> type.values().length).max().orElseThrow();
        List<String> columns = new ArrayList<>(List.of("id int PRIMARY KEY"));
        for (int number = 0; number < types.size(); number++) {
            String name = types.get(number).name();
            columns.add("c%d %s".formatted(number, name));
            if (arrays && hasPlainArray(name)) {
                columns.add("a%d %s[]".formatted(number, name));
                columns.add("m%d %s[][]".formatted(number, name));
            }
        }
        trial.source.execute(
                "CREATE TABLE %s (%s)".formatted(table, String.join(", ", columns)),
                "INSERT INTO %s (id) VALUES (-1)".formatted(table));
        for (int row = 0; row < most; row++) {
            List<String> values = new ArrayList<>(List.of(Integer.toString(row)));
            for (Type type : types) {
                values.add(literal(type, type.values()[row % type.values().length]));
                if (arrays && hasPlainArray(type.name())) {
                    String all =
                            java.util.Arrays.stream(type.values())
                                    .map(value -> literal(type, value))
                                    .collect(Collectors.joining(", "));
                    String empty = "'{}'::%s[]".formatted(type.name());
                    values.add(row == 0 ? empty : "ARRAY[%s, NULL]".formatted(all));
                    values.add(
                            row == 0 ? empty : "ARRAY[ARRAY[%s], ARRAY[%s]]".formatted(all, all));
                }
            }
            trial.source.execute(
                    "INSERT INTO %s VALUES (%s)".formatted(table, String.join(", ", values)));
        }
    }

    /** Arrays of user-defined types are in the other table. */
    private static boolean hasPlainArray(String type) {
        return !Set.of("mood", "positive", "moodrange").contains(type);
    }

    private static String literal(Type type, String value) {
        return "'%s'::%s".formatted(value.replace("'", "''"), type.name());
    }
}
