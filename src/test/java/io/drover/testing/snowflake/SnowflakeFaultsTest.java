package io.drover.testing.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each fault of the stand-in does to the real driver. */
class SnowflakeFaultsTest {
    private SnowflakeStandIn server;
    private Connection connection;

    @BeforeEach
    void start() throws SQLException {
        server = SnowflakeStandIn.start(StageKind.S3, ResultKind.JSON);
        connection =
                DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        run("CREATE TABLE t (id INT)");
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        server.close();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int count() throws SQLException {
        try (Connection h2 = server.h2();
                Statement statement = h2.createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM t")) {
            result.next();
            return result.getInt(1);
        }
    }

    private static int errorCode(Throwable failure) {
        return ((SQLException) failure).getErrorCode();
    }

    @Test
    void aStatementFailsBeforeItsEffect() throws SQLException {
        server.faults().once(Fault.failsBefore("insert into t"));
        assertThatThrownBy(() -> run("INSERT INTO t VALUES (1)"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("before the effect");
        assertThat(count()).isZero();
        run("INSERT INTO t VALUES (1)");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aStatementFailsAfterItsEffect() throws SQLException {
        server.faults().once(Fault.failsAfter("insert into t"));
        assertThatThrownBy(() -> run("INSERT INTO t VALUES (1)"))
                .hasMessageContaining("after the effect");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aLostReplyIsAskedForAgainAndTheStatementRunsOnce() throws SQLException {
        server.faults().times(2, Fault.replyLost("insert into t"));
        run("INSERT INTO t VALUES (1)");
        assertThat(server.faults().fired()).hasSize(2);
        assertThat(count()).isEqualTo(1);
        assertThat(server.statements()).containsOnlyOnce("INSERT INTO t VALUES (1)");
    }

    @Test
    void aReplyCutAtCommitLeavesTheClientInDoubt() throws SQLException {
        connection.setAutoCommit(false);
        run("INSERT INTO t VALUES (1)");
        server.faults().once(Fault.replyCut("^commit"));
        assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aDroppedRequestIsSentAgain() throws SQLException {
        server.faults().once(Fault.droppedBefore("insert into t"));
        run("INSERT INTO t VALUES (1)");
        assertThat(server.faults().fired()).hasSize(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void anOverloadedServerIsTriedAgain() throws SQLException {
        server.faults().once(Fault.httpStatus("insert into t", 503));
        server.faults().once(Fault.httpStatus("insert into t", 429));
        run("INSERT INTO t VALUES (1)");
        assertThat(server.faults().fired()).hasSize(2);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void anExpiredTokenIsRenewed() throws SQLException {
        connection.setAutoCommit(false);
        run("INSERT INTO t VALUES (1)");
        server.faults().once(Fault.sessionExpired("insert into t"));
        run("INSERT INTO t VALUES (2)");
        connection.commit();
        assertThat(server.faults().fired()).hasSize(1);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void aSlowAnswerComes() throws SQLException {
        server.faults().once(Fault.slow("insert into t", Duration.ofMillis(300)));
        long began = System.nanoTime();
        run("INSERT INTO t VALUES (1)");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThan(Duration.ofMillis(300));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aTimeoutCancelsWhatIsSlow() throws SQLException {
        server.faults().once(Fault.slow("insert into t", Duration.ofSeconds(60)));
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.execute("INSERT INTO t VALUES (1)"))
                    .satisfies(failure -> assertThat(errorCode(failure)).isEqualTo(604));
        }
        assertThat(count()).isZero();
    }

    @Test
    void refusalsComeWithSnowflakesNumbers() {
        server.faults().once(Fault.missingPrivilege("insert", "table 'T'"));
        assertThatThrownBy(() -> run("INSERT INTO t VALUES (1)"))
                .hasMessageContaining("Insufficient privileges to operate on table 'T'")
                .satisfies(failure -> assertThat(errorCode(failure)).isEqualTo(3001));
        server.faults().once(Fault.suspendedWarehouse("insert"));
        assertThatThrownBy(() -> run("INSERT INTO t VALUES (1)"))
                .satisfies(failure -> assertThat(errorCode(failure)).isEqualTo(606));
        // The driver is registered under two names: DriverManager tries the second after the first.
        server.faults().always(Fault.loginRefused("390144", "JWT token is invalid."));
        assertThatThrownBy(
                        () ->
                                DriverManager.getConnection(
                                        server.jdbcUrl(), server.user(), server.password()))
                .hasMessageContaining("JWT token is invalid.")
                .satisfies(failure -> assertThat(errorCode(failure)).isEqualTo(390144));
    }
}
