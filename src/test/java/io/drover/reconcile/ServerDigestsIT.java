package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.dialect.postgres.WireFrame;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Verdict;
import io.drover.reconcile.ServerTrial.Vector;
import io.drover.spec.ReconcileSpec.DigestPlace;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Digests that the server makes are those that tasks make, or are not used. */
class ServerDigestsIT {
    private static final String BY_SERVER = "by the server (reconcile.digest is server)";

    private static final String EVERY_TYPE =
            """
            CREATE TYPE mood AS ENUM ('sad', 'glad');
            CREATE TABLE every (id bigint PRIMARY KEY, b boolean, s smallint, i integer,
              n numeric, m numeric(20,5), r real, d double precision, t text, v varchar(40),
              c char(9), y bytea, da date, ti time, tz timetz, ts timestamp, tt timestamptz,
              iv interval, u uuid, j json, jb jsonb, net inet, e mood, bits varbit, rng int8range,
              ta text[], va varchar(9)[], ia integer[], sa smallint[], ba boolean[], da2 date[],
              ua uuid[], tsa timestamptz[], jba jsonb[])
            """;

    /** Values that are a function of the row's number and the seed. */
    private static String rows(long seed, int rows) {
        return """
        INSERT INTO every SELECT h, h % 2 = 0, (h % 32768)::smallint, (h % 2147483648)::int,
          CASE WHEN g % 50 = 0 THEN 'NaN'::numeric ELSE h::numeric / power(10::numeric, g % 25) END,
          (h % 100000000000000)::numeric / 100000 * 10, (h / 7.0)::real,
          CASE g % 9 WHEN 0 THEN '-0'::float8 WHEN 1 THEN 'NaN' WHEN 2 THEN '-Infinity'
            ELSE h * 1e-7 END,
          CASE WHEN g % 10 > 0 THEN left('aé大😀 x\ty"\\', (h % 11)::int) || m END,
          left(m, (g % 40)::int), left(m, (g % 9)::int), decode(m, 'hex'),
          date '2000-01-01' + (h % 1000000)::int, time '00:00' + h % 86400 * interval '1 second',
          timetz '12:00+02' + h % 3600 * interval '1 ms',
          CASE WHEN g % 30 = 0 THEN 'infinity'::timestamp ELSE timestamp '1900-01-01' + h % 9000000000 * interval '1 second' END,
          timestamptz '1970-01-01Z' + h % 1000000000 * interval '1.000001 second',
          (h % 100) * interval '1 mon 1 day 0.001 second', m::uuid,
          format('{"k": [%s, {"%s": null}], "a":%s, "a" : "1.0"}', h % 1000, left(m, 3), g)::json,
          jsonb_build_object(left(m, 4), h % 1000, 'x', g / 8::numeric(9,0), 'y', ARRAY[g % 3 = 0, NULL]),
          ('10.0.' || g % 256 || '.1/16')::inet, CASE WHEN g % 2 = 0 THEN 'sad' ELSE 'glad' END::mood,
          (h % 4096)::int::bit(12)::varbit, int8range(g, g + h % 99),
          ARRAY[m, NULL, ''], ARRAY[left(m, 4)]::varchar(9)[], ARRAY[[g, 2], [3, h % 9]]::int[],
          '{}'::smallint[], ARRAY[true, NULL], ARRAY[date '2020-01-01' + g::int], ARRAY[m::uuid],
          ARRAY[timestamptz '2020-01-01Z' + g * interval '1 hour'], ARRAY[jsonb_build_object('g', g)]
        FROM (SELECT g, md5(g || ' %1$d') AS m, abs(hashint8extended(g, %1$d)) AS h
              FROM generate_series(1, %2$d) g) rows
        """
                .replace("%1$d", Long.toString(seed))
                .replace("%2$d", Integer.toString(rows));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20240229, -7})
    void everyTypeHasTheDigestsThatTasksMake(long seed) {
        try (Pairs pairs = new Pairs().taskBytes(256 << 10)) {
            pairs.both(EVERY_TYPE.split(";"));
            pairs.both(rows(seed, 1500));

            agree(pairs, "every", 1500, "id");
        }
    }

    @Test
    void keysOfEveryShapeSpreadRowsAlike() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(
                    "CREATE TABLE keyless AS SELECT i % 100 AS a, 'b' || i % 7 AS b FROM generate_series(1, 3000) i",
                    "CREATE TABLE composite (a int, b text, c timestamptz, v int, PRIMARY KEY (b, a, c))",
                    "INSERT INTO composite SELECT i % 9, 'é' || i, '2020-01-01Z'::timestamptz + i * interval '1 h', i FROM generate_series(1, 3000) i",
                    "CREATE TABLE texts (t varchar(60) PRIMARY KEY, c char(5))",
                    "INSERT INTO texts SELECT repeat('ü', i % 30) || i, i % 99 FROM generate_series(1, 3000) i",
                    "CREATE TABLE parts (id bigint, d date, v numeric, PRIMARY KEY (id, d)) PARTITION BY RANGE (d)",
                    "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (MINVALUE) TO ('2020-01-01')",
                    "CREATE TABLE parts_2 (v numeric, d date NOT NULL, id bigint NOT NULL)",
                    "ALTER TABLE parts ATTACH PARTITION parts_2 FOR VALUES FROM ('2020-01-01') TO (MAXVALUE)",
                    "INSERT INTO parts SELECT i, '2019-06-01'::date + i, i / 8.0 FROM generate_series(1, 3000) i");

            agree(pairs, "keyless", 3000);
            agree(pairs, "composite", 3000, "b", "a", "c");
            agree(pairs, "texts", 3000, "t");
            agree(pairs, "parts", 3000, "id", "d");
        }
    }

    /** Four comparisons: each side by each way, all with the same digests. */
    private static void agree(Pairs pairs, String table, long rows, String... key) {
        PairOutcome byTasks = pairs.digest(DigestPlace.TASKS).compare(table, key);
        PairOutcome byServer = pairs.digest(DigestPlace.SERVER).compare(table, key);

        assertThat(byServer.computed()).as(table).isEqualTo(BY_SERVER);
        assertThat(byTasks.computed()).contains("in Spark tasks").contains("digest is tasks");
        assertThat(byTasks.comparison().failure()).isNull();
        assertThat(byTasks.comparison().source().rows()).isEqualTo(rows);
        assertThat(byServer.comparison().source()).isEqualTo(byTasks.comparison().source());
        assertThat(byServer.comparison().target()).isEqualTo(byTasks.comparison().target());
        assertThat(byServer.comparison().differing().isEmpty()).isTrue();
        assertThat(byServer.comparison().wireBytes())
                .isLessThan(byTasks.comparison().wireBytes() * 2);
    }

    @Test
    void oneSideByTheServerAndTheOtherByTasksAgree() {
        try (Pairs pairs = new Pairs().digest(DigestPlace.SERVER)) {
            // Numbers with a nought at their end are in one side's JSON only.
            pairs.both("CREATE TABLE docs (id int PRIMARY KEY, j jsonb[])");
            pairs.source.execute(
                    "INSERT INTO docs SELECT i, ARRAY['{\"a\": 1.0}'::jsonb] FROM generate_series(1, 500) i");
            pairs.target.execute(
                    "INSERT INTO docs SELECT i, ARRAY['{\"a\": 1}'::jsonb] FROM generate_series(1, 500) i");

            PairOutcome outcome = pairs.compare("docs", "id");

            assertThat(verdict(outcome)).isEqualTo(Verdict.EQUAL);
            assertThat(outcome.computed())
                    .startsWith(
                            "source: in Spark tasks, from the wire (500 rows of public.docs hold")
                    .endsWith("target: " + BY_SERVER);
        }
    }

    @Test
    void whatSqlCannotDoIsReadByTasksAndSaysWhy() {
        try (Pairs pairs = new Pairs().digest(DigestPlace.SERVER)) {
            pairs.both(
                    "CREATE TABLE floats (id int PRIMARY KEY, f float8[])",
                    "INSERT INTO floats VALUES (1, '{1,-0,NaN}')",
                    "CREATE TABLE bytes (id bytea PRIMARY KEY)",
                    "INSERT INTO bytes VALUES ('x')",
                    "CREATE TABLE nul (id int PRIMARY KEY, j json)",
                    "INSERT INTO nul VALUES (1, '\"\\u0000\"')");

            assertTasks(pairs.compare("floats", "id"), "column f: no SQL makes one zero");
            assertTasks(pairs.compare("bytes", "id"), "PostgreSQL has no hash for the key's types");
            assertTasks(
                    pairs.compare("nul", "id"),
                    "the server cannot: ERROR: unsupported Unicode escape");
        }
    }

    private static void assertTasks(PairOutcome outcome, String reason) {
        assertThat(verdict(outcome)).isEqualTo(Verdict.EQUAL);
        assertThat(outcome.computed())
                .contains("in Spark tasks, from the wire (" + reason)
                .doesNotContain("by the server (");
    }

    @Test
    void aChangedRowIsNamed() {
        try (Pairs pairs = new Pairs().digest(DigestPlace.SERVER)) {
            pairs.both(EVERY_TYPE.split(";"));
            pairs.both(rows(3, 800));
            pairs.target.execute(
                    "UPDATE every SET m = m + 0.00001 WHERE id = (SELECT min(id) FROM every)",
                    "DELETE FROM every WHERE id = (SELECT max(id) FROM every)");

            PairOutcome outcome = pairs.compare("every", "id");

            assertThat(verdict(outcome)).isEqualTo(Verdict.DIFFERENT);
            assertThat(outcome.computed()).isEqualTo(BY_SERVER);
            assertThat(pairs.found())
                    .hasSize(2)
                    .anyMatch(each -> each.startsWith("CHANGED") && each.contains("[m]"))
                    .anyMatch(each -> each.startsWith("MISSING"));
        }
    }

    @Test
    void aServerThatFailsAVectorDigestsNothing() {
        List<Vector> wrong = new ArrayList<>(ServerTrial.shippedVectors());
        wrong.add(
                new Vector(
                        WireFrame.of("numeric"),
                        "numeric",
                        HexFormat.of().parseHex("00000003312e30"),
                        "1.0"));
        try (Pairs pairs = new Pairs().digest(DigestPlace.SERVER).trial(new ServerTrial(wrong))) {
            pairs.both("CREATE TABLE t AS SELECT i FROM generate_series(1, 10) i");

            assertTasks(pairs.compare("t"), "the server's form of '1.0'::numeric is ");
        }
    }

    @Test
    void aServerWhoseDigestsNoRowExplainsIsNotBelieved() {
        try (Pairs pairs = new Pairs().digest(DigestPlace.SERVER)) {
            pairs.both("CREATE TABLE marked (id int PRIMARY KEY, a text[])");
            pairs.source.execute("INSERT INTO marked VALUES (1, '{x,NULL}'), (2, '{y}')");
            // The header keeps saying that there may be a NULL.
            pairs.source.execute("UPDATE marked SET a[2] = 'z' WHERE id = 1");
            pairs.target.execute("INSERT INTO marked VALUES (1, '{x,z}'), (2, '{y}')");

            assertTasks(
                    pairs.compare("marked", "id"),
                    "read again: digests that a server made or an earlier run left differed");

            pairs.target.execute("UPDATE marked SET a[1] = 'other' WHERE id = 2");
            PairOutcome outcome = pairs.compare("marked", "id");
            assertThat(verdict(outcome)).isEqualTo(Verdict.DIFFERENT);
            assertThat(pairs.found()).containsExactly("CHANGED {id=2} [a] x1");
        }
    }

    @Test
    void whereIsMeasuredAndTheFiguresAreTold() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(
                    "CREATE TABLE t (id int PRIMARY KEY, v text)",
                    "INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 20000) i");

            assertThat(pairs.compare("t", "id").computed())
                    .isEqualTo(
                            "in Spark tasks, from the wire (not measured: all tables have less than 256 MiB)");
            PairOutcome measured = pairs.digest(DigestPlace.AUTO).compare("t", "id");

            assertThat(measured.computed())
                    // Told once where both sides came to the same.
                    .containsPattern(
                            "(by the server|in Spark tasks, from the wire) \\(measured"
                                    + " \\d+\\.\\d us a row against \\d+\\.\\d us over the wire, wall"
                                    + " time of one session over \\d+ rows of public\\.t\\)$");
            assertThat(verdict(measured)).isEqualTo(Verdict.EQUAL);
        }
    }

    private static Verdict verdict(PairOutcome outcome) {
        return outcome.verdict(new LevelVerdict(Level.SCHEMA, Verdict.EQUAL, "")).verdict();
    }
}
