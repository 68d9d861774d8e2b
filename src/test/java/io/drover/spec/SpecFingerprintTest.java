package io.drover.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecFingerprintTest {
    private static final String SPEC =
            """
            migration {
              name = shop
              source { type = postgres, url = "jdbc:postgresql://old/shop", user = drover, password = hunter2 }
              target { type = postgres, url = "jdbc:postgresql://new/shop", user = drover }
              select { include = ["public.*", "core.*"] }
              tables = [ { name = "public.orders", key = [tenant, id] } ]
            }
            """;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source.user=other",
                "source.password=other",
                "source.url=jdbc:postgresql://old:5432/shop?sslmode=require",
                "source.max-connections=99",
                "target.lock-timeout=1s",
                "source.snapshot=00000003-0000001B-1",
                "quarantine.max-rows=7",
                "transfer.index-builders=7",
                "reconcile.shown-differences=7",
                "select.include=[\"core.*\", \"public.*\"]",
            })
    void whatDoesNotDecideTheRowsMayChange(String override) {
        assertThat(fingerprint(override)).isEqualTo(fingerprint());
        assertThat(fingerprint(override).digest()).isEqualTo(fingerprint().digest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=shop2                      | name: was \"shop\", is \"shop2\"",
                "load=append                     | load: was \"replace\", is \"append\"",
                "target.url=jdbc:postgresql://b/c| target.url: was \"new:5432/shop\", is \"b:5432/c\"",
                "select.target-schema=core       | select.target-schema: was not set, is \"core\"",
                "chunking.target-bytes=32MiB     | chunking.target-bytes: was \"67108864\", is \"33554432\"",
                "tables=[]                       | tables.\"public.orders\": was \"set\", is not set",
            })
    void whatDecidesTheRowsIsNamedWhenItChanged(String override, String line) {
        SpecFingerprint changed = fingerprint(override);

        assertThat(SpecFingerprint.differences(fingerprint().values(), changed.values()))
                .contains(line);
        assertThat(changed.digest()).isNotEqualTo(fingerprint().digest());
    }

    @Test
    void theOrderOfKeyColumnsCounts() {
        SpecFingerprint swapped =
                fingerprint("tables=[{ name = \"public.orders\", key = [id, tenant] }]");

        assertThat(SpecFingerprint.differences(fingerprint().values(), swapped.values()))
                .containsExactly(
                        "tables.\"public.orders\".key[0]: was \"tenant\", is \"id\"",
                        "tables.\"public.orders\".key[1]: was \"id\", is \"tenant\"");
    }

    @Test
    void itHoldsNoSecretAndNothingThatDiffersIsNothing() {
        assertThat(fingerprint().toString()).doesNotContain("hunter2");
        assertThat(fingerprint().digest()).matches("[0-9a-f]{64}");
        assertThat(SpecFingerprint.differences(fingerprint().values(), fingerprint().values()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "rename { a = x }             | rename { a = y }              | rename.\"a\": was \"x\", is \"y\"",
                "drop = [a]                   | drop = [b]                    | drop[0]: was \"a\", is \"b\"",
                "filters = [\"id > 1\"]     | filters = [\"id > 2\"]      | filters[0]: was \"id > 1\", is \"id > 2\"",
                "flag-column = f              | flag-column = g               | flag-column: was \"f\", is \"g\"",
                "deduplicate { by = [a], order = [b] } | deduplicate { by = [a], keep = first, order = [b] } | deduplicate.keep: was \"latest\", is \"first\"",
                "checks = [ { column = a, max-length = 5 } ] | checks = [ { column = a, max-length = 6 } ] | checks[0].max-length: was \"5\", is \"6\"",
                "checks = [ { unique = [a] } ] | checks = [ { unique = [a], on-violation = stop } ] | checks[0].on-violation: was \"quarantine\", is \"stop\"",
                "checks = [ { exists { of = [a], table = a.b, key = k } } ] | checks = [ { exists { of = [a], table = a.b, key = l } } ] | checks[0].exists.key[0]: was \"k\", is \"l\"",
            })
    void aChangedRuleIsNamed(String old, String now, String line) {
        assertThat(SpecFingerprint.differences(rules(old).values(), rules(now).values()))
                .containsExactly("tables.\"public.orders\"." + line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "from = a                   | from = b                   | from: was \"a\", is \"b\"",
                "constant = a               | constant = b               | constant: was \"a\", is \"b\"",
                "expression = \"a + 1\"   | expression = \"a + 2\"   | expression: was \"a + 1\", is \"a + 2\"",
                "uuid { of = [a], namespace = n } | uuid { of = [a], namespace = m } | uuid.namespace: was \"n\", is \"m\"",
                "concat { of = [a] }        | concat { of = [a], separator = \" \" } | concat.separator: was \"\", is \" \"",
                "split { from = a, separator = x } | split { from = a, separator = x, part = 2 } | split.part: was \"1\", is \"2\"",
                "dense { map = m, of = [a] } | dense { map = m, of = [b] } | dense.of[0]: was \"a\", is \"b\"",
                "from = a, trim = both      | from = a, trim = leading   | trim: was \"both\", is \"leading\"",
                "from = a                   | from = a, case = upper     | case: was not set, is \"upper\"",
                "from = a, unicode = nfc    | from = a, unicode = nfd    | unicode: was \"nfc\", is \"nfd\"",
                "from = a, default = x      | from = a, default = y      | default: was \"x\", is \"y\"",
                "from = a, map { x = 1 }    | from = a, map { x = 2 }    | map.\"x\": was \"1\", is \"2\"",
                "from = a, map { x = 1 }    | from = a, map { x = 1 }, otherwise = keep | otherwise: was \"violation\", is \"keep\"",
                "from = a, lookup { table = a.b, key = k, value = v } | from = a, lookup { table = a.b, key = k, value = w } | lookup.value: was \"v\", is \"w\"",
                "from = a, mask { how = keep-last } | from = a, mask { how = keep-last, keep = 3 } | mask.keep: was \"4\", is \"3\"",
                "from = a, type = integer   | from = a, type = bigint    | type: was \"integer\", is \"bigint\"",
                "from = a, type = date, format = \"dd/MM/yyyy\" | from = a, type = date, format = \"MM/dd/yyyy\" | format: was \"dd/MM/yyyy\", is \"MM/dd/yyyy\"",
                "from = a, on-violation = stop | from = a                | on-violation: was \"stop\", is \"quarantine\"",
            })
    void aChangedColumnRuleIsNamedByItsColumn(String old, String now, String line) {
        assertThat(SpecFingerprint.differences(column(old).values(), column(now).values()))
                .containsExactly("tables.\"public.orders\".columns.\"c\"." + line);
    }

    @Test
    void aChangedLookupFileIsAChangedRuleWhereverItLies() throws IOException {
        String rule = "from = a, lookup { file = codes.csv, key = k, value = v }";
        Files.writeString(folder.resolve("codes.csv"), "k,v\n1,2\n");
        SpecFingerprint before = column(rule);
        Files.writeString(folder.resolve("codes.csv"), "k,v\n1,3\n");
        SpecFingerprint after = column(rule);

        assertThat(SpecFingerprint.differences(before.values(), after.values()))
                .singleElement()
                .asString()
                .startsWith("tables.\"public.orders\".columns.\"c\".lookup.file.sha256: was \"");
        assertThat(after.toString()).doesNotContain(folder.toString());
    }

    @Test
    void aChangedMaskingSecretIsAChangedRuleAndIsNotShown() {
        SpecFingerprint before = column("from = a, mask { how = hash, secret = hunter2 }");
        SpecFingerprint after = column("from = a, mask { how = hash, secret = hunter3 }");

        assertThat(SpecFingerprint.differences(before.values(), after.values()))
                .singleElement()
                .asString()
                .startsWith("tables.\"public.orders\".columns.\"c\".mask.secret: was \"sha256:")
                .doesNotContain("hunter");
        assertThat(before.toString()).doesNotContain("hunter");
    }

    @Test
    void rowsThatAreLoggedAndTheOrderOfDropsDecideNothing() {
        assertThat(rules("log-rows = 5, drop = [a, b], quarantine { max-rows = 5 }"))
                .isEqualTo(rules("drop = [b, a]"));
    }

    @Test
    void aTableThatBecomesTwoHasTwoEntries() {
        SpecFingerprint split =
                fingerprint("tables=[{ name = a.b, target = a.c }, { name = a.b, target = a.d }]");

        assertThat(split.values()).containsKeys("tables.\"a.b to a.c\"", "tables.\"a.b to a.d\"");
    }

    private SpecFingerprint column(String lines) {
        return rules("columns = [ { column = c, " + lines + " } ]");
    }

    private SpecFingerprint rules(String lines) {
        return fingerprint("tables=[{ name = \"public.orders\", " + lines + " }]");
    }

    private SpecFingerprint fingerprint(String... overrides) {
        try {
            Path file = Files.writeString(folder.resolve("spec.conf"), SPEC);
            return SpecFingerprint.of(new SpecReader(Map.of()).read(file, List.of(overrides)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
