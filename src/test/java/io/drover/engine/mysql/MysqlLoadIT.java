package io.drover.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.engine.StoredType;
import io.drover.engine.jdbc.LogicalType;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import io.drover.testing.MariaDbServer;
import io.drover.testing.TestMariaDb;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Into a server whose own sql_mode lets values be cut. */
class MysqlLoadIT {
    private static final List<String> LOGICAL =
            List.of(
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
                    "jsonb");

    private static List<StoredType> types() {
        return LOGICAL.stream()
                .map(
                        logical ->
                                StoredTypes.of(
                                        new ColumnInfo(
                                                "c",
                                                logical,
                                                LogicalType.of(logical).shape(),
                                                false,
                                                null,
                                                null,
                                                null,
                                                null,
                                                false,
                                                null,
                                                null),
                                        StoredTypes.Product.MARIADB))
                .toList();
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (int column = 0; column < LOGICAL.size(); column++) {
            names.add("c" + column);
        }
        return names;
    }

    private static void create(TestMariaDb target) {
        List<StoredType> types = types();
        StringBuilder sql = new StringBuilder("CREATE TABLE t (c0 INT NOT NULL PRIMARY KEY");
        for (int column = 1; column < types.size(); column++) {
            sql.append(", c%d %s NULL".formatted(column, types.get(column).name()));
        }
        target.execute(sql.append(")").toString());
    }

    private static Object[] row(int id) {
        return new Object[] {
            id,
            "a\t\\é",
            new BigDecimal("-1.50"),
            true,
            "10110",
            "\\\t\n\0x".getBytes(StandardCharsets.UTF_8),
            LocalDate.of(2024, 2, 29),
            LocalDateTime.of(2024, 3, 31, 2, 30, 0, 500_000_000),
            Instant.parse("2100-01-01T00:00:00.123456Z"),
            "line\nfeed \\N 'quote' \u0000 𝄞",
            0.1,
            "24:00:00.000001",
            "123e4567-e89b-12d3-a456-426655440000",
            "{\"a\": 1e400}"
        };
    }

    private static Object[] changed(int id, int column, Object value) {
        Object[] row = row(id);
        row[column] = value;
        return row;
    }

    private static Connection open(TestMariaDb target) throws Exception {
        Connection connection =
                Connections.open(
                        Side.TARGET, target.endpoint(), new Session("test", Session.Timeouts.NONE));
        connection.setAutoCommit(false);
        return connection;
    }

    @Test
    void valuesArriveWholeByFileAndByInserts() throws Exception {
        MariaDbServer lenient = MariaDbServer.start("--sql-mode=");
        MariaDbServer closed = MariaDbServer.start("--sql-mode=", "--local-infile=0");
        List<List<String>> loaded = new ArrayList<>();
        for (MariaDbServer server : List.of(lenient, closed)) {
            try (TestMariaDb target = TestMariaDb.create("load", server.port());
                    Connection connection = open(target)) {
                create(target);
                BulkLoad load =
                        new BulkLoad(
                                connection,
                                new TableName(target.name(), "t"),
                                BulkLoad.columns(names(), types()));
                Object[] empty = new Object[LOGICAL.size()];
                empty[0] = 3;
                assertThat(load.load(List.of(row(1), row(2), empty))).isEmpty();
                assertThat(load.wentByFile()).isEqualTo(server == lenient);
                connection.commit();
                loaded.add(
                        target.rows(
                                "SELECT c0, HEX(c1), c2, c3 + 0, c4, HEX(c5), c6, CAST(c7 AS CHAR), c8, HEX(c9), c10, c11, c12, c13 FROM t ORDER BY c0"));
            }
        }
        assertThat(loaded.get(0)).isEqualTo(loaded.get(1));
        assertThat(loaded.get(0).get(0))
                .isEqualTo(
                        "1|61095CC3A9|-1.50|1|10110|5C090A0078|2024-02-29|2024-03-31 02:30:00.500|2100-01-01 00:00:00.123456|"
                                + "6C696E650A66656564205C4E202771756F74652720"
                                + "0020F09D849E|0.1|24:00:00.000001|123e4567-e89b-12d3-a456-426655440000|{\"a\": 1e400}");
        assertThat(loaded.get(0).get(2)).isEqualTo("3" + "|null".repeat(13));
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingIsCut() throws Exception {
        MariaDbServer lenient = MariaDbServer.start("--sql-mode=");
        try (TestMariaDb target = TestMariaDb.create("strict", lenient.port());
                Connection connection = open(target)) {
            create(target);
            BulkLoad load =
                    new BulkLoad(
                            connection,
                            new TableName(target.name(), "t"),
                            BulkLoad.columns(names(), types()));
            List<Object[]> rows =
                    List.of(
                            row(1),
                            changed(2, 1, "longer"),
                            changed(3, 2, new BigDecimal("1000.00")),
                            row(4),
                            row(4),
                            changed(6, 0, null),
                            changed(7, 6, "2024-02-30"),
                            changed(8, 10, "NaN"),
                            changed(10, 13, "{"),
                            row(11));
            assertThat(load.load(rows))
                    .extracting(BulkLoad.Refused::row)
                    .containsExactly(1, 2, 4, 5, 6, 7, 8);
            connection.commit();
            assertThat(target.rows("SELECT c0, c1 FROM t ORDER BY c0"))
                    .containsExactly("1|a\t\\é", "4|a\t\\é", "11|a\t\\é");
            assertThat(load.load(List.<Object[]>of(row(4))))
                    .singleElement()
                    .satisfies(
                            refused -> {
                                assertThat(refused.state()).isEqualTo("23000");
                                assertThat(refused.reason()).contains("Duplicate entry for key");
                            });
            connection.rollback();
        }
    }
}
