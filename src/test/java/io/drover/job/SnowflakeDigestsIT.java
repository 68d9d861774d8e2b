package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.drover.job.reconcile.ReconcileTables;
import io.drover.ledger.LedgerHome;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.spec.MigrationSpec;
import io.drover.testing.TestDatabase;
import io.drover.testing.snowflake.PlantedFunctions;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the digests of Snowflake's rows are made, and that either place tells the same. */
class SnowflakeDigestsIT {
    /** A table of which Snowflake's SQL has every form, and one of which it has not. */
    private static final String[] DIGESTED = {
        """
        CREATE TABLE made (
          id bigint PRIMARY KEY, b boolean, i integer, n numeric(12,4), t text, v varchar(5), c char(4),
          bin bytea, day date, at time, stamp timestamp, instant timestamptz, milli timestamptz(3), u uuid);
        INSERT INTO made VALUES
          (1, true, -7, -99999999.9900, E'a"b|c\\\\d\\ne''f ', 'äöü😀', 'ab', '\\x', '1582-10-15', '00:00:00',
           '1582-10-15 00:00:00', '2020-02-29 12:00:00.123456+02', '1969-12-31 23:59:59.999Z',
           'ffffffff-ffff-ffff-ffff-ffffffffffff'),
          (2, false, 0, 0, '', '', '', '\\x00ff', '9999-12-31', '23:59:59.999999', '9999-12-31 23:59:59.999999',
           '9999-12-31 23:59:59.999999Z', '2000-01-01Z', null),
          (3, null, null, null, null, null, null, null, null, null, null, null, null, null);
        INSERT INTO made (id, t) SELECT g, 'row ' || g FROM generate_series(4, 500) g
        """,
        "CREATE TABLE floats AS SELECT 1 AS id, 0.1::float8 AS f"
    };

    @TempDir private Path folder;
    private SnowflakeStandIn server;

    @BeforeEach
    void begin() {
        server = SnowflakeStandIn.start(StageKind.S3, ResultKind.ARROW);
    }

    @AfterEach
    void leave() {
        LedgerHome.leaveAll();
        server.close();
    }

    @Test
    void snowflakeDigestsWhereTheSpecSaysSo() throws IOException, SQLException {
        try (TestDatabase source = TestDatabase.create("digested_out");
                Connection h2 = server.h2()) {
            source.execute(DIGESTED);
            MigrationSpec out = spec(source, "reconcile.digest = server");
            SnowflakeTrips.migrate(out);
            ReconcileTables.Result proof = SnowflakeTrips.reconcile(out);
            assertThat(SnowflakeTrips.verdict(proof, "made")).isEqualTo("EQUAL");
            assertThat(SnowflakeTrips.table(proof, "made").computed())
                    .endsWith("target: by the server of snowflake (reconcile.digest is server)");
            assertThat(SnowflakeTrips.verdict(proof, "floats")).isEqualTo("EQUAL");
            assertThat(SnowflakeTrips.table(proof, "floats").computed())
                    .endsWith(
                            "target: in Spark tasks, of what the auditor of snowflake reads (column f: Snowflake has no function that gives the bytes of a FLOAT)");
            assertThat(server.statements())
                    .filteredOn(sql -> sql.contains("SHA2(") && sql.contains("\"MADE\""))
                    .singleElement(STRING)
                    .contains("\"MADE\" AT(TIMESTAMP => ");

            h2.createStatement().execute("UPDATE PUBLIC.MADE SET T = 'row 77 ' WHERE ID = 77");
            TableVerdict changed = SnowflakeTrips.table(SnowflakeTrips.reconcile(out), "made");
            assertThat(changed.verdict()).isEqualTo(Verdict.DIFFERENT);
            assertThat(changed.computed()).contains("target: by the server of snowflake");
            assertThat(changed.changed()).isEqualTo(1);
            assertThat(changed.shown().get(0).changedColumns()).containsExactly("t");
            assertThat(changed.shown().get(0).toString()).contains("77");
        }
    }

    @Test
    void sparkDigestsByItselfAndWhereAValueComesOutOtherwise() throws IOException {
        try (TestDatabase source = TestDatabase.create("undigested_out")) {
            source.execute(DIGESTED);
            MigrationSpec out = spec(source, "");
            SnowflakeTrips.migrate(out);
            TableVerdict byItself = SnowflakeTrips.table(SnowflakeTrips.reconcile(out), "made");
            assertThat(byItself.verdict()).isEqualTo(Verdict.EQUAL);
            assertThat(byItself.computed())
                    .contains(
                            "the auditor of snowflake reads (Snowflake's SQL was never tried on a real account");
            assertThat(server.statements()).noneMatch(sql -> sql.contains("SHA2("));

            PlantedFunctions.forgetBlanks(server);
            TableVerdict tried =
                    SnowflakeTrips.table(
                            SnowflakeTrips.reconcile(spec(source, "reconcile.digest = server")),
                            "made");
            assertThat(tried.verdict()).isEqualTo(Verdict.EQUAL);
            assertThat(tried.computed())
                    .contains(
                            "target: in Spark tasks, of what the auditor of snowflake reads (the server's form of VARCHAR ' ' is 000000010000001900000001 and not 00000001000000190000000120)");
        }
    }

    private MigrationSpec spec(TestDatabase source, String more) throws IOException {
        return SnowflakeTrips.spec(
                folder,
                "out",
                SnowflakeTrips.postgres(source),
                SnowflakeTrips.snowflake(server, ""),
                "select.include = [\"public.*\"]\n" + more);
    }
}
