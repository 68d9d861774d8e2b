package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.ledger.Ledger;
import io.drover.testing.FaultProxy;
import io.drover.testing.FaultProxy.Scope;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are cut while a chunk is under way, on either side, one or all of them. */
class LostConnectionIT {
    private static final String ROWS =
            "SELECT count(*) || ' ' || sum(hashtextextended(t::text, 0)) FROM public.big t";
    private static final long IN_THE_MIDDLE = 900_000;

    private Trial trial;
    private FaultProxy sourceProxy;
    private FaultProxy targetProxy;
    private String[] more;

    @BeforeEach
    void open() {
        trial = new Trial("cut");
        trial.source.execute(
                "CREATE TABLE big (id bigint PRIMARY KEY, name text NOT NULL)",
                "INSERT INTO big SELECT g, repeat('x', 50) || g FROM generate_series(1, 30000) g");
        sourceProxy = new FaultProxy();
        targetProxy = new FaultProxy();
        more =
                new String[] {
                    "chunking { target-bytes = 256KiB, small-table-bytes = 64KiB }",
                    "source.url = \"" + sourceProxy.url(trial.source) + "\"",
                    "target.url = \"" + targetProxy.url(trial.target) + "\""
                };
    }

    @AfterEach
    void close() throws IOException {
        sourceProxy.close();
        targetProxy.close();
        trial.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneLostConnectionIsTriedAgainWithinTheRun(boolean onTheSource) {
        FaultProxy proxy = onTheSource ? sourceProxy : targetProxy;
        proxy.cutAfter(IN_THE_MIDDLE, Scope.ONE);
        trial.migrate(more);
        assertThat(proxy.cuts()).isEqualTo(1);
        assertThat(trial.target.value(ROWS)).isEqualTo(trial.source.value(ROWS));
        assertThat(trial.target.value("SELECT count(*) || ' ' || min(kind) FROM drover.attempt"))
                .isEqualTo("1 TRANSIENT");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aServerThatDropsEverybodyEndsTheRunAndTheSameCommandFinishesTheJob(boolean theSource) {
        FaultProxy proxy = theSource ? sourceProxy : targetProxy;
        proxy.cutAfter(IN_THE_MIDDLE, Scope.ALL);
        assertThatThrownBy(() -> trial.migrate(more))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.TRANSIENT))
                .hasMessageContaining("ive the same command again");
        assertThat(proxy.cuts()).isEqualTo(1);
        trial.migrate(more);
        assertThat(trial.target.value(ROWS)).isEqualTo(trial.source.value(ROWS));
        assertThat(trial.target.value("SELECT count(*) FROM drover.run")).isEqualTo("2");
    }

    @Test
    void aSecondDriverIsRefusedWhileTheFirstIsAtWork() throws SQLException {
        Session session = new Session("first driver", Session.Timeouts.NONE);
        try (Connection first = Connections.open(Side.TARGET, trial.target.endpoint(), session)) {
            new Ledger(first).claim("trial");
            assertThatThrownBy(() -> trial.migrate(more))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONSISTENCY))
                    .hasMessageContaining("another driver is at work");
        }
    }
}
