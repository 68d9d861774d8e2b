package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.profile.ProfileRequest;
import io.drover.job.profile.ProfileTables;
import io.drover.job.profile.UnfitRows;
import io.drover.job.run.Progress;
import io.drover.model.profile.MigrationProfile;
import io.drover.model.profile.TableProfile;
import io.drover.model.profile.Unfit;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What will not fit a table that stands in another engine is told before the load. */
class ProfileIntoStoresIT {
    @TempDir private Path folder;

    @Test
    void valuesThatDoNotFitAStandingTableOfMariaDbAreCounted() throws IOException {
        try (TestDatabase source = TestDatabase.create("profiled_old");
                TestMariaDb target = TestMariaDb.create("profiled_new")) {
            source.execute(
                    "CREATE TABLE item (id bigint PRIMARY KEY, note text, price numeric(12,2))",
                    "INSERT INTO item SELECT g, repeat('x', g), g * 20 FROM generate_series(1, 9) g");
            target.execute(
                    "CREATE TABLE item (id SMALLINT PRIMARY KEY, note VARCHAR(5), price DECIMAL(4,2))");

            MigrationProfile profile = profile(source, target);

            TableProfile item = profile.tables().get(0);
            assertThat(item.rows()).isEqualTo(9);
            assertThat(item.unfit().stream().map(Unfit::column).toList())
                    .containsExactlyInAnyOrder("note", "price");
        }
    }

    private MigrationProfile profile(TestDatabase source, TestMariaDb target) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("profiled.conf"),
                        """
                        migration {
                          name = profiled
                          source { type = postgres, url = "%s", user = postgres, password = postgres }
                          target { type = mysql, url = "%s", user = drover, password = drover }
                          select { include = ["public.*"], target-schema = %s }
                          load = append
                        }
                        """
                                .formatted(source.url(), target.url(), target.name()));
        return new ProfileTables(
                        new SpecReader().read(file, List.of()),
                        TestSpark::session,
                        Progress.SILENT,
                        Clock.systemUTC(),
                        new ProfileRequest(Set.of(), null, ProfileRequest.Keys.QUERIED, List.of()),
                        UnfitRows.NONE)
                .run();
    }
}
