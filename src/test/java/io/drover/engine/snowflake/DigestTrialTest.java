package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class DigestTrialTest {
    @Test
    void everyShippedValueComesOutRight() throws SQLException {
        try (SnowflakeStandIn server = SnowflakeStandIn.start(StageKind.S3, ResultKind.JSON);
                Connection connection =
                        Connections.open(
                                Side.TARGET,
                                SnowflakeEndpoints.of(server),
                                new Session("test", Session.Timeouts.NONE))) {
            assertThat(TrialSql.trial().values()).hasSizeGreaterThan(70);
            assertThat(TrialSql.trial().wrong(connection)).isEmpty();
        }
    }
}
