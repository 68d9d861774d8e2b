package io.drover.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.engine.Store;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.ConnectionPool;
import io.drover.model.LoadMode;
import io.drover.spec.EndpointSpec;
import io.drover.testing.FaultProxy;
import io.drover.testing.MariaDbServer;
import io.drover.testing.TestMariaDb;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers, sessions and tables that a load must not trust. */
class MysqlBadTargetIT {
    private static final int ROWS = 2_000;
    private static final int BREAK = 1_500;

    /** By their ports: tasks run in this JVM, but what they run is serialized. */
    private static final Map<Integer, FaultProxy> PROXIES = new ConcurrentHashMap<>();

    private static List<Row> rows() {
        return MysqlStoreTrial.numbers(0, ROWS).stream()
                .map(id -> RowFactory.create(id, "row " + id))
                .toList();
    }

    private static StoredTable table(Store store) {
        StoredTable table = MysqlStoreTrial.table(store, "t", LoadMode.APPEND, "integer", "text");
        MysqlStoreTrial.begin(store, table);
        return table;
    }

    private static void assertEachRowOnce(TestMariaDb target) {
        assertThat(target.value("SELECT concat_ws(' ', count(*), count(DISTINCT c0)) FROM t"))
                .isEqualTo(ROWS + " " + ROWS);
        assertThat(
                        target.value(
                                "SELECT concat_ws(' ', count(*), sum(loaded_rows)) FROM drover_receipt"))
                .isEqualTo("1 " + ROWS);
    }

