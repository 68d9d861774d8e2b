package io.drover.engine.snowflake;

import io.drover.engine.StoreContract;
import io.drover.engine.StoringEngine;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every store promises, kept by the real connector and driver against the stand-in. */
class SnowflakeStoreSparkTest extends StoreContract {
    private SnowflakeStandIn server;

    @BeforeEach
    void begin() {
        server = SnowflakeStandIn.start(StageKind.S3, ResultKind.ARROW);
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Override
    protected StoringEngine engine() {
        return new SnowflakeEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return SnowflakeEndpoints.of(server);
    }

    @Override
    protected List<String> rows(TableName table) {
        return rows(server, table.name());
    }

    /** Rows of a table as {@code id|note}, by id; null where none stands. */
    static List<String> rows(SnowflakeStandIn server, String table) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = server.h2();
                ResultSet found =
                        connection
                                .createStatement()
                                .executeQuery(
                                        "SELECT id, note FROM PUBLIC.\"%s\" ORDER BY 1"
                                                .formatted(table.toUpperCase(Locale.ROOT)))) {
            while (found.next()) {
                rows.add(found.getString(1) + "|" + found.getString(2));
            }
            return rows;
        } catch (SQLException failure) {
            if (failure.getSQLState().startsWith("42S")) {
                return null;
            }
            throw new IllegalStateException(failure);
        }
    }
}
