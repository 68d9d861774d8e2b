package io.drover.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.engine.Store;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredTable;
import io.drover.jdbc.ConnectionPool;
import io.drover.model.LoadMode;
import io.drover.testing.MariaDbServer;
import io.drover.testing.TestMariaDb;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Into a server whose own sql_mode lets values be cut, by LOAD DATA and by inserts. */
class MysqlLoadIT {
    private static final String[] TYPES = {
        "integer",
        "character varying(5)",
        "numeric(5,2)",
        "boolean",
        "bit(5)",
        "bytea",
        "date",
        "timestamp(3) without time zone",
        "timestamp with time zone",
        "text",
        "double precision",
        "time without time zone",
        "uuid",
        "jsonb",
        "bit(64)",
        "bit(65)"
    };

    /** Servers that no other test has. */
    enum Server {
        LENIENT,
        LENIENT_WITHOUT_FILES;

        private boolean takesFiles() {
            return this == LENIENT;
        }

        private TestMariaDb database(String purpose) {
            return TestMariaDb.create(purpose, STARTED.computeIfAbsent(this, Server::start).port());
        }

        private static MariaDbServer start(Server server) {
            return MariaDbServer.start(
                    "--sql-mode=", "--local-infile=" + (server.takesFiles() ? 1 : 0));
        }
    }

    private static final Map<Server, MariaDbServer> STARTED = new ConcurrentHashMap<>();

    private static Object[] values(int id) {
        return new Object[] {
            id,
            "a\t\\é",
            new BigDecimal("-1.50"),
            true,
            "10110",
            "\\\t\n\0x\r".getBytes(StandardCharsets.UTF_8),
            Date.valueOf(LocalDate.of(2024, 2, 29)),
            LocalDateTime.of(2024, 3, 31, 2, 30, 0, 500_000_000),
            java.sql.Timestamp.from(Instant.parse("2100-01-01T00:00:00.123456Z")),
            "line\r\nfeed \\N 'quote' \u0000 𝄞",
            0.1,
            "24:00:00.000001",
            "123e4567-e89b-12d3-a456-426655440000",
            "{\"a\": 1e400}",
            "1".repeat(64),
            "01".repeat(32) + "1"
        };
    }

    private static Row row(int id) {
        return RowFactory.create(values(id));
    }

    private static Row changed(int id, int column, Object value) {
        Object[] values = values(id);
        values[column] = value;
        return RowFactory.create(values);
    }

    private static Row onlyKey(int id) {
        Object[] values = new Object[TYPES.length];
        values[0] = id;
        return RowFactory.create(values);
    }

