package io.drover.job.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.run.CheckFinding;
import io.drover.job.run.Findings;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.ReadPath;
import io.drover.model.SchemaMode;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import io.drover.spec.QuarantineSpec;
import io.drover.spec.ReconcileSpec;
import io.drover.spec.SelectSpec;
import io.drover.spec.TransferSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServerChecksTest {
    private final Findings findings = new Findings();
    private final ServerChecks checks = new ServerChecks(spec(null), findings);

    /** A server with nothing wrong; each test spoils one thing. */
    private static final class Facts {
        private int versionNumber = 170002;
        private String identity = "7/5";
        private String encoding = "UTF8";
        private boolean standby;
        private boolean readOnly;
        private int used = 3;
        private int reserved = 3;
        private int roleLimit = -1;
        private int databaseLimit = -1;
        private String standbyDelay = "30s";
        private boolean standbyFeedback;
        private Duration skew = Duration.ZERO;

        ServerFacts make() {
            return new ServerFacts(
                    versionNumber,
                    "PostgreSQL " + versionNumber / 10000,
                    "shop",
                    "mover",
                    false,
                    identity,
                    encoding,
                    standby,
                    readOnly,
                    100,
                    reserved,
                    used,
                    roleLimit,
                    databaseLimit,
                    6400,
                    standbyDelay,
                    standbyFeedback,
                    skew);
        }
    }

    private final Facts facts = new Facts();

    @ParameterizedTest
    @EnumSource(Side.class)
    void aServerWithNothingWrongIsWell(Side side) {
        assertThat(checks.one(side, facts.make())).isTrue();
        assertThat(bad()).isEmpty();
        assertThat(findings.all()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void anUnsupportedVersionIsRefusedAndNothingElseIsAsked(Side side) {
        facts.versionNumber = 110022;

        assertThat(checks.one(side, facts.make())).isFalse();
        assertThat(bad()).singleElement().asString().contains("PostgreSQL 11 is not supported");
        assertThat(new CheckMigration.Result(findings.all()).worst())
                .hasValueSatisfying(
                        kind -> assertThat(kind.exitCode()).isEqualTo(side == Side.SOURCE ? 4 : 5));
    }

    @Test
    void versionsOutsideOfWhatIsTestedOrCutByBlocksAreSaid() {
        facts.versionNumber = 130000;
        checks.one(Side.SOURCE, facts.make());
        facts.versionNumber = 200000;
        checks.one(Side.TARGET, facts.make());

        assertThat(bad())
                .satisfiesExactly(
                        old -> assertThat(old).contains("WARNING", "TID range scan"),
                        young -> assertThat(young).contains("WARNING", "newer than any"));
    }

    @Test
    void connectionsAreCountedWithoutTheReservedOnes() {
        facts.reserved = 93;
        checks.one(Side.SOURCE, facts.make());

        assertThat(bad())
                .singleElement()
                .asString()
                .contains(
                        "FAILURE",
                        "only 7 are not reserved",
                        "Lower source.max-connections (now 8)");
    }

    @Test
    void connectionsThatOthersHoldNowAreAWarning() {
        facts.used = 95;
        checks.one(Side.TARGET, facts.make());

        assertThat(bad()).singleElement().asString().contains("WARNING", "3 are free now");
    }

    @Test
    void limitsOfTheRoleAndTheDatabaseAreFailures() {
        facts.roleLimit = 4;
        checks.one(Side.SOURCE, facts.make());
        facts.roleLimit = -1;
        facts.databaseLimit = 5;
        checks.one(Side.SOURCE, facts.make());

        assertThat(bad())
                .satisfiesExactly(
                        role ->
                                assertThat(role)
                                        .contains("ALTER ROLE \"mover\" CONNECTION LIMIT 8;"),
                        database ->
                                assertThat(database)
                                        .contains("ALTER DATABASE \"shop\" CONNECTION LIMIT 8;"));
    }

    @Test
    void aClockThatIsAMinuteOffIsSaid() {
        facts.skew = Duration.ofSeconds(-61);
        checks.one(Side.TARGET, facts.make());

        assertThat(bad()).singleElement().asString().contains("61 seconds behind");
    }

    @Test
    void aStandbyIsASourceWithCareAndNoTarget() {
        facts.standby = true;
        checks.one(Side.SOURCE, facts.make());
        checks.one(Side.TARGET, facts.make());

        assertThat(bad())
                .satisfiesExactly(
                        reach -> assertThat(reach).contains("WARNING", "this standby only"),
                        replay ->
                                assertThat(replay)
                                        .contains("WARNING", "max_standby_streaming_delay is 30s"),
                        target -> assertThat(target).contains("FAILURE", "takes no writes"));
    }

    @Test
    void aReadOnlyTargetIsAFailure() {
        facts.readOnly = true;
        checks.one(Side.TARGET, facts.make());

        assertThat(bad())
                .singleElement()
                .asString()
                .contains("FAILURE", "SET default_transaction_read_only = off;");
    }

    @Test
    void encodingsAreCompared() {
        facts.encoding = "LATIN1";
        ServerFacts latin = facts.make();
        facts.encoding = "UTF8";
        facts.identity = "8/5";
        ServerFacts unicode = facts.make();

        checks.together(latin, unicode);
        assertThat(bad()).isEmpty();
        checks.together(unicode, latin);
        assertThat(bad()).singleElement().asString().contains("WARNING", "LATIN1", "UTF8");
    }

    @Test
    void theSourcesOwnDatabaseIsNoTargetUnlessInAnotherSchema() {
        checks.together(facts.make(), facts.make());
        assertThat(bad()).singleElement().asString().contains("FAILURE", "very database");

        Findings others = new Findings();
        new ServerChecks(spec("core"), others).together(facts.make(), facts.make());
        assertThat(others.all()).allMatch(one -> one.level() == CheckFinding.Level.OK);
    }

    private List<String> bad() {
        return findings.all().stream()
                .filter(finding -> finding.level() != CheckFinding.Level.OK)
                .map(CheckFinding::toString)
                .toList();
    }

    private static MigrationSpec spec(@Nullable String targetSchema) {
        EndpointSpec endpoint =
                new EndpointSpec(
                        "postgres",
                        "jdbc:postgresql://old/shop",
                        "mover",
                        null,
                        Map.of(),
                        8,
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(30),
                        null);
        return new MigrationSpec(
                "shop",
                endpoint,
                endpoint,
                new SelectSpec(List.of("*.*"), List.of(), targetSchema),
                SchemaMode.CREATE,
                LoadMode.REPLACE,
                ReadPath.PIPE,
                new ChunkingSpec(ChunkingSpec.By.AUTO, 1 << 26, 1 << 23),
                new QuarantineSpec(0, 1),
                new TransferSpec(1 << 26, 2, Duration.ofSeconds(60)),
                new ReconcileSpec(20, 100_000),
                List.of());
    }
}
