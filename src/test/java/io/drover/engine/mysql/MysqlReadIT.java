package io.drover.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.engine.Moment;
import io.drover.error.MigrationException;
import io.drover.model.ChunkPlan;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.WireRows;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.RowRules;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MysqlSpec;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MysqlReadIT {
    private static MysqlSpec zeroDates(MysqlSpec.ZeroDates policy) {
        return new MysqlSpec(
                policy,
                MysqlSpec.TinyintOfOne.BOOLEAN,
                MysqlSpec.Time.TIME,
                MysqlSpec.WithoutLock.SINGLE_READER);
    }

    private static TestMariaDb withZeroDates() {
        TestMariaDb source = TestMariaDb.create("zero");
        source.execute(
                "SET sql_mode = 'ALLOW_INVALID_DATES'",
                "CREATE TABLE z (id int PRIMARY KEY, d date NOT NULL, t datetime, s timestamp NULL)",
                "INSERT INTO z VALUES (1, '0000-00-00', NULL, NULL), (2, '2024-00-10', NULL, NULL),"
                        + " (3, '2024-02-29', '2024-00-00 10:00:00', NULL), (4, '2023-02-31', NULL, NULL),"
                        + " (5, '2024-01-01', NULL, '0000-00-00 00:00:00'), (6, '2024-01-01', '2024-01-01 00:00:00', NULL)");
        return source;
    }

    @Test
    void aZeroDateEndsTheRunUnlessTheSpecSaysWhatToDo() {
        try (TestMariaDb source = withZeroDates()) {
            EndpointSpec endpoint = MysqlTrial.with(source, MysqlSpec.DEFAULT);
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TablePlan plan =
                        MysqlTrial.plan(MysqlTrial.table(moment, source, "z"), WireForm.BINARY);
                assertThatThrownBy(() -> MysqlTrial.unreadable(endpoint, moment, plan))
                        .isInstanceOf(MigrationException.class)
                        .hasMessageContaining("column d holds a date that is in no calendar")
                        .hasMessageContaining("zero-dates = quarantine");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WireForm.class)
    void rowsWithZeroDatesAreSetAsideAndCounted(WireForm form) {
        try (TestMariaDb source = withZeroDates()) {
            EndpointSpec endpoint =
                    MysqlTrial.with(source, zeroDates(MysqlSpec.ZeroDates.QUARANTINE));
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TablePlan plan = MysqlTrial.plan(MysqlTrial.table(moment, source, "z"), form);
                assertThat(MysqlTrial.unreadable(endpoint, moment, plan))
                        .containsExactly(
                                "id = 1: 22008 column d holds a date that is in no calendar",
                                "id = 2: 22008 column d holds a date that is in no calendar",
                                "id = 3: 22008 column t holds a date that is in no calendar",
                                "id = 4: 22008 column d holds a date that is in no calendar",
                                "id = 5: 22008 column s holds a date that is in no calendar");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(WireForm.class)
    void zeroDatesBecomeNull(WireForm form) throws Exception {
        try (TestMariaDb source = withZeroDates();
                TestDatabase target = TestDatabase.create("zero")) {
            EndpointSpec endpoint = MysqlTrial.with(source, zeroDates(MysqlSpec.ZeroDates.AS_NULL));
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TableInfo table = MysqlTrial.table(moment, source, "z");
                MysqlTrial.load(endpoint, moment, table, MysqlTrial.plan(table, form), target);
            }
            assertThat(target.rows("SELECT id, d, t FROM z ORDER BY id"))
                    .containsExactly(
                            "1|null|null",
                            "2|null|null",
                            "3|2024-02-29|null",
                            "4|null|null",
                            "5|2024-01-01|null",
                            "6|2024-01-01|2024-01-01 00:00:00");
        }
    }

    @Test
    void valuesThatTheirTypeCannotHoldAreSetAside() {
        try (TestMariaDb source = TestMariaDb.create("refused")) {
            source.execute(
                    "SET sql_mode = ''",
                    "CREATE TABLE r (id int PRIMARY KEY, flag tinyint(1), day time, state enum('a','b'),"
                            + " old varchar(9) CHARACTER SET cp1251)",
                    "INSERT INTO r VALUES (1, 2, NULL, NULL, NULL), (2, NULL, '24:00:01', NULL, NULL),"
                            + " (3, NULL, '-00:00:01', NULL, NULL), (4, NULL, NULL, 'c', NULL),"
                            + " (5, NULL, NULL, NULL, CONVERT(x'98' USING cp1251)), (6, 1, '24:00:00', 'b', 'ж')");
            EndpointSpec endpoint = MysqlTrial.with(source, zeroDates(MysqlSpec.ZeroDates.REFUSE));
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TablePlan plan =
                        MysqlTrial.plan(MysqlTrial.table(moment, source, "r"), WireForm.BINARY);
                assertThat(MysqlTrial.unreadable(endpoint, moment, plan))
                        .containsExactly(
                                "id = 1: 22003 value out of range for type boolean",
                                "id = 2: 22008 value is no time of a day",
                                "id = 3: 22008 value is no time of a day",
                                "id = 4: 22P02 the column holds the server's sign of an invalid ENUM value",
                                "id = 5: 22P05 a text has characters of its character set that Unicode has no place for");
            }
        }
    }

    @Test
    void rowsAreStreamedAndNotGathered() {
        try (TestMariaDb source = TestMariaDb.create("stream")) {
            source.execute(
                    "CREATE TABLE wide (id int PRIMARY KEY, body longtext)",
                    "INSERT INTO wide SELECT seq, REPEAT('x', 200000) FROM seq_1_to_400");
            EndpointSpec endpoint = source.endpoint();
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TablePlan plan =
                        MysqlTrial.plan(MysqlTrial.table(moment, source, "wide"), WireForm.BINARY);
                long received = received(source);
                try (WireRows rows =
                        MysqlTrial.read(endpoint, moment, plan, plan.chunks().get(0))) {
                    assertThat(rows.advance()).isTrue();
                    // What the server has sent when the first row is here: what sockets hold, of 80
                    // MB.
                    assertThat(received(source) - received).isLessThan(20_000_000);
                }
            }
        }
    }

    /** Bytes that sessions in the server have sent so far. */
    private static long received(TestMariaDb source) {
        return Long.parseLong(
                source.value(
                        "SELECT SUM(variable_value) FROM information_schema.global_status WHERE variable_name = 'BYTES_SENT'"));
    }

    @Test
    void aChunkThatIsLeftEarlyFreesItsReader() {
        try (TestMariaDb source = TestMariaDb.create("early")) {
            source.execute(
                    "CREATE TABLE n AS SELECT seq AS id, REPEAT('y', 1000) AS t FROM seq_1_to_100000");
            EndpointSpec endpoint = source.endpoint();
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TablePlan plan =
                        MysqlTrial.plan(MysqlTrial.table(moment, source, "n"), WireForm.BINARY);
                for (int time = 0; time < 3; time++) {
                    try (WireRows rows =
                            MysqlTrial.read(endpoint, moment, plan, plan.chunks().get(0))) {
                        assertThat(rows.advance()).isTrue();
                    }
                }
                long count = 0;
                try (WireRows rows =
                        MysqlTrial.read(endpoint, moment, plan, plan.chunks().get(0))) {
                    while (rows.advance()) {
                        count++;
                    }
                }
                assertThat(count).isEqualTo(100_000);
            }
        }
    }

    @Test
    void rowsOfATableWithRulesEndWithTheirPlace() {
        try (TestMariaDb source = TestMariaDb.create("rules")) {
            source.execute(
                    "CREATE TABLE p (id int PRIMARY KEY, a bigint)",
                    "INSERT INTO p VALUES (1, 10), (2, NULL)");
            EndpointSpec endpoint = source.endpoint();
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TableInfo table = MysqlTrial.table(moment, source, "p");
                RowRules rules =
                        new RowRules(
                                List.of(new DecodedColumn("a", "\"a\"", "bigint", "bigint")),
                                List.of(),
                                List.of(),
                                null,
                                List.of(),
                                0);
                TablePlan plan =
                        MysqlTrial.plan(
                                table,
                                WireForm.BINARY,
                                rules,
                                List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)));
                List<String> places = new ArrayList<>();
                try (WireRows rows =
                        MysqlTrial.read(endpoint, moment, plan, plan.chunks().get(0))) {
                    while (rows.advance()) {
                        ByteBuffer row =
                                ByteBuffer.wrap(rows.array(), rows.offset(), rows.length());
                        int fields = row.getShort();
                        List<String> lengths = new ArrayList<>();
                        long last = 0;
                        for (int field = 0; field < fields; field++) {
                            int length = row.getInt();
                            lengths.add("" + length);
                            if (field == fields - 1) {
                                last = row.getInt() * 65536L + row.getShort();
                            } else {
                                row.position(row.position() + Math.max(0, length));
                            }
                        }
                        places.add(String.join(",", lengths) + " at " + last);
                    }
                }
                assertThat(places).containsExactly("4,8,8,6 at 1", "4,-1,-1,6 at 2");
            }
        }
    }

    /** A table of 3000 rows numbered by n, and how many chunks it must at least make. */
    private record Keyed(String columns, String rows, int chunks) {}

    private static List<Keyed> keys() {
        return List.of(
                new Keyed("a int, b int, n int, PRIMARY KEY (a, b)", "seq DIV 7, seq, seq", 5),
                new Keyed("a int, b int, n int, PRIMARY KEY (a, b)", "seq DIV 2900, seq, seq", 5),
                new Keyed("a int PRIMARY KEY, n int", "seq, seq", 5),
                new Keyed(
                        "a bigint unsigned PRIMARY KEY, n int",
                        "IF(seq < 2700, seq, 18446744073709000000 + seq), seq",
                        5),
                new Keyed(
                        "a varchar(20) COLLATE utf8mb4_general_ci, b datetime, n int, PRIMARY KEY (a, b)",
                        "CONCAT('Ünï ', seq DIV 5), '2020-01-01' + INTERVAL seq SECOND, seq",
                        5),
                new Keyed(
                        "a varchar(20) CHARACTER SET latin1 PRIMARY KEY, n int",
                        "CONCAT('é''\\\\', seq), seq",
                        5),
                new Keyed(
                        "a binary(8) NOT NULL, n int, UNIQUE KEY u (a)",
                        "UNHEX(LPAD(HEX(seq * 7919), 16, '0')), seq",
                        5),
                new Keyed("a decimal(20,3) PRIMARY KEY, n int", "seq / 3, seq", 5),
                new Keyed(
                        "a timestamp(6), e enum('x','y'), n int, PRIMARY KEY (a, e, n)",
                        "'2020-01-01' + INTERVAL (seq DIV 2) MICROSECOND, 'x', seq",
                        5),
                new Keyed(
                        "d date, n int, PRIMARY KEY (d, n)",
                        "'2020-01-01' + INTERVAL (seq DIV 2000) DAY, seq",
                        5),
                new Keyed("a int NULL, n int, UNIQUE KEY u (a)", "NULL, seq", 1),
                new Keyed("a float PRIMARY KEY, n int", "seq, seq", 1),
                new Keyed("a int, n int", "seq, seq", 1));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void chunksAreDisjointAndCoverTheTable(Keyed key) {
        try (TestMariaDb source = TestMariaDb.create("cut")) {
            source.execute(
                    "SET time_zone = '+00:00'",
                    "CREATE TABLE c (" + key.columns() + ")",
                    "INSERT INTO c SELECT " + key.rows() + " FROM seq_1_to_3000",
                    "ANALYZE TABLE c");
            EndpointSpec endpoint = source.endpoint();
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TableInfo table = MysqlTrial.table(moment, source, "c");
                long bytes = table.statistics().heapBlocks() * 8192;
                List<ChunkPlan> chunks =
                        moment.cut(
                                MysqlTrial.plan(table, WireForm.BINARY),
                                new ChunkingSpec(ChunkingSpec.By.AUTO, bytes / 6, 1));
                assertThat(chunks.size()).isBetween(key.chunks(), 10);
                TablePlan plan = MysqlTrial.plan(table, WireForm.BINARY, null, chunks);
                List<Integer> numbers = new ArrayList<>();
                int most = 0;
                for (ChunkPlan chunk : chunks) {
                    int before = numbers.size();
                    try (WireRows rows = MysqlTrial.read(endpoint, moment, plan, chunk)) {
                        while (rows.advance()) {
                            // n is the last column.
                            numbers.add(
                                    ByteBuffer.wrap(rows.array())
                                            .getInt(rows.offset() + rows.length() - 4));
                        }
                    }
                    most = Math.max(most, numbers.size() - before);
                }
                assertThat(numbers).hasSize(3000).doesNotHaveDuplicates();
                if (key.chunks() > 1) {
                    assertThat(most).as("rows of the largest chunk").isLessThan(1000);
                    List<String> explained =
                            source.rows(
                                    "EXPLAIN SELECT * FROM c WHERE " + chunks.get(1).predicate());
                    assertThat(explained).singleElement().asString().contains("|range|");
                }
            }
        }
    }
}
