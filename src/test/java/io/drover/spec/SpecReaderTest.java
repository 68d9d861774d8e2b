package io.drover.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecReaderTest {
    private static final String ENDPOINTS =
            """
              source = { type = postgres, url = "jdbc:postgresql://old/shop", user = drover, password = ${?SOURCE_PASSWORD} }
              target = { type = postgres, url = "jdbc:postgresql://new/shop", user = drover, password = ${?TARGET_PASSWORD} }
            """;

    /** As in DESIGN §2. */
    private static final String SHORT =
            "migration {\n  name   = shop\n"
                    + ENDPOINTS
                    + "  select = { include = [\"public.*\"], exclude = [\"public.audit_*\"],"
                    + " target-schema = core }\n}\n";

    @TempDir private Path folder;

    @Test
    void theShortSpecIsAWholeMigration() {
        MigrationSpec spec = read(SHORT, Map.of("SOURCE_PASSWORD", "hunter2"));

        assertThat(spec.name()).isEqualTo("shop");
        assertThat(spec.source().url()).isEqualTo("jdbc:postgresql://old/shop");
        assertThat(spec.source().password()).isEqualTo(new Secret("hunter2"));
        assertThat(spec.target().password()).isNull();
        assertThat(spec.select())
                .isEqualTo(new SelectSpec(List.of("public.*"), List.of("public.audit_*"), "core"));
    }

    @Test
    void whatIsNotWrittenIsAsACarefulPersonWouldHaveIt() {
        MigrationSpec spec = read(SHORT, Map.of());

        assertThat(spec.schema()).isEqualTo(SchemaMode.CREATE);
        assertThat(spec.load()).isEqualTo(LoadMode.REPLACE);
        assertThat(spec.readPath()).isEqualTo(ReadPath.PIPE);
        assertThat(spec.chunking())
                .isEqualTo(new ChunkingSpec(ChunkingSpec.By.AUTO, 64L << 20, 8L << 20));
        assertThat(spec.quarantine()).isEqualTo(new QuarantineSpec(0));
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
                read(
                        migration(
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
                                new ChunkingSpec(ChunkingSpec.By.CTID, 1L << 30, 1L << 20)),
                        new TableSpec(
                                new TableName("public", "item"),
                                null,
                                null,
                                null,
                                ReadPath.JDBC,
                                List.of(),
                                List.of(),
                                null));
    }

    static List<Arguments> badSpecs() {
        return List.of(
                bad(
                        "schema = creat",
                        "schema: must be one of create, existing; got \"creat\", did you mean \"create\"?"),
                bad("load = merge", "load: must be one of replace, append, upsert; got \"merge\""),
                bad("readpath = copy", "readpath: unknown key, did you mean \"read-path\"?"),
                bad("chunkng { by = key }", "chunkng: unknown key, did you mean \"chunking\"?"),
                bad(
                        "chunking { targetBytes = 1MiB }",
                        "chunking.targetBytes: unknown key, did you mean \"target-bytes\"?"),
                bad(
                        "chunking { colour = red }",
                        "chunking.colour: unknown key; the keys here are by, small-table-bytes, target-bytes"),
                bad("chunking = ctid", "chunking: must be an object { … }"),
                bad(
                        "chunking { target-bytes = 64Mib2 }",
                        "chunking.target-bytes: must be a size such as 64MiB; got \"64Mib2\""),
                bad(
                        "chunking { target-bytes = 1 }",
                        "chunking.target-bytes: must be at least 8192; got 1"),
                bad(
                        "quarantine { max-rows = -1 }",
                        "quarantine.max-rows: must be at least 0; got -1"),
                bad(
                        "quarantine { max-rows = few }",
                        "quarantine.max-rows: must be a whole number; got \"few\""),
                bad(
                        "transfer { index-builders = 0 }",
                        "transfer.index-builders: must be from 1 to 64; got 0"),
                bad(
                        "transfer { retry-for = 3 parsecs }",
                        "transfer.retry-for: must be a time such as 30s; got \"3 parsecs\""),
                bad(
                        "transfer { max-field-bytes = 2GiB }",
                        "transfer.max-field-bytes: must be from 1 to 1073741823; got \"2GiB\""),
                bad(
                        "reconcile { shown-differences = [1] }",
                        "reconcile.shown-differences: must be a whole number; got a list"),
                bad(
                        "select { include = public }",
                        "select.include: must be a list [ … ]; got \"public\""),
                bad("select { include = [orders] }", "write \"public.orders\" or \"*.orders\""),
                bad("select { include = [] }", "select.include: selects nothing"),
                bad(
                        "select { exclude = [\"\"] }",
                        "select.exclude: must hold texts that are not empty"),
                bad("select { exclude = [a.b, a.b] }", "select.exclude: holds \"a.b\" twice"),
                bad(
                        "tables = [ { name = orders } ]",
                        "tables[0].name: must be schema.table, as in \"public.orders\"; got \"orders\""),
                bad(
                        "tables = [ { name = a.b, wher = x } ]",
                        "tables[0].wher: unknown key, did you mean \"where\"?"),
                bad("tables = [ { where = x } ]", "tables[0].name: is missing"),
                bad("tables = [ 7 ]", "tables[0]: must be an object { name = … }"),
                bad(
                        "tables = [ { name = a.b }, { name = a.b } ]",
                        "tables[1].name: is set twice: \"a.b\""),
                bad(
                        "tables = [ { name = a.b, chunking { by = width } } ]",
                        "tables[0].chunking.by: must be one of auto, ctid, key, none; got \"width\""),
                bad(
                        "select { exclude = [\"b.*\"] }, tables = [ { name = b.c } ]",
                        "tables: sets \"b.c\", which select.exclude keeps out"),
                bad("source.type = mysql", "source.type: must be postgres; got \"mysql\""),
                bad("source.type = postgresql", "did you mean \"postgres\"?"),
                bad(
                        "source.url = \"jdbc:mysql://old/shop\"",
                        "source.url: is no PostgreSQL URL; write jdbc:postgresql://host:port/database"),
                bad("source.url = \"postgres://old/shop\"", "source.url: is no PostgreSQL URL"),
                bad("source.url = \"jdbc:postgresql://old/\"", "source.url: names no database"),
                bad(
                        "source.url = \"jdbc:postgresql://old:port/shop\"",
                        "source.url: does not parse"),
                bad(
                        "source.url = \"jdbc:postgresql://old/shop?sslmod=require\"",
                        "the driver knows no property \"sslmod\", did you mean \"sslmode\"?"),
                bad(
                        "source.properties { sslmod = require }",
                        "source.properties: the driver knows no property \"sslmod\", did you mean \"sslmode\"?"),
                bad("source.properties { user = root }", "source.properties: must not set user"),
                bad("source.properties = verify-full", "source.properties: must be an object"),
                bad(
                        "source.snapshot = \"'; DROP\"",
                        "source.snapshot: must be a name that pg_export_snapshot() gave"),
                bad(
                        "target.snapshot = \"00000003-0000001B-1\"",
                        "target.snapshot: belongs to the source only"),
                bad(
                        "target.max-connections = 1",
                        "target.max-connections: must be from 2 to 1000; got 1"),
                bad("target.lock-timeout = -1s", "target.lock-timeout: must be at least 0ms"),
                bad(
                        "target.url = \"jdbc:postgresql://old:5432/shop\"",
                        "target: is the source's own database"),
                bad("target.password-file = /no/such/file", "target.password-file: cannot be read"),
                bad(
                        "target { password = a, password-file = b }",
                        "target.password-file: and password exclude each other"),
                bad("name = \"shop; rm\"", "name: must be 1 to 48 letters"),
                bad("name = null", "name: is missing"),
                bad("target = null", "target: is missing"));
    }

    private static Arguments bad(String lines, String problem) {
        return Arguments.of(lines, problem);
    }

    @ParameterizedTest
    @MethodSource("badSpecs")
    void aBadSpecIsRefusedWithWhatWouldBeRight(String lines, String problem) {
        MigrationException failure = refusal(migration(lines), Map.of());

        assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC);
        assertThat(failure).hasMessageContaining(problem);
        assertThat(failure.getMessage().lines()).as("one problem, said once").hasSize(2);
    }

    @Test
    void everyProblemIsSaidAtOnceWithFileAndLine() {
        MigrationException failure =
                refusal(
                        """
                        migration {
                          nam = shop
                          source { type = postgres, url = "jdbc:postgresql://old/shop", user = drover }
                          target { type = postgres, url = "jdbc:postgresql://new/shop" }
                          load = replce
                          chunking {
                            target-bytes = huge
                          }
                        }
                        migratoin { }
                        """,
                        Map.of());

        Path file = folder.resolve("spec.conf");
        assertThat(failure.getMessage().lines().map(String::strip))
                .containsExactlyInAnyOrder(
                        "Cannot use " + file + ": 6 problems.",
                        file + ": 10: migratoin: unknown key, did you mean \"migration\"?",
                        file + ": 1: name: is missing",
                        file + ": 2: nam: unknown key, did you mean \"name\"?",
                        file + ": 4: target.user: is missing",
                        file
                                + ": 5: load: must be one of replace, append, upsert; got \"replce\","
                                + " did you mean \"replace\"?",
                        file
                                + ": 7: chunking.target-bytes: must be a size such as 64MiB; got"
                                + " \"huge\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source.url = \"jdbc:postgresql://drover:hunter2@old/shop\"",
                "source.url = \"postgresql://drover:hunter2@old/shop\"",
                "source.url = \"jdbc:postgresql://old/shop?password=hunter2\"",
                "source.url = \"jdbc:postgresql://old/shop?sslpassword=hunter2\"",
                "source.url = \"jdbc:mysql://old/shop?password=hunter2\"",
                "source.password = [hunter2]",
                "source.passwrd = hunter2",
                "source.properties { password = hunter2 }",
                "source.password = \"hunter2",
                "source.password = hunter2 }}}",
            })
    void aSecretIsNeverEchoed(String line) {
        MigrationException failure = refusal(migration(line), Map.of());

        assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain("hunter2");
        }
    }

    @Test
    void aSpecPrintsWithoutItsSecrets() {
        MigrationSpec spec =
                read(
                        migration("source.properties { sslpassword = hunter3 }"),
                        Map.of("SOURCE_PASSWORD", "hunter2"));

        assertThat(spec.toString()).doesNotContain("hunter");
        assertThat(spec.source().properties()).containsEntry("sslpassword", "hunter3");
    }

    @Test
    void overridesWinAndMayDropTheFirstWord() {
        MigrationSpec spec =
                read(
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
        assertThat(refusal(SHORT, Map.of(), "load=appendix"))
                .hasMessageContaining("--set load: load: must be one of replace, append, upsert");
        assertThat(refusal(SHORT, Map.of(), "lod=append"))
                .hasMessageContaining("--set lod: lod: unknown key, did you mean \"load\"?");
        assertThat(refusal(SHORT, Map.of(), "load"))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.USAGE))
                .hasMessageContaining("key=value");
        assertThat(refusal(SHORT, Map.of(), "tables=[{"))
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

        assertThat(refusal(spec, Map.of("OLD_USER", "mover")))
                .hasMessageContaining(
                        folder.resolve("shared.conf")
                                + ": 4: target.max-connection: unknown key, did you mean"
                                + " \"max-connections\"?");
        assertThat(refusal(spec, Map.of())).hasMessageContaining("OLD_USER");
    }

    @Test
    void theKeyIncludeIsNoStatementAndTheStatementNoKey() throws IOException {
        Files.writeString(folder.resolve("select.conf"), "include: [\"a.*\"] # include = b\n");
        MigrationSpec spec =
                read(
                        migration(
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
        assertThat(refusal("include \"spec.conf\"", Map.of()))
                .hasMessageContaining("includes itself");
    }

    @Test
    void oneTableOfAMigrationIsTakenAloneWithItsSettings() {
        MigrationSpec spec =
                read(
                        migration("tables = [ { name = a.b, key = [id] }, { name = a.c } ]"),
                        Map.of());
        MigrationSpec alone = spec.only(List.of(new TableName("a", "b")));

        assertThat(alone.select().include()).containsExactly("a.b");
        assertThat(alone.tables()).extracting(TableSpec::key).containsExactly(List.of("id"));
        assertThatThrownBy(
                        () ->
                                read(SHORT, Map.of())
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
                        read(migration("source.password-file = \"" + file + "\""), Map.of())
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
        assertThat(refusal("migration {\n name = : \n}", Map.of()))
                .hasMessageContaining("spec.conf: 2")
                .hasMessageContaining("Mend its syntax.");
        assertThat(refusal("include required(\"gone.conf\")", Map.of()))
                .hasMessageContaining("gone.conf");
        assertThat(refusal("name = shop", Map.of())).hasMessageContaining("migration: is missing");
    }

    @Test
    void everyDefaultIsRead() {
        var defaults = SpecReader.defaults();
        assertThat(defaults.keySet()).containsExactlyInAnyOrder("migration", "endpoint", "table");
        for (String section : List.of("migration", "endpoint", "table")) {
            Map<String, Object> keys = new java.util.TreeMap<>();
            DefaultKeys.collect("", (com.typesafe.config.ConfigObject) defaults.get(section), keys);
            assertThat(keys).isNotEmpty();
            for (String key : keys.keySet()) {
                // A list of lists is right nowhere: whoever reads the key must say so.
                String line =
                        switch (section) {
                            case "endpoint" -> "source." + key + " = [[1]]";
                            case "table" -> "tables = [ { name = a.b, " + key + " = [[1]] } ]";
                            default -> key + " = [[1]]";
                        };
                assertThat(refusal(migration(line), Map.of()).getMessage())
                        .as(section + "." + key)
                        .contains(key)
                        .doesNotContain("unknown key");
            }
        }
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

    @Test
    void theShippedClusterEndpointsAreRight() throws IOException {
        Path cluster = Path.of("conf/cluster.conf").toAbsolutePath();
        Path password = Files.writeString(folder.resolve("password"), "hunter2\n");
        MigrationSpec spec =
                read(
                        "include file(\""
                                + cluster
                                + "\")\nmigration { name = shop, source = ${endpoints.old},"
                                + " target = ${endpoints.new} }",
                        Map.of("SOURCE_PASSWORD_FILE", password.toString()));

        assertThat(spec.source().properties()).containsEntry("sslmode", "verify-full");
        assertThat(spec.source().password()).isEqualTo(new Secret("hunter2"));
    }

    private String migration(String lines) {
        return "migration {\nname = shop\n" + ENDPOINTS + lines + "\n}\n";
    }

    private MigrationSpec read(String text, Map<String, String> environment, String... overrides) {
        try {
            Path file = Files.writeString(folder.resolve("spec.conf"), text);
            return new SpecReader(environment).read(file, List.of(overrides));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private MigrationException refusal(
            String text, Map<String, String> environment, String... overrides) {
        return catchThrowableOfType(
                MigrationException.class, () -> read(text, environment, overrides));
    }
}
