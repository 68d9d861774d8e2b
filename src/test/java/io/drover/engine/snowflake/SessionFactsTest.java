package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.engine.EngineFact;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.spec.EndpointSpec;
import io.drover.testing.TestSpec;
import io.drover.testing.snowflake.Fault;
import io.drover.testing.snowflake.PlantedFunctions;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import io.drover.testing.snowflake.SnowflakeStandIn.Warehouse;
import java.util.List;
import java.util.Map;
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
                                                "The warehouse is LOAD_WH, of size X-Small; it is started."),
                        digests ->
                                assertThat(digests)
                                        .matches(
                                                "The canonical form's \\d\\d shipped values give the same on this account: reconcile\\.digest = server may be used\\."));
    }

    @Test
    void warehouseThatAQueryResumesIsNoTrouble() {
        server.warehouse(Warehouse.ASLEEP);
        assertThat(facts().get(1))
                .isEqualTo(
                        new EngineFact(
                                "The warehouse is LOAD_WH, of size X-Small; it is suspended, and the first query resumes it.",
                                ""));
        assertThat(facts().get(2).what())
                .contains("could not be tried on this account: the warehouse is not started");
        assertThat(server.statements())
                .noneMatch(sql -> sql.contains("RESUME"))
                .noneMatch(sql -> sql.contains("SHA2"));
    }

    @Test
    void warehouseThatNoQueryResumesIsToldWithWhatMendsIt() {
        server.warehouse(Warehouse.SUSPENDED);
        EngineFact fact = facts().get(1);
        assertThat(fact.what())
                .isEqualTo(
                        "The warehouse LOAD_WH (X-Small) is suspended and is not resumed by a query: migrate and reconcile resume it, if the role may.");
        assertThat(fact.mend()).contains("GRANT OPERATE ON WAREHOUSE \"LOAD_WH\"");
        assertThat(server.statements()).noneMatch(sql -> sql.contains("RESUME"));
    }

    @Test
    void runResumesWhatNoQueryResumesAndNotesIt() {
        assertThat(begun()).containsEntry("warehouse", "LOAD_WH, X-Small").containsKey("role");
        server.warehouse(Warehouse.ASLEEP);
        assertThat(begun()).containsEntry("warehouse", "LOAD_WH, X-Small");
        assertThat(server.statements()).noneMatch(sql -> sql.contains("RESUME"));

        server.warehouse(Warehouse.SUSPENDED);
        assertThat(begun()).containsEntry("warehouse", "LOAD_WH, X-Small, resumed by this run");
        assertThat(facts().get(1).what()).endsWith("it is started.");
    }

    @Test
    void refusalToResumeTellsTheGrant() {
        server.warehouse(Warehouse.SUSPENDED);
        server.faults().always(Fault.missingPrivilege("ALTER WAREHOUSE", "warehouse 'LOAD_WH'"));
        assertThatThrownBy(this::begun)
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.TARGET))
                .hasMessageContaining("GRANT USAGE, OPERATE ON WAREHOUSE LOAD_WH TO ROLE");
    }

    @Test
    void targetWithoutItsSchemaIsNoneAndASourceNeedsNone() {
        String nowhere =
                """
                { type = snowflake, url = "%s", user = %s, password = "%s"
                  snowflake { database = drover, schema = inbox, authentication = password } }
                """
                        .formatted(server.jdbcUrl(), server.user(), server.password());
        EndpointSpec endpoint = TestSpec.target(nowhere);
        assertThatThrownBy(() -> new SnowflakeEngine().facts(Side.TARGET, endpoint, "test"))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining(
                        "CREATE SCHEMA \"DROVER\".\"INBOX\" and GRANT USAGE, CREATE TABLE");
        assertThat(new SnowflakeEngine().facts(Side.SOURCE, endpoint, "test")).hasSize(3);
    }

    private Map<String, String> begun() {
        return new SnowflakeEngine().begin(Side.TARGET, SnowflakeEndpoints.of(server), "test");
    }

    @Test
    void valuesThatComeOutOtherwiseAreNamed() {
        PlantedFunctions.forgetBlanks(server);
        EngineFact fact = facts().get(2);
        assertThat(fact.what())
                .matches(
                        "Of the canonical form's \\d\\d shipped values 3 come out otherwise on this account: .*")
                .contains(
                        "the server's form of VARCHAR ' ' is 000000010000001900000001 and not 00000001000000190000000120",
                        "VARCHAR 'ab ' is");
        assertThat(fact.mend()).contains("digests are made in Spark");
    }

    @Test
    void withoutAWarehouseNothingIsTried() {
        List<EngineFact> facts =
                facts(
                        SnowflakeEndpoints.of(
                                server.jdbcUrl() + "&warehouse=NONE",
                                server.user(),
                                server.password(),
                                false));
        assertThat(facts.get(2).what()).contains("no warehouse that the role sees");
        assertThat(server.statements()).noneMatch(sql -> sql.contains("SHA2"));
    }

    private List<EngineFact> facts() {
        return facts(SnowflakeEndpoints.of(server));
    }

    private static List<EngineFact> facts(EndpointSpec endpoint) {
        return new SnowflakeEngine().facts(Side.TARGET, endpoint, "test");
    }
}
