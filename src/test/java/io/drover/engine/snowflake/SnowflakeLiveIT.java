package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.engine.StoreContract;
import io.drover.engine.StoringEngine;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import io.drover.testing.snowflake.LiveSnowflake;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** What every store promises, kept by a real account; reported as not run where there is none. */
@EnabledIfEnvironmentVariable(
        named = LiveSnowflake.URL,
        matches = ".+",
        disabledReason = LiveSnowflake.WITHOUT)
class SnowflakeLiveIT extends StoreContract {
    private LiveSnowflake live;

    @BeforeEach
    void begin() {
        live = new LiveSnowflake();
    }

    @AfterEach
    void end() {
        if (live != null) {
            live.close();
        }
    }

    /** What {@link ServerDigests#NOT_BY_ITSELF} waits for. */
    @Test
    void theFormsOfTheAccountAreTheVectors() throws SQLException {
        try (Connection connection =
                Connections.open(
                        Side.TARGET,
                        live.endpoint(),
                        new Session("drover live test", Session.Timeouts.NONE))) {
            assertThat(TrialSql.trial().wrong(connection)).isEmpty();
            GoldenVectors.verify(connection);
        }
    }

    @Override
    protected StoringEngine engine() {
        return new SnowflakeEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return live.endpoint();
    }

    @Override
    protected List<String> rows(TableName table) {
        SnowflakeNames names = SnowflakeNames.of(live.endpoint());
        TableName place = names.place(table.name());
        return new SnowflakeSession(Side.TARGET, live.endpoint(), "drover live test")
                .run(
                        "look at " + table,
                        connection ->
                                new StandingTables(connection, names).has(place)
                                        ? SnowflakeSession.texts(
                                                connection,
                                                "SELECT CAST(\"ID\" AS VARCHAR) || '|' || COALESCE(\"NOTE\", 'null') FROM %s ORDER BY \"ID\""
                                                        .formatted(names.quote(place)))
                                        : null);
    }
}
