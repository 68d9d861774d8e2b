package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalType;
import io.drover.dialect.snowflake.DigestedColumn;
import io.drover.engine.jdbc.DigestTrial;
import io.drover.engine.jdbc.DigestTrial.Value;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The SQL that Snowflake is to digest with, through the real driver against the stand-in: it shows
 * the text and the way, not that Snowflake agrees.
 */
class DigestTrialTest {
    private SnowflakeStandIn server;
    private Connection connection;

    @BeforeEach
    void begin() {
        server = SnowflakeStandIn.start(StageKind.S3, ResultKind.JSON);
        connection =
                Connections.open(
                        Side.TARGET,
                        SnowflakeEndpoints.of(server),
                        new Session("test", Session.Timeouts.NONE));
    }

    @AfterEach
    void end() throws SQLException {
        connection.close();
        server.close();
    }

    @Test
    void everyShippedValueComesOutRight() throws SQLException {
        assertThat(TrialSql.trial().values()).hasSizeGreaterThan(70);
        assertThat(TrialSql.trial().wrong(connection)).isEmpty();
    }

    @Test
    void everyGoldenVectorThatAColumnHoldsComesOutRight() throws SQLException {
        GoldenVectors.verify(connection);
    }

    @Test
    void allThatComesOutWrongIsNamed() throws SQLException {
        List<Value> wrong = new ArrayList<>(TrialSql.trial().values());
        wrong.add(value("NUMBER(10,2)", "00000003312e30", "1.0"));
        wrong.add(value("NUMBER(10,2)", "00000003322e30", "2.0"));
        DigestTrial<DigestedColumn> trial = new DigestTrial<>(wrong, new TrialSql());
        assertThat(trial.wrong(connection))
                .containsExactly(
                        "the server's form of NUMBER(10,2) '1.0' is 00000001000004130000000131 and not 000000010000041300000003312e30",
                        "the server's form of NUMBER(10,2) '2.0' is 00000001000004130000000132 and not 000000010000041300000003322e30");
        assertThat(trial.refusal(connection).orElseThrow()).contains("'1.0'");
    }

    private static Value value(String type, String bytes, String text) {
        return new Value(CanonicalType.DECIMAL, type, HexFormat.of().parseHex(bytes), text);
    }
}
