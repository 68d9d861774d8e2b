package io.drover.engine.snowflake;

import io.drover.engine.StoreContract;
import io.drover.engine.StoringEngine;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import io.drover.testing.snowflake.LiveSnowflake;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