    @Test
    void aTableWithoutTransactionsIsRefusedUnlessItIsReplaced() throws Exception {
        try (TestMariaDb target = TestMariaDb.create("myisam");
                AutoCloseable pools = ConnectionPool::closeAll;
                Store store = MysqlStoreTrial.open(target.endpoint())) {
            target.execute("CREATE TABLE t (c0 INT PRIMARY KEY, c1 LONGTEXT) ENGINE = MyISAM");
            for (LoadMode mode : List.of(LoadMode.APPEND, LoadMode.UPSERT)) {
                StoredTable table = MysqlStoreTrial.table(store, "t", mode, "integer", "text");
                assertThatThrownBy(() -> store.ddl(List.of(table)))
                        .isInstanceOf(MigrationException.class)
                        .hasMessageContaining("its storage engine MyISAM has no transactions")
                        .hasMessageContaining("ENGINE = InnoDB");
                assertThatThrownBy(() -> MysqlStoreTrial.load(store, table, rows()))
                        .hasMessageContaining("MyISAM");
            }
            StoredTable replaced =
                    MysqlStoreTrial.table(store, "t", LoadMode.REPLACE, "integer", "text");
            MysqlStoreTrial.begin(store, replaced);
            assertThat(MysqlStoreTrial.load(store, replaced, rows()).loaded()).isEqualTo(ROWS);
            MysqlStoreTrial.swap(store, replaced);
            assertEachRowOnce(target);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aRowLargerThanAPacketIsSetAsideWithTheSettingsName(int files) throws Exception {
        MariaDbServer small =
                MariaDbServer.start("--max-allowed-packet=1M", "--local-infile=" + files);
        try (TestMariaDb target = TestMariaDb.create("packet", small.port());
                AutoCloseable pools = ConnectionPool::closeAll;
                Store store = MysqlStoreTrial.open(target.endpoint())) {
            StoredTable table =
                    MysqlStoreTrial.table(store, "t", LoadMode.APPEND, "integer", "text", "bytea");
            MysqlStoreTrial.begin(store, table);
            List<Row> rows = new ArrayList<>();
            MysqlStoreTrial.numbers(0, 40)
                    .forEach(id -> rows.add(RowFactory.create(id, "'\\".repeat(50_000), null)));
            rows.add(RowFactory.create(100, "x".repeat(2 << 20), null));
            rows.add(RowFactory.create(101, null, new byte[2 << 20]));
            rows.add(RowFactory.create(102, "behind", null));
            StoredChunk chunk = MysqlStoreTrial.load(store, table, rows);
            if (files == 1) {
                // A file is sent in pieces.
                assertThat(MysqlStoreTrial.refused(chunk)).isEmpty();
            } else {
                assertThat(MysqlStoreTrial.refused(chunk).keySet()).containsExactly(41L, 42L);
                assertThat(MysqlStoreTrial.refused(chunk).values())
                        .allMatch(
                                reason ->
                                        reason.startsWith("54000")
                                                && reason.contains(
                                                        "max_allowed_packet of the target, which is 1048576 bytes"));
            }
            assertThat(target.value("SELECT count(*) FROM t")).isEqualTo("" + chunk.loaded());
            assertThat(
                            target.value(
                                    "SELECT count(*) FROM t WHERE c0 < 40 AND c1 <> repeat('\\'\\\\', 50000)"))
                    .isEqualTo("0");
            assertThat(
                            target.rows(
                                    "SELECT length(c1), length(c2) FROM t WHERE c0 IN (100, 101) ORDER BY c0"))
                    .isEqualTo(files == 1 ? List.of("2097152|null", "null|2097152") : List.of());
            assertThat(chunk.loaded() + chunk.quarantined()).isEqualTo(43);
        }
    }

    @Test
    void anIdleWriterOutlivesTheServersTimeOut() throws Exception {
        MariaDbServer impatient =
                MariaDbServer.start("--wait-timeout=1", "--interactive-timeout=1");
        try (TestMariaDb target = TestMariaDb.create("idle", impatient.port());
                AutoCloseable pools = ConnectionPool::closeAll;
                Store store = MysqlStoreTrial.open(target.endpoint())) {
            StoredTable table = table(store);
            String url = target.url();
            StoredChunk chunk =
                    MysqlStoreTrial.load(
                            store,
                            table,
                            0,
                            rows(),
                            row -> {
                                if (row.getInt(0) == BREAK) {
                                    told(url, "SELECT SLEEP(2.5)");
                                }
                                return List.of(row).iterator();
                            });
            assertThat(chunk.loaded()).isEqualTo(ROWS);
            assertEachRowOnce(target);
        }
    }

    @Test
    void aWriterThatIsKilledAmidItsRowsIsTransientAndTheChunkComesAgain() throws Exception {
        try (TestMariaDb target = TestMariaDb.create("killed_writer");
                AutoCloseable pools = ConnectionPool::closeAll;
                Store store = MysqlStoreTrial.open(target.endpoint())) {
            StoredTable table = table(store);
            String url = target.url();
            List<Row> wide =
                    MysqlStoreTrial.numbers(0, ROWS).stream()
                            .map(id -> RowFactory.create(id, "row " + "x".repeat(10_000)))
                            .toList();
            assertThatThrownBy(
                            () ->
                                    MysqlStoreTrial.load(
                                            store,
                                            table,
                                            0,
                                            wide,
                                            row -> {
                                                if (row.getInt(0) == BREAK) {
                                                    killOthers(url);
                                                }
                                                return List.of(row).iterator();
                                            }))
                    .hasStackTraceContaining("Give the same command again");
            assertThat(target.value("SELECT count(*) FROM t")).isEqualTo("0");
            assertThat(MysqlStoreTrial.load(store, table, wide).loaded()).isEqualTo(ROWS);
            assertEachRowOnce(target);
        }
    }

    @Test
    void aConnectionLostAtCommitLeavesEachRowOnce() throws Exception {
        for (boolean heard : new boolean[] {false, true}) {
            try (TestMariaDb target = TestMariaDb.create("commit");
                    FaultProxy proxy = new FaultProxy(TestMariaDb.server().port());
                    AutoCloseable pools = ConnectionPool::closeAll;
                    Store store = MysqlStoreTrial.open(through(proxy, target))) {
                StoredTable table = table(store);
                int port = proxy.port();
                PROXIES.put(port, proxy);
                assertThatThrownBy(
                                () ->
                                        MysqlStoreTrial.load(
                                                store,
                                                table,
                                                0,
                                                rows(),
                                                row -> {
                                                    if (row.getInt(0) == BREAK) {
                                                        cut(port, heard);
                                                    }
                                                    return List.of(row).iterator();
                                                }))
                        .hasStackTraceContaining("Give the same command again");
                assertThat(proxy.cuts()).isEqualTo(1);
                assertThat(target.value("SELECT count(*) FROM t"))
                        .isEqualTo(heard ? "" + ROWS : "0");
                assertThat(store.loaded(table)).as("settled").isEmpty();
                assertThat(MysqlStoreTrial.load(store, table, rows()).loaded()).isEqualTo(ROWS);
                assertEachRowOnce(target);
            }
        }
    }

    @Test
    void aLostConnectionIsTransient() throws Exception {
        try (TestMariaDb target = TestMariaDb.create("lost");
                FaultProxy proxy = new FaultProxy(TestMariaDb.server().port());
                AutoCloseable pools = ConnectionPool::closeAll;
                Store store = MysqlStoreTrial.open(through(proxy, target))) {
            StoredTable table = table(store);
            proxy.cutBefore("drover_receipt");
            assertThatThrownBy(() -> store.loaded(table))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            lost -> assertThat(lost.kind()).isEqualTo(ErrorKind.TRANSIENT))
                    .hasMessageContaining("Give the same command again");
        }
    }

    private static EndpointSpec through(FaultProxy proxy, TestMariaDb target) {
        EndpointSpec direct = target.endpoint();
        return new EndpointSpec(
                direct.type(),
                "jdbc:mariadb://127.0.0.1:" + proxy.port() + "/" + target.name(),
                direct.user(),
                direct.password(),
                direct.properties(),
                direct.maxConnections(),
                direct.connectTimeout(),
                direct.statementTimeout(),
                direct.lockTimeout(),
                null);
    }

    private static void cut(int port, boolean heard) {
        FaultProxy proxy = PROXIES.get(port);
        if (heard) {
            proxy.cutTheAnswerTo("COMMIT");
        } else {
            proxy.cutBefore("COMMIT");
        }
    }

    private static void told(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "drover", "drover");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void killOthers(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "drover", "drover");
                Statement statement = connection.createStatement();
                Statement kill = connection.createStatement();
                ResultSet sessions =
                        statement.executeQuery(
                                "SELECT id FROM information_schema.processlist WHERE db = database() AND id <> connection_id()")) {
            while (sessions.next()) {
                kill.execute("KILL CONNECTION " + sessions.getLong(1));
            }
        }
    }
}
