package io.drover.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.engine.Moment;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.error.SnapshotLostException;
import io.drover.model.ChunkPlan;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.WireRows;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MysqlSpec;
import io.drover.testing.MariaDbServer;
import io.drover.testing.TestMariaDb;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MysqlMomentIT {
    private static final int ACCOUNTS = 2000;
    private static final int CHUNKS = 8;
    private static final int READERS = 4;

    /** Two writers move money between accounts; the sum is the same at every moment. */
    @Test
    void allReadersSeeOneMomentWhileOthersWrite() throws Exception {
        try (TestMariaDb source = TestMariaDb.create("moment")) {
            accounts(source);
            EndpointSpec endpoint = source.endpoint();
            AtomicBoolean stop = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(READERS + 2);
            try {
                CountDownLatch written = new CountDownLatch(200);
                List<Future<Integer>> writers = new ArrayList<>();
                for (int writer = 0; writer < 2; writer++) {
                    int first = writer;
                    writers.add(threads.submit(() -> move(source, first, stop, written)));
                }
                assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
                try (Moment moment = MysqlTrial.open(endpoint, READERS)) {
                    assertThat(moment.consistency()).isEqualTo("snapshot");
                    TablePlan plan = cut(moment, source, "account");
                    assertThat(plan.chunks()).hasSizeGreaterThanOrEqualTo(CHUNKS);
                    for (int pass = 0; pass < 3; pass++) {
                        List<Future<long[]>> sums = new ArrayList<>();
                        for (ChunkPlan chunk : plan.chunks()) {
                            Callable<long[]> task = () -> sum(endpoint, moment, plan, chunk);
                            sums.add(threads.submit(task));
                        }
                        long rows = 0;
                        long money = 0;
                        for (Future<long[]> sum : sums) {
                            rows += sum.get()[0];
                            money += sum.get()[1];
                        }
                        assertThat(rows).isEqualTo(ACCOUNTS);
                        assertThat(money).isEqualTo(100L * ACCOUNTS);
                    }
                } finally {
                    stop.set(true);
                }
                int moves = 0;
                for (Future<Integer> writer : writers) {
                    moves += writer.get();
                }
                assertThat(moves).as("moves while it was read").isGreaterThan(200);
            } finally {
                stop.set(true);
                threads.shutdown();
            }
        }
    }

    @Test
    void anUnchangedServerIsTheSameMomentAgain() {
        try (TestMariaDb source = TestMariaDb.create("same")) {
            source.execute("CREATE TABLE t (a int PRIMARY KEY)");
            String first = visible(source);
            assertThat(visible(source)).isEqualTo(first);
            source.execute("INSERT INTO t VALUES (1)");
            assertThat(visible(source)).isNotEqualTo(first);
        }
    }

    @Test
    void withoutABinaryLogNoMomentIsTheSame() {
        MariaDbServer other = MariaDbServer.start("--skip-log-bin");
        try (TestMariaDb source = TestMariaDb.create("nolog", other.port())) {
            assertThat(visible(source)).isNotEqualTo(visible(source));
        }
    }

    private static String visible(TestMariaDb source) {
        try (Moment moment = MysqlTrial.open(source.endpoint(), 2)) {
            return moment.snapshot().visible();
        }
    }

    @Test
    void whoMayNotLockReadsOnOneConnectionOrFuzzyOrNotAtAll() throws Exception {
        try (TestMariaDb source = TestMariaDb.create("poor")) {
            accounts(source);
            source.execute(
                    "CREATE USER IF NOT EXISTS 'poor'@'%' IDENTIFIED BY 'poor'",
                    "GRANT SELECT ON `" + source.name() + "`.* TO 'poor'@'%'");
            EndpointSpec single = source.endpoint("poor", "poor");
            try (Moment moment = MysqlTrial.open(single, READERS)) {
                assertThat(moment.consistency()).isEqualTo("snapshot");
                TablePlan plan = cut(moment, source, "account");
                source.execute("DELETE FROM account WHERE id > 10");
                long rows = 0;
                for (ChunkPlan chunk : plan.chunks()) {
                    rows += sum(single, moment, plan, chunk)[0];
                }
                assertThat(rows).isEqualTo(ACCOUNTS);
            }
            EndpointSpec fuzzy = without(single, MysqlSpec.WithoutLock.FUZZY);
            try (Moment moment = MysqlTrial.open(fuzzy, READERS)) {
                assertThat(moment.consistency()).startsWith("fuzzy: the user may not");
                TablePlan plan = cut(moment, source, "account");
                source.execute("DELETE FROM account WHERE id > 5");
                long rows = 0;
                for (ChunkPlan chunk : plan.chunks()) {
                    rows += sum(fuzzy, moment, plan, chunk)[0];
                }
                assertThat(rows).isEqualTo(5);
            } finally {
                io.drover.jdbc.ConnectionPool.closeAll();
            }
            EndpointSpec refused = without(single, MysqlSpec.WithoutLock.REFUSE);
            assertThatThrownBy(() -> MysqlTrial.open(refused, READERS))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("GRANT RELOAD");
        }
    }

    private static EndpointSpec without(EndpointSpec endpoint, MysqlSpec.WithoutLock way) {
        return MysqlTrial.with(
                endpoint,
                new MysqlSpec(
                        MysqlSpec.ZeroDates.REFUSE,
                        MysqlSpec.TinyintOfOne.SMALLINT,
                        MysqlSpec.Time.INTERVAL,
                        way));
    }

    @Test
    void aReaderThatTheServerKillsLosesTheMoment() throws Exception {
        try (TestMariaDb source = TestMariaDb.create("killed")) {
            accounts(source);
            EndpointSpec endpoint = source.endpoint();
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TableInfo table = MysqlTrial.table(moment, source, "account");
                TablePlan plan = MysqlTrial.plan(table, WireForm.BINARY);
                String reader = source.sessions().get(0);
                source.execute("KILL " + reader.substring(0, reader.indexOf('|')));
                assertThatThrownBy(() -> sum(endpoint, moment, plan, plan.chunks().get(0)))
                        .isInstanceOf(SnapshotLostException.class)
                        .hasMessageContaining("ended a connection")
                        .hasMessageContaining("same command again");
                assertThatThrownBy(() -> sum(endpoint, moment, plan, plan.chunks().get(0)))
                        .isInstanceOf(SnapshotLostException.class);
            }
        }
    }

    @Test
    void aReaderThatIsKilledAmidItsRowsLosesTheMoment() throws Exception {
        try (TestMariaDb source = TestMariaDb.create("amid")) {
            source.execute(
                    "CREATE TABLE account AS SELECT seq AS id, REPEAT('x', 2000) AS body FROM seq_1_to_50000");
            EndpointSpec endpoint = source.endpoint();
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TablePlan plan =
                        MysqlTrial.plan(
                                MysqlTrial.table(moment, source, "account"), WireForm.BINARY);
                try (WireRows rows =
                        MysqlTrial.read(endpoint, moment, plan, plan.chunks().get(0))) {
                    assertThat(rows.advance()).isTrue();
                    String reader = source.sessions().get(0);
                    source.execute("KILL " + reader.substring(0, reader.indexOf('|')));
                    assertThatThrownBy(
                                    () -> {
                                        while (rows.advance()) {
                                            // On to where the connection ends.
                                        }
                                    })
                            .isInstanceOf(SnapshotLostException.class);
                }
            }
        }
    }

    @Test
    void aTableThatIsAlteredSinceTheMomentIsTold() {
        try (TestMariaDb source = TestMariaDb.create("altered")) {
            accounts(source);
            EndpointSpec endpoint = source.endpoint();
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TablePlan plan =
                        MysqlTrial.plan(
                                MysqlTrial.table(moment, source, "account"), WireForm.BINARY);
                source.execute("ALTER TABLE account ADD COLUMN note int, FORCE");
                assertThatThrownBy(() -> sum(endpoint, moment, plan, plan.chunks().get(0)))
                        .isInstanceOf(SnapshotLostException.class)
                        .hasMessageContaining("altered since");
            }
        }
    }

    @Test
    void bothSchemesOfAUrlMeanTheSame() {
        try (TestMariaDb source = TestMariaDb.create("scheme")) {
            accounts(source);
            EndpointSpec plain = source.endpoint();
            EndpointSpec endpoint =
                    new EndpointSpec(
                            "mysql",
                            source.mysqlUrl(),
                            plain.user(),
                            plain.password(),
                            plain.properties(),
                            4,
                            plain.connectTimeout(),
                            plain.statementTimeout(),
                            plain.lockTimeout(),
                            null);
            try (Moment moment = MysqlTrial.open(endpoint, 1)) {
                TablePlan plan =
                        MysqlTrial.plan(
                                MysqlTrial.table(moment, source, "account"), WireForm.BINARY);
                assertThat(sum(endpoint, moment, plan, plan.chunks().get(0))[0])
                        .isEqualTo(ACCOUNTS);
            }
        }
    }

    @Test
    void anIdleReaderOutlivesTheServersTimeOut() throws Exception {
        MariaDbServer impatient =
                MariaDbServer.start("--wait-timeout=1", "--interactive-timeout=1");
        try (TestMariaDb source = TestMariaDb.create("idle", impatient.port())) {
            accounts(source);
            EndpointSpec endpoint = source.endpoint();
            try (Connection plain = source.connect();
                    Moment moment = MysqlTrial.open(endpoint, 2)) {
                TableInfo table = MysqlTrial.table(moment, source, "account");
                TablePlan plan = MysqlTrial.plan(table, WireForm.BINARY);
                // The server ends a session that did not ask for more patience.
                source.value("SELECT SLEEP(2.5)");
                assertThat(plain.isValid(1)).isFalse();
                assertThat(sum(endpoint, moment, plan, plan.chunks().get(0))[0])
                        .isEqualTo(ACCOUNTS);
            }
        }
    }

    @Test
    void aMomentThatIsOverIsLost() throws Exception {
        try (TestMariaDb source = TestMariaDb.create("over")) {
            accounts(source);
            EndpointSpec endpoint = source.endpoint();
            Moment moment = MysqlTrial.open(endpoint, 1);
            TablePlan plan =
                    MysqlTrial.plan(MysqlTrial.table(moment, source, "account"), WireForm.BINARY);
            moment.close();
            assertThatThrownBy(() -> sum(endpoint, moment, plan, plan.chunks().get(0)))
                    .isInstanceOf(SnapshotLostException.class);
        }
    }

    @Test
    void aLongTransactionThatHoldsTheLockOffIsTold() throws Exception {
        try (TestMariaDb source = TestMariaDb.create("locked")) {
            accounts(source);
            EndpointSpec plain = source.endpoint();
            EndpointSpec hasty =
                    new EndpointSpec(
                            "mysql",
                            plain.url(),
                            plain.user(),
                            plain.password(),
                            plain.properties(),
                            8,
                            plain.connectTimeout(),
                            plain.statementTimeout(),
                            java.time.Duration.ofSeconds(1),
                            null);
            try (Connection holder = source.connect();
                    Statement statement = holder.createStatement()) {
                statement.execute("LOCK TABLES account WRITE");
                assertThatThrownBy(() -> MysqlTrial.open(hasty, 2))
                        .isInstanceOfSatisfying(
                                MigrationException.class,
                                failure ->
                                        assertThat(failure.kind()).isEqualTo(ErrorKind.TRANSIENT))
                        .hasMessageContaining("held off FLUSH TABLES WITH READ LOCK");
            }
        }
    }

    @Test
    void aTableWithoutTransactionsMakesTheMomentFuzzy() {
        try (TestMariaDb source = TestMariaDb.create("aria")) {
            source.execute("CREATE TABLE t (a int PRIMARY KEY) ENGINE = MyISAM");
            try (Moment moment = MysqlTrial.open(source.endpoint(), 1)) {
                MysqlTrial.catalog(moment, source, "t");
                assertThat(moment.consistency())
                        .startsWith("fuzzy: no transaction covers")
                        .contains("MyISAM");
            }
        }
    }

    private static void accounts(TestMariaDb source) {
        source.execute(
                "CREATE TABLE account (id int PRIMARY KEY, money bigint NOT NULL)",
                "INSERT INTO account SELECT seq, 100 FROM seq_1_to_" + ACCOUNTS,
                "ANALYZE TABLE account");
    }

    private static int move(
            TestMariaDb source, int first, AtomicBoolean stop, CountDownLatch written)
            throws SQLException {
        int moves = 0;
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Each writer has accounts of its own, so that none waits for the other.
            for (int step = 0; !stop.get(); step++) {
                int from = 2 * (step * 31 % (ACCOUNTS / 2)) + first + 1;
                int to = 2 * (step * 17 % (ACCOUNTS / 2)) + first + 1;
                statement.execute("UPDATE account SET money = money - 1 WHERE id = " + from);
                statement.execute("UPDATE account SET money = money + 1 WHERE id = " + to);
                connection.commit();
                written.countDown();
                moves++;
            }
        }
        return moves;
    }

    private static TablePlan cut(Moment moment, TestMariaDb source, String name) {
        TableInfo table = MysqlTrial.table(moment, source, name);
        TablePlan whole = MysqlTrial.plan(table, WireForm.BINARY);
        long bytes = Math.max(16, table.statistics().heapBlocks() * 8192 / CHUNKS);
        List<ChunkPlan> chunks =
                moment.cut(whole, new ChunkingSpec(ChunkingSpec.By.AUTO, bytes, 16));
        return MysqlTrial.plan(table, WireForm.BINARY, null, chunks);
    }

    /** Rows and the sum of the second column, a bigint behind an integer. */
    private static long[] sum(
            EndpointSpec endpoint, Moment moment, TablePlan plan, ChunkPlan chunk) {
        long[] sum = new long[2];
        try (WireRows rows = MysqlTrial.read(endpoint, moment, plan, chunk)) {
            while (rows.advance()) {
                sum[0]++;
                sum[1] += ByteBuffer.wrap(rows.array()).getLong(rows.offset() + 14);
            }
        }
        return sum;
    }
}
