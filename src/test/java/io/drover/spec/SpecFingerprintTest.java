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

    private SpecFingerprint fingerprint(String... overrides) {
        try {
            Path file = Files.writeString(folder.resolve("spec.conf"), SPEC);
            return SpecFingerprint.of(new SpecReader(Map.of()).read(file, List.of(overrides)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
