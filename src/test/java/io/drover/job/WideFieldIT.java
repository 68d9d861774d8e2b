package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ReadPath;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A field that no task can hold is refused before it is read, with the place where it lies. */
class WideFieldIT {
    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("wide");
        trial.source.execute(
                "CREATE TABLE doc (id int PRIMARY KEY, body text, scan bytea)",
                "INSERT INTO doc SELECT g, repeat('x', 100), '\\x00' FROM generate_series(1, 50) g",
                // Two hundred megabytes that are two when they are stored.
                "INSERT INTO doc VALUES (77, repeat('compresses well ', 13000000), NULL)");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @ParameterizedTest
    @EnumSource(ReadPath.class)
    void aFieldOfTwoHundredMegabytesIsRefusedByName(ReadPath path) {
        String readPath = "read-path = " + path.name().toLowerCase(Locale.ROOT);
        assertThatThrownBy(() -> trial.migrate(readPath))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SOURCE))
                .hasMessageContaining("body")
                .hasMessageContaining("208000000 bytes")
                .hasMessageContaining("transfer.max-field-bytes");
        String[] without = {
            readPath, "tables = [ { name = \"public.doc\", where = \"id <> 77\" } ]"
        };
        new RestartMigration(trial.spec(without)).run();
        assertThat(trial.migrate(without).rows()).isEqualTo(50);
    }
}
