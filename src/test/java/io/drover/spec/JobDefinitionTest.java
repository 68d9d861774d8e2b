package io.drover.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobDefinitionTest {
    @TempDir private Path folder;

    @Test
    void everyShippedDefinitionIsReadAndNamedAfterItsCommand() throws IOException {
        List<Path> shipped;
        try (Stream<Path> files = Files.list(Path.of("jobs"))) {
            shipped = files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
        }
        assertThat(shipped).isNotEmpty();
        for (Path file : shipped) {
            JobDefinition job = JobDefinition.read(file);
            assertThat(file).hasFileName(job.command() + ".conf");
            assertThat(job.retryOnExitCodes()).containsExactly(ErrorKind.TRANSIENT.exitCode());
            assertThat(job.spark().keySet()).allMatch(key -> key.startsWith("spark."));
            for (String earlier : job.after()) {
                assertThat(Path.of("jobs", earlier + ".conf")).exists();
            }
        }
    }

    @Test
    void sparkSettingsKeepTheirDotsAndAreOrdered() throws IOException {
        Path file =
                write(
                        "job { command = copy, after = [plan], retry-on-exit-codes = [75],"
                                + " jvm-options = [\"-Xss1m\"],"
                                + " spark { \"spark.b.c\" = 4, \"spark.a\" = 2s } }");
        JobDefinition job = JobDefinition.read(file);
        assertThat(job.spark().toString()).isEqualTo("{spark.a=2s, spark.b.c=4}");
        assertThat(job.jvmOptions()).containsExactly("-Xss1m");
        assertThat(job.after()).containsExactly("plan");
    }

    @Test
    void anUnknownKeyIsRefusedWithFileAndLine() throws IOException {
        Path file = write("job {\n  command = copy\n  retry-on-exit-code = [75]\n}");
        assertThatThrownBy(() -> JobDefinition.read(file))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("job.conf: 3: unknown key \"retry-on-exit-code\"")
                .extracting(failure -> ((MigrationException) failure).kind())
                .isEqualTo(ErrorKind.SPEC);
    }

    @Test
    void aMissingKeyAndAMissingFileAreRefused() throws IOException {
        Path file = write("job { command = copy }");
        assertThatThrownBy(() -> JobDefinition.read(file)).hasMessageContaining("after");
        assertThatThrownBy(() -> JobDefinition.read(folder.resolve("absent.conf")))
                .hasMessageContaining("there is no such file");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("job.conf"), text);
    }
}
