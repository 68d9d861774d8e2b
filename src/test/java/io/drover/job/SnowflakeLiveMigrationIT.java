package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.ledger.LedgerHome;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.snowflake.LiveSnowflake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Values at the edges go to a real account and back; reported as not run where there is none. */
@EnabledIfEnvironmentVariable(
        named = LiveSnowflake.URL,
        matches = ".+",
        disabledReason = LiveSnowflake.WITHOUT)
class SnowflakeLiveMigrationIT {
    @TempDir private Path folder;

    @AfterEach
    void leave() {
        LedgerHome.leaveAll();
    }

    @Test
    void valuesAtTheEdgesComeBack() throws IOException {
        try (LiveSnowflake live = new LiveSnowflake();
                TestDatabase source = TestDatabase.create("live_out");
                TestDatabase target = TestDatabase.create("live_back")) {
            source.execute(SnowflakeTrips.EDGES);
            MigrationSpec out = spec("out", SnowflakeTrips.postgres(source), live.spec(), "public");
            assertThat(SnowflakeTrips.migrate(out).rows()).isEqualTo(4);
            assertThat(SnowflakeTrips.verdict(SnowflakeTrips.reconcile(out), "Edges"))
                    .isEqualTo("EQUAL");
            MigrationSpec back =
                    spec(
                            "back",
                            live.spec(),
                            SnowflakeTrips.postgres(target),
                            live.schema().toLowerCase(Locale.ROOT));
            assertThat(SnowflakeTrips.migrate(back).rows()).isEqualTo(4);
            assertThat(SnowflakeTrips.verdict(SnowflakeTrips.reconcile(back), "Edges"))
                    .isEqualTo("EQUAL");
            assertThat(target.value(SnowflakeTrips.PRINTED_EDGES))
                    .isEqualTo(source.value(SnowflakeTrips.PRINTED_EDGES));
        }
    }

    private MigrationSpec spec(String name, String source, String target, String schema)
            throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve(name + ".conf"),
                        """
                        migration {
                          name = %s
                          source = %s
                          target = %s
                          select { include = ["%s.Edges"], target-schema = public }
                        }
                        """
                                .formatted(name, source, target, schema));
        return new SpecReader().read(file, List.of());
    }
}
