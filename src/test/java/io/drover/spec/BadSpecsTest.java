package io.drover.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadSpecsTest {
    @TempDir private Path folder;
    private SpecFixture specs;

    @BeforeEach
    void open() {
        specs = new SpecFixture(folder);
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
                bad(
                        "source.type = oracle",
                        "source.type: must be one of postgres, mysql, sqlite, jdbc, files, delta"),
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
        MigrationException failure = specs.refusal(SpecFixture.migration(lines), Map.of());

        assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC);
        assertThat(failure).hasMessageContaining(problem);
        assertThat(failure.getMessage().lines()).as("one problem, said once").hasSize(2);
    }

    @Test
    void everyProblemIsSaidAtOnceWithFileAndLine() {
        MigrationException failure =
                specs.refusal(
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
        MigrationException failure = specs.refusal(SpecFixture.migration(line), Map.of());

        assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertThat(cause.toString()).doesNotContain("hunter2");
        }
    }
}
