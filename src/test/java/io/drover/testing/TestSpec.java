package io.drover.testing;

import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Specs between two test databases, read from HOCON as an operator would write them. */
public final class TestSpec {
    private TestSpec() {}

    /** A migration of everything in schema public; {@code more} are further lines of the spec. */
    public static MigrationSpec between(TestDatabase source, TestDatabase target, String... more) {
        Path file = write(source, target, more);
        try {
            return new SpecReader().read(file, List.of());
        } finally {
            delete(file);
        }
    }

    /** The same as a file, which the test deletes. */
    public static Path write(TestDatabase source, TestDatabase target, String... more) {
        String text =
                """
                migration {
                  name = trial
                  source { type = postgres, url = "%s", user = postgres, password = postgres }
                  target { type = postgres, url = "%s", user = postgres, password = postgres }
                  select { include = ["public.*"] }
                  transfer { retry-for = 5s }
                  %s
                }
                """
                        .formatted(source.url(), target.url(), String.join("\n  ", more));
        try {
            Path file = Files.createTempFile("drover-trial", ".conf");
            Files.writeString(file, text);
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The target of a spec, as it would be written there; secrets may come by the environment. */
    public static EndpointSpec target(String written) {
        try {
            Path file =
                    Files.writeString(
                            Files.createTempFile("drover-target", ".conf"),
                            """
                            migration {
                              name = target, select.include = ["*.*"]
                              source { type = postgres, url = "jdbc:postgresql://nowhere/none", user = nobody }
                              target = %s
                            }
                            """
                                    .formatted(written));
            try {
                return new SpecReader().read(file, List.of()).target();
            } finally {
                delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
