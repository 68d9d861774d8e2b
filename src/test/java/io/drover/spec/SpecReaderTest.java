package io.drover.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.spec.rules.TableRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecReaderTest {
    /** As in DESIGN §2. */
    private static final String SHORT =
            "migration {\n  name   = shop\n"
                    + SpecFixture.ENDPOINTS
                    + "  select = { include = [\"public.*\"], exclude = [\"public.audit_*\"],"
                    + " target-schema = core }\n}\n";

    @TempDir private Path folder;
    private SpecFixture specs;

    @BeforeEach
    void open() {
        specs = new SpecFixture(folder);
    }

    @Test
    void theShortSpecIsAWholeMigration() {
        MigrationSpec spec = specs.read(SHORT, Map.of("SOURCE_PASSWORD", "hunter2"));

        assertThat(spec.name()).isEqualTo("shop");
        assertThat(spec.source().url()).isEqualTo("jdbc:postgresql://old/shop");
        assertThat(spec.source().password()).isEqualTo(new Secret("hunter2"));
        assertThat(spec.target().password()).isNull();
        assertThat(spec.select())
                .isEqualTo(new SelectSpec(List.of("public.*"), List.of("public.audit_*"), "core"));
    }

    @Test
    void whatIsNotWrittenIsAsACarefulPersonWouldHaveIt() {
        MigrationSpec spec = specs.read(SHORT, Map.of());

        assertThat(spec.schema()).isEqualTo(SchemaMode.CREATE);
        assertThat(spec.load()).isEqualTo(LoadMode.REPLACE);
        assertThat(spec.readPath()).isEqualTo(ReadPath.PIPE);
        assertThat(spec.chunking())
                .isEqualTo(new ChunkingSpec(ChunkingSpec.By.AUTO, 64L << 20, 8L << 20));
        assertThat(spec.quarantine()).isEqualTo(new QuarantineSpec(0, 1));
        assertThat(spec.transfer())
                .isEqualTo(new TransferSpec(64L << 20, 2, Duration.ofSeconds(60)));
        assertThat(spec.reconcile()).isEqualTo(new ReconcileSpec(20, 100_000));
        assertThat(spec.tables()).isEmpty();
        assertThat(spec.source())
                .isEqualTo(
                        new EndpointSpec(
                                "postgres",
                                "jdbc:postgresql://old/shop",
                                "drover",
                                null,
                                Map.of(),
                                8,
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(30),
                                null));
    }

    @Test
    void aTableTakesWhatItDoesNotSetFromTheMigration() {
        MigrationSpec spec =
                specs.read(
                        SpecFixture.migration(
                                """
                                chunking { small-table-bytes = 1MiB }
                                tables = [
                                  { name = "public.orders", target = "core.\\"Orders 2\\"", where = "id > 7", load = upsert
                                    key = [tenant, id], waive = [note], chunking { by = ctid, target-bytes = 1GiB } }
                                  { name = "public.item", read-path = jdbc }
                                ]
                                """),
                        Map.of());

        assertThat(spec.tables())
                .containsExactly(
                        new TableSpec(
                                new TableName("public", "orders"),
                                new TableName("core", "Orders 2"),
                                "id > 7",
                                LoadMode.UPSERT,
                                null,
                                List.of("tenant", "id"),
                                List.of("note"),
                                new ChunkingSpec(ChunkingSpec.By.CTID, 1L << 30, 1L << 20),
                                null,
                                TableRules.NONE),
                        new TableSpec(
                                new TableName("public", "item"),
                                null,
                                null,
                                null,
                                ReadPath.JDBC,
                                List.of(),
                                List.of(),
                                null,
                                null,
                                TableRules.NONE));
    }

    @Test
    void aSpecPrintsWithoutItsSecrets() {
        MigrationSpec spec =
                specs.read(
                        SpecFixture.migration("source.properties { sslpassword = hunter3 }"),
                        Map.of("SOURCE_PASSWORD", "hunter2"));

        assertThat(spec.toString()).doesNotContain("hunter");
        assertThat(spec.source().properties()).containsEntry("sslpassword", "hunter3");
    }

    @Test
    void overridesWinAndMayDropTheFirstWord() {
        MigrationSpec spec =
                specs.read(
                        SHORT,
                        Map.of(),
                        "load=append",
                        "migration.source.url=jdbc:postgresql://elsewhere/shop",
                        "select.include=[\"a.*\", \"b.*\"]",
                        "quarantine.max-rows=5",
                        "chunking.target-bytes=16 MiB");

        assertThat(spec.load()).isEqualTo(LoadMode.APPEND);
        assertThat(spec.source().url()).isEqualTo("jdbc:postgresql://elsewhere/shop");
        assertThat(spec.select().include()).containsExactly("a.*", "b.*");
        assertThat(spec.quarantine().maxRows()).isEqualTo(5);
        assertThat(spec.chunking().targetBytes()).isEqualTo(16L << 20);
    }

    @Test
    void aBadOverrideIsSaidWhereItWasGiven() {
        assertThat(specs.refusal(SHORT, Map.of(), "load=appendix"))
                .hasMessageContaining("--set load: load: must be one of replace, append, upsert");
        assertThat(specs.refusal(SHORT, Map.of(), "lod=append"))
                .hasMessageContaining("--set lod: lod: unknown key, did you mean \"load\"?");
        assertThat(specs.refusal(SHORT, Map.of(), "load"))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.USAGE))
                .hasMessageContaining("key=value");
        assertThat(specs.refusal(SHORT, Map.of(), "tables=[{"))
                .hasMessageContaining("--set tables does not parse");
    }

    @Test
    void endpointsAreIncludedAndABadOneIsSaidAtItsOwnLine() throws IOException {
        Files.writeString(
                folder.resolve("shared.conf"),
                """
                endpoints {
                  old { type = postgres, url = "jdbc:postgresql://old/shop", user = ${OLD_USER} }
                  new { type = postgres, url = "jdbc:postgresql://new/shop", user = drover
                        max-connection = 3 }
                }
                """);
        String spec =
                """
                include "shared.conf"
                migration { name = shop, source = ${endpoints.old}, target = ${endpoints.new} }
                """;

        assertThat(specs.refusal(spec, Map.of("OLD_USER", "mover")))
                .hasMessageContaining(
                        folder.resolve("shared.conf")
                                + ": 4: target.max-connection: unknown key, did you mean"
                                + " \"max-connections\"?");
        assertThat(specs.refusal(spec, Map.of())).hasMessageContaining("OLD_USER");
    }

    @Test
    void theKeyIncludeIsNoStatementAndTheStatementNoKey() throws IOException {
        Files.writeString(folder.resolve("select.conf"), "include: [\"a.*\"] # include = b\n");
        MigrationSpec spec =
                specs.read(
                        SpecFixture.migration(
                                """
                                tables = [ { name = a.b, where = "include = 'x' // y" }
                                           { name = a.c, where = \"""say "include = 1\""" } ]
                                select { include "select.conf", exclude = [] }
                                """),
                        Map.of());

        assertThat(spec.select().include()).containsExactly("a.*");
        assertThat(spec.tables())
                .extracting(TableSpec::where)
                .containsExactly("include = 'x' // y", "say \"include = 1");
    }

    @Test
    void aCircleOfIncludesIsRefused() {
        assertThat(specs.refusal("include \"spec.conf\"", Map.of()))
                .hasMessageContaining("includes itself");
    }

    @Test
    void oneTableOfAMigrationIsTakenAloneWithItsSettings() {
        MigrationSpec spec =
                specs.read(
                        SpecFixture.migration(
                                "tables = [ { name = a.b, key = [id] }, { name = a.c } ]"),
                        Map.of());
        MigrationSpec alone = spec.only(List.of(new TableName("a", "b")));

        assertThat(alone.select().include()).containsExactly("a.b");
        assertThat(alone.tables()).extracting(TableSpec::key).containsExactly(List.of("id"));
        assertThatThrownBy(
                        () ->
                                specs.read(SHORT, Map.of())
                                        .only(List.of(new TableName("public", "audit_2020"))))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.USAGE))
                .hasMessageContaining("public.audit_2020");
    }

    @Test
    void aPasswordComesFromAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "hunter2\n");

        assertThat(
                        specs.read(
                                        SpecFixture.migration(
                                                "source.password-file = \"" + file + "\""),
                                        Map.of())
                                .source()
                                .password())
                .isEqualTo(new Secret("hunter2"));
    }

    @Test
    void aFileThatIsMissingOrDoesNotParseIsOneClearMessage() {
        assertThatThrownBy(
                        () -> new SpecReader(Map.of()).read(folder.resolve("no.conf"), List.of()))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC))
                .hasMessageContaining("no.conf: there is no such file");
        assertThat(specs.refusal("migration {\n name = : \n}", Map.of()))
                .hasMessageContaining("spec.conf: 2")
                .hasMessageContaining("Mend its syntax.");
        assertThat(specs.refusal("include required(\"gone.conf\")", Map.of()))
                .hasMessageContaining("gone.conf");
        assertThat(specs.refusal("name = shop", Map.of()))
                .hasMessageContaining("migration: is missing");
    }

    @Test
    void everyDefaultIsRead() {
        var defaults = SpecReader.defaults();
        assertThat(defaults.keySet())
                .containsExactlyInAnyOrder(
                        "migration", "endpoint", "table", "column", "check", "query", "reference");
        for (String section : defaults.keySet()) {
            Map<String, Object> keys = new java.util.TreeMap<>();
            DefaultKeys.collect("", (com.typesafe.config.ConfigObject) defaults.get(section), keys);
            assertThat(keys).isNotEmpty();
            for (String key : keys.keySet()) {
                // A list of lists is right nowhere: whoever reads the key must say so.
                String line =
                        switch (section) {
                            case "endpoint" -> engineOf(key) + "source." + key + " = [[1]]";
                            case "table" -> "tables = [ { name = a.b, " + key + " = [[1]] } ]";
                            case "column" ->
                                    "tables = [ { name = a.b, columns = [ { "
                                            + key
                                            + " = [[1]] } ] } ]";
                            case "check" ->
                                    "tables = [ { name = a.b, checks = [ { "
                                            + key
                                            + " = [[1]] } ] } ]";
                            case "query" -> "reconcile.queries = [ { " + key + " = [[1]] } ]";
                            case "reference" ->
                                    "tables = [ { name = a.b, reconcile.references = [ { "
                                            + key
                                            + " = [[1]] } ] } ]";
                            default -> key + " = [[1]]";
                        };
                assertThat(specs.refusal(SpecFixture.migration(line), Map.of()).getMessage())
                        .as(section + "." + key)
                        .contains(key)
                        .doesNotContain("unknown key");
            }
        }
    }

    /** An engine's own keys are read where the endpoint is of that engine. */
    private static String engineOf(String key) {
        String first = key.split("\\.", -1)[0];
        return Set.of("mysql", "sqlite", "jdbc", "files", "delta", "snowflake").contains(first)
                ? "source.type = " + first + "\n"
                : "";
    }

    @Test
    void theShippedSpecsAreRight() {
        MigrationSpec shop =
                new SpecReader(Map.of("TARGET_URL", "jdbc:postgresql://elsewhere/shop"))
                        .read(Path.of("conf/migrations/shop.conf"), List.of());

        assertThat(shop.target().url()).isEqualTo("jdbc:postgresql://elsewhere/shop");
        assertThat(shop.tables().get(0).where()).contains("2020");
        assertThat(shop.tables().get(0).chunking().targetBytes()).isEqualTo(32L << 20);
    }

    @ParameterizedTest
    @CsvSource({
        "from-mysql, mysql, postgres",
        "from-files, files, postgres",
        "into-delta, postgres, delta"
    })
    void theShippedSpecsOfOtherEnginesAreRight(String name, String source, String target) {
        MigrationSpec spec =
                new SpecReader(Map.of())
                        .read(Path.of("conf/migrations/" + name + ".conf"), List.of());

        assertThat(spec.source().type()).isEqualTo(source);
        assertThat(spec.target().type()).isEqualTo(target);
    }

    @Test
    void theShippedClusterEndpointsAreRight() throws IOException {
        Path cluster = Path.of("conf/cluster.conf").toAbsolutePath();
        Path password = Files.writeString(folder.resolve("password"), "hunter2\n");
        MigrationSpec spec =
                specs.read(
                        "include file(\""
                                + cluster
                                + "\")\nmigration { name = shop, source = ${endpoints.old},"
                                + " target = ${endpoints.new} }",
                        Map.of("SOURCE_PASSWORD_FILE", password.toString()));

        assertThat(spec.source().properties()).containsEntry("sslmode", "verify-full");
        assertThat(spec.source().password()).isEqualTo(new Secret("hunter2"));
    }
}