    @ParameterizedTest
    @EnumSource
    void valuesArriveWhole(Server server) throws Exception {
        try (TestMariaDb target = server.database("whole");
                AutoCloseable pools = ConnectionPool::closeAll;
                Store store = MysqlStoreTrial.open(target.endpoint())) {
            StoredTable table = MysqlStoreTrial.table(store, "t", LoadMode.APPEND, TYPES);
            MysqlStoreTrial.begin(store, table);
            StoredChunk chunk =
                    MysqlStoreTrial.load(
                            store,
                            table,
                            List.of(row(1), changed(2, 3, false), changed(3, 9, ""), onlyKey(4)));
            assertThat(MysqlStoreTrial.refused(chunk)).isEmpty();
            assertThat(target.rows("SHOW GLOBAL STATUS LIKE 'Com_load'").get(0))
                    .isEqualTo(server.takesFiles() ? "Com_load|1" : "Com_load|0");
            assertThat(store.warnings()).hasSize(server.takesFiles() ? 0 : 1);
            List<String> rows =
                    target.rows(
                            "SELECT c0, HEX(c1), c2, c3 + 0, LPAD(BIN(c4), 5, '0'), HEX(c5), c6, CAST(c7 AS CHAR), c8, HEX(c9), c10, c11, c12, c13, BIN(c14), c15 FROM t ORDER BY c0");
            String whole =
                    "1|61095CC3A9|-1.50|1|10110|5C090A00780D|2024-02-29|2024-03-31 02:30:00.500|2100-01-01 00:00:00.123456|"
                            + "6C696E650D0A66656564205C4E202771756F74652720"
                            + "0020F09D849E|0.1|24:00:00.000001|123e4567-e89b-12d3-a456-426655440000|{\"a\": 1e400}|"
                            + "1".repeat(64)
                            + "|"
                            + "01".repeat(32)
                            + "1";
            assertThat(rows.get(0)).isEqualTo(whole);
            assertThat(rows.get(1)).isEqualTo("2" + whole.substring(1).replace("50|1|1", "50|0|1"));
            assertThat(rows.get(2)).contains(".123456||0.1|");
            assertThat(rows.get(3)).isEqualTo("4" + "|null".repeat(TYPES.length - 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatDoesNotFitIsRefusedAndNothingIsCut(Server server) throws Exception {
        try (TestMariaDb target = server.database("strict");
                AutoCloseable pools = ConnectionPool::closeAll;
                Store store = MysqlStoreTrial.open(target.endpoint())) {
            StoredTable table = MysqlStoreTrial.table(store, "t", LoadMode.APPEND, TYPES);
            MysqlStoreTrial.begin(store, table);
            List<Row> rows =
                    new ArrayList<>(
                            List.of(
                                    row(1),
                                    changed(2, 1, "longer"),
                                    changed(3, 1, "blank "),
                                    row(4),
                                    row(4),
                                    changed(6, 0, null),
                                    changed(7, 12, "none"),
                                    changed(8, 10, Double.NaN),
                                    changed(9, 13, "{"),
                                    changed(10, 11, "838:59:60"),
                                    changed(11, 6, Date.valueOf(LocalDate.of(-43, 3, 15))),
                                    changed(12, 7, LocalDateTime.of(10_000, 1, 1, 0, 0)),
                                    row(13)));
            MysqlStoreTrial.numbers(100, 600).forEach(id -> rows.add(row(id)));
            rows.add(row(650));
            StoredChunk chunk = MysqlStoreTrial.load(store, table, rows);
            assertThat(MysqlStoreTrial.refused(chunk).keySet())
                    .containsExactly(2L, 3L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 614L);
            assertThat(MysqlStoreTrial.refused(chunk))
                    .hasEntrySatisfying(3L, reason -> assertThat(reason).contains("'c1'"))
                    .hasEntrySatisfying(
                            614L,
                            reason ->
                                    assertThat(reason)
                                            .startsWith("23000 Duplicate entry for key")
                                            .doesNotContain("650"));
            assertThat(chunk.loaded()).isEqualTo(603);
            assertThat(target.value("SELECT count(*) FROM t")).isEqualTo("603");
            assertThat(target.rows("SELECT c0, c1 FROM t WHERE c0 < 100 ORDER BY c0"))
                    .containsExactly("1|a\t\\é", "4|a\t\\é", "13|a\t\\é");
        }
    }

    @ParameterizedTest
    @EnumSource
    void upsertChangesRowsOfTheSameKeyAndNoOthers(Server server) throws Exception {
        try (TestMariaDb target = server.database("merged");
                AutoCloseable pools = ConnectionPool::closeAll;
                Store store = MysqlStoreTrial.open(target.endpoint())) {
            target.execute(
                    "CREATE TABLE t (c0 VARCHAR(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci PRIMARY KEY,"
                            + " c1 VARCHAR(10) UNIQUE, c2 LONGTEXT, kept INT DEFAULT 7)",
                    "INSERT INTO t VALUES ('a', 'one', 'old', 1), ('b', 'two', 'old', 2)");
            StoredTable table =
                    MysqlStoreTrial.table(
                            store,
                            "t",
                            LoadMode.UPSERT,
                            "character varying(10)",
                            "character varying(10)",
                            "text");
            MysqlStoreTrial.begin(store, table);
            StoredChunk chunk =
                    MysqlStoreTrial.load(
                            store,
                            table,
                            List.of(
                                    RowFactory.create("b", "2", "changed"),
                                    RowFactory.create("c", "three", "new"),
                                    RowFactory.create("d", "one", "would take the place of a"),
                                    RowFactory.create("A", "four", "is not a"),
                                    RowFactory.create("C", "five", "is not c"),
                                    RowFactory.create("e", "one too long", "cut"),
                                    RowFactory.create("f", null, null)));
            assertThat(target.rows("SELECT c0, c1, c2, kept FROM t ORDER BY c0"))
                    .containsExactly(
                            "a|one|old|1", "b|2|changed|2", "c|three|new|7", "f|null|null|7");
            assertThat(MysqlStoreTrial.refused(chunk).keySet()).containsExactly(3L, 4L, 5L, 6L);
            assertThat(chunk.loaded()).isEqualTo(3);
            assertThat(target.value("SELECT loaded_rows FROM drover_receipt")).isEqualTo("3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void upsertsOfChunksAtOnceDoNotStandInEachOthersWay(Server server) throws Exception {
        try (TestMariaDb target = server.database("at_once");
                AutoCloseable pools = ConnectionPool::closeAll;
                Store store = MysqlStoreTrial.open(target.endpoint())) {
            StoredTable table =
                    MysqlStoreTrial.table(store, "t", LoadMode.UPSERT, "integer", "text");
            MysqlStoreTrial.begin(store, table);
            target.execute("INSERT INTO t VALUES (-1, 'kept'), (5, 'old'), (20001, 'kept')");
            List<Row> rows =
                    MysqlStoreTrial.numbers(0, 20_000).stream()
                            .map(id -> RowFactory.create(id * 7919 % 20_000, "new"))
                            .toList();
            assertThat(MysqlStoreTrial.loadChunks(store, table, rows, 10)).isEqualTo(20_000);
            assertThat(target.rows("SELECT c1, count(*) FROM t GROUP BY c1 ORDER BY c1"))
                    .containsExactly("kept|2", "new|20000");
        }
    }
}
