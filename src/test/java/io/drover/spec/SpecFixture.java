package io.drover.spec;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.error.MigrationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes specs into a folder and reads them.
 *
 * @param folder of the test alone; the spec is {@code spec.conf} in it
 */
record SpecFixture(Path folder) {
    static final String ENDPOINTS =
            """
              source = { type = postgres, url = "jdbc:postgresql://old/shop", user = drover, password = ${?SOURCE_PASSWORD} }
              target = { type = postgres, url = "jdbc:postgresql://new/shop", user = drover, password = ${?TARGET_PASSWORD} }
            """;

    /** A spec that is right but for {@code lines}, which begin in its fifth line. */
    static String migration(String lines) {
        return "migration {\nname = shop\n" + ENDPOINTS + lines + "\n}\n";
    }

    MigrationSpec read(String text, Map<String, String> environment, String... overrides) {
        try {
            Path file = Files.writeString(folder.resolve("spec.conf"), text);
            return new SpecReader(environment).read(file, List.of(overrides));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    MigrationException refusal(String text, Map<String, String> environment, String... overrides) {
        return catchThrowableOfType(
                MigrationException.class, () -> read(text, environment, overrides));
    }
}
