package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.error.ErrorKind;
import io.drover.job.check.CheckMigration;
import io.drover.job.run.CheckFinding;
import io.drover.spec.SpecReader;
import io.drover.testing.TestSpark;
import io.drover.testing.snowflake.PlantedFunctions;
import io.drover.testing.snowflake.SnowflakeStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a PostgreSQL that has another engine on its other side. */
class EngineChecksIT {
    @TempDir private Path folder;

    @Test
    void targetThatPermitsNothingIsToldWithItsGrants() throws IOException {
        try (CheckFixture shop = new CheckFixture()) {
            CheckMigration.Result checked =
                    check(
                            files("orders"),
                            "{ type = postgres, url = \"%s\", user = check_mover, password = hunter2 }"
                                    .formatted(shop.target().url()));
            assertThat(checked.worst()).contains(ErrorKind.TARGET);
            assertThat(texts(checked, CheckFinding.Level.FAILURE))
                    .anyMatch(text -> text.contains("GRANT CREATE ON DATABASE"));
        }
    }

    @Test
    void ledgerOfAnotherRoleIsToldWithItsGrant() throws IOException {
        try (CheckFixture shop = new CheckFixture()) {
            shop.target()
                    .execute(
                            "GRANT CREATE ON DATABASE %s TO check_mover"
                                    .formatted(shop.target().name()),
                            "CREATE SCHEMA drover",
                            "CREATE TABLE drover.load (id int)");
            CheckMigration.Result checked =
                    check(
                            files("orders"),
                            "{ type = postgres, url = \"%s\", user = check_mover, password = hunter2 }"
                                    .formatted(shop.target().url()));
            assertThat(texts(checked, CheckFinding.Level.FAILURE))
                    .anyMatch(
                            text ->
                                    text.contains(
                                            "GRANT USAGE, CREATE ON SCHEMA \"drover\" TO \"check_mover\""));
        }
    }

    @Test
    void sourceThatMayNotBeReadIsToldWithItsGrant() {
        // As the command does where a side is Delta.
        TestSpark.session();
        try (CheckFixture shop = new CheckFixture()) {
            CheckMigration.Result checked =
                    check(
                            "{ type = postgres, url = \"%s\", user = check_mover, password = hunter2 }"
                                    .formatted(shop.source().url()),
                            "{ type = delta, url = \"%s\" }".formatted(folder.resolve("lake")));
            assertThat(texts(checked, CheckFinding.Level.FAILURE))
                    .anyMatch(text -> text.contains("GRANT SELECT"));
        }
    }

    @Test
    void migrationThatMayGoIsReady() throws IOException {
        try (CheckFixture shop = new CheckFixture()) {
            CheckMigration.Result checked =
                    check(
                            files("orders"),
                            "{ type = postgres, url = \"%s\", user = postgres, password = postgres }"
                                    .formatted(shop.target().url()));
            assertThat(checked.worst()).isEmpty();
            assertThat(texts(checked, CheckFinding.Level.OK))
                    .anyMatch(text -> text.startsWith("A plan can be made: 1 table"));
        }
    }

    @Test
    void warehouseThatNoQueryResumesIsToldBeforeTheRun() throws IOException {
        try (SnowflakeStandIn server =
                SnowflakeStandIn.start(
                        SnowflakeStandIn.StageKind.S3, SnowflakeStandIn.ResultKind.JSON)) {
            server.warehouse(SnowflakeStandIn.Warehouse.SUSPENDED);
            CheckMigration.Result checked =
                    check(
                            files("orders"),
                            "{ type = snowflake, url = \"%s\", user = %s, password = \"%s\", snowflake { database = drover, authentication = password } }"
                                    .formatted(server.jdbcUrl(), server.user(), server.password()));
            assertThat(texts(checked, CheckFinding.Level.FAILURE)).isEmpty();
            assertThat(texts(checked, CheckFinding.Level.OK))
                    .anyMatch(text -> text.contains("the database DROVER, the schema PUBLIC"));
            assertThat(texts(checked, CheckFinding.Level.WARNING))
                    .anyMatch(
                            text ->
                                    text.startsWith("The warehouse LOAD_WH (X-Small) is suspended")
                                            && text.contains("GRANT OPERATE"))
                    .anyMatch(text -> text.startsWith("No plan was made"));
            assertThat(server.statements()).noneMatch(sql -> sql.contains("RESUME"));
        }
    }

    @Test
    void digestsThatAnAccountMakesOtherwiseAreToldBeforeTheRun() throws IOException {
        try (SnowflakeStandIn server =
                SnowflakeStandIn.start(
                        SnowflakeStandIn.StageKind.S3, SnowflakeStandIn.ResultKind.JSON)) {
            String target =
                    "{ type = snowflake, url = \"%s\", user = %s, password = \"%s\", snowflake { database = drover, authentication = password } }"
                            .formatted(server.jdbcUrl(), server.user(), server.password());
            assertThat(texts(check(files("orders"), target), CheckFinding.Level.OK))
                    .anyMatch(text -> text.contains("reconcile.digest = server may be used"));

            PlantedFunctions.forgetBlanks(server);

            assertThat(texts(check(files("orders"), target), CheckFinding.Level.WARNING))
                    .anyMatch(
                            text ->
                                    text.contains("3 come out otherwise on this account")
                                            && text.contains("VARCHAR 'ab ' is"));
        }
    }

    private String files(String table) throws IOException {
        Path csv = Files.createDirectories(folder.resolve("in")).resolve(table + ".csv");
        Files.writeString(csv, "id,note\n1,a\n2,b\n");
        return "{ type = files, url = \"%s\", files.format = csv }".formatted(csv.getParent());
    }

    private CheckMigration.Result check(String source, String target) {
        try {
            Path file =
                    Files.writeString(
                            folder.resolve("checked.conf"),
                            """
                            migration {
                              name = checked
                              source %s
                              target %s
                              select { include = ["*.*"], target-schema = public }
                            }
                            """
                                    .formatted(source, target));
            return new CheckMigration(
                            new SpecReader().read(file, List.of()),
                            TestSpark::session,
                            Clock.systemUTC())
                    .run();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<String> texts(CheckMigration.Result checked, CheckFinding.Level level) {
        return checked.findings().stream()
                .filter(finding -> finding.level() == level)
                .map(finding -> finding.what() + " " + finding.mend())
                .toList();
    }
}
