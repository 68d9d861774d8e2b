package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.engine.EngineFact;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import io.drover.testing.snowflake.SnowflakeStandIn.Warehouse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a check tells of a session, by the real driver against the stand-in. */
class SessionFactsTest {
    private SnowflakeStandIn server;

    @BeforeEach
    void begin() {
        server = SnowflakeStandIn.start(StageKind.S3, ResultKind.JSON);
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void roleDatabaseAndWarehouseAreTold() {
        assertThat(facts())
                .allMatch(fact -> fact.mend().isEmpty())
                .extracting(EngineFact::what)
                .satisfiesExactly(
                        session ->
                                assertThat(session)
                                        .matches(
                                                "The role is [A-Z]+, the database DROVER, the schema PUBLIC\\."),
                        warehouse ->
                                assertThat(warehouse)
                                        .isEqualTo(
                                                "The warehouse is LOAD_WH, of size X-Small; it is started."));
    }

    @Test
    void warehouseThatAQueryResumesIsNoTrouble() {
        server.warehouse(Warehouse.ASLEEP);
        assertThat(facts().get(1))
                .isEqualTo(
                        new EngineFact(
                                "The warehouse is LOAD_WH, of size X-Small; it is suspended, and the first query resumes it.",
                                ""));
        assertThat(server.statements()).noneMatch(sql -> sql.contains("RESUME"));
    }

    @Test
    void warehouseThatNoQueryResumesIsToldWithWhatMendsIt() {
        server.warehouse(Warehouse.SUSPENDED);
        EngineFact fact = facts().get(1);
        assertThat(fact.what())
                .isEqualTo(
                        "The warehouse LOAD_WH (X-Small) is suspended and is not resumed by a query.");
        assertThat(fact.mend()).contains("ALTER WAREHOUSE \"LOAD_WH\" RESUME", "GRANT OPERATE");
    }

    private List<EngineFact> facts() {
        return new SnowflakeEngine().facts(Side.TARGET, SnowflakeEndpoints.of(server), "test");
    }
}
