package io.drover.engine.snowflake;

import io.drover.engine.Engine;
import io.drover.engine.EngineContract;
import io.drover.model.TableName;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tables of the stand-in as a source, by the real connector and driver. */
class SnowflakeEngineSparkTest extends EngineContract {
    private SnowflakeStandIn server;

    @BeforeEach
    void begin() {
        server = SnowflakeStandIn.start(stage(), results());
    }

    @AfterEach
    void end() {
        server.close();
    }

    StageKind stage() {
        return StageKind.S3;
    }

    ResultKind results() {
        return ResultKind.ARROW;
    }

    @Override
    protected Engine engine() {
        return new SnowflakeEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return SnowflakeEndpoints.of(server);
    }

    @Override
    protected void execute(String... statements) {
        Properties properties = new Properties();
        properties.put("user", server.user());
        properties.put("password", server.password());
        properties.put("db", "DROVER");
        properties.put("schema", "PUBLIC");
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), properties);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    protected TableName table(String name) {
        return new TableName("public", name);
    }

    @Override
    protected String integerType() {
        return "NUMBER(19,0)";
    }

    @Override
    protected String integerLogical() {
        return "numeric(19,0)";
    }

    @Override
    protected String keyTextType() {
        return "VARCHAR";
    }

    /** A row has a hundred bytes in the stand-in, packed. */
    @Override
    protected ChunkingSpec smallChunks() {
        return new ChunkingSpec(ChunkingSpec.By.AUTO, 32_768, 512);
    }

    @Override
    protected boolean hasIndexes() {
        return false;
    }

    @Override
    protected boolean makesMisfits() {
        return false;
    }

    /** TIME goes as text, of which a row in binary form has none. */
    @Override
    protected List<Sample> samples() {
        return List.of(
                new Sample("BOOLEAN", "TRUE", "boolean", v -> v.addBoolean(true)),
                new Sample(
                        "NUMBER(38,0)",
                        "-99999999999999999999999999999999999999",
                        "numeric(38,0)",
                        v ->
                                v.addDecimal(
                                        new BigDecimal("-99999999999999999999999999999999999999"))),
                new Sample(
                        "NUMBER(10,2)",
                        "-0.01",
                        "numeric(10,2)",
                        v -> v.addDecimal(new BigDecimal("-0.01"))),
                new Sample("FLOAT", "0.1", "double precision", v -> v.addFloat(0.1)),
                new Sample(
                        "VARCHAR(10)",
                        "' é 😀 '",
                        "character varying(10)",
                        v -> v.addText(" é 😀 ")),
                new Sample("VARCHAR", "''", "text", v -> v.addText("")),
                new Sample(
                        "DATE", "'9999-12-31'", "date", v -> v.addDate(LocalDate.of(9999, 12, 31))),
                new Sample(
                        "TIMESTAMP_NTZ(6)",
                        "'2025-03-30 02:30:00.000001'",
                        "timestamp without time zone",
                        v -> v.addTimestamp(LocalDateTime.parse("2025-03-30T02:30:00.000001"))),
                new Sample(
                        "TIMESTAMP_LTZ(6)",
                        "'1969-12-31 23:59:59.999999 +00:00'",
                        "timestamp with time zone",
                        v -> v.addInstant(Instant.parse("1969-12-31T23:59:59.999999Z"))));
    }
}
