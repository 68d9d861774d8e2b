package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.load.Checkpoint;
import io.drover.model.Verdict;
import io.drover.reconcile.HeldDifferences;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.OpenData;
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
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Open data goes from PostgreSQL into MariaDB whole, and is proven. */
@EnabledIf(value = "isThere", disabledReason = "there is no open data beside the repository")
class OpenDataIntoMysqlIT {
    private static final Path CHINOOK = OpenData.folder("chinook");

    @TempDir Path folder;

    static boolean isThere() {
        return Files.exists(CHINOOK);
    }

    @Test
    void chinookArrivesWholeAndAChangeIsNamed() throws IOException {
        try (TestDatabase source = TestDatabase.create("chinook");
                TestDatabase ledger = TestDatabase.create("chinook_ledger");
                TestMariaDb target = TestMariaDb.create("chinook_there")) {
            OpenData.load(source, CHINOOK);
            Path file = folder.resolve("there.conf");
            Files.writeString(
                    file,
                    """
                    migration {
                      name = there
                      source { type = postgres, url = "%s", user = postgres, password = postgres }
                      target { type = mysql, url = "%s", user = drover, password = drover }
                      ledger { type = postgres, url = "%s", user = postgres, password = postgres }
                      select.include = ["public.*"]
                    }
                    """
                            .formatted(source.url(), target.url(), ledger.url()));
            MigrationSpec spec = new SpecReader().read(file, List.of());

            MigrateTables.Result done =
                    new MigrateTables(
                                    spec,
                                    TestSpark::session,
                                    Trial.facts("migrate"),
                                    Progress.SILENT,
                                    Checkpoint.NONE)
                            .run();

            assertThat(done.rows()).isEqualTo(15_607);
            HeldDifferences none = new HeldDifferences();
            ReconcileTables.Result proof = reconcile(spec, none);
            assertThat(proof.overall()).as("%s", proof.tables()).isEqualTo(Verdict.EQUAL);

            target.execute("UPDATE track SET name = concat(name, ' ') WHERE track_id = 1000");
            HeldDifferences one = new HeldDifferences();
            assertThat(reconcile(spec, one).overall()).isEqualTo(Verdict.DIFFERENT);
            assertThat(one.all())
                    .singleElement()
                    .satisfies(
                            each ->
                                    assertThat(each.difference().changedColumns())
                                            .containsExactly("name"));
        }
    }

    private static ReconcileTables.Result reconcile(MigrationSpec spec, HeldDifferences held) {
        return new ReconcileTables(
                        spec,
                        TestSpark::session,
                        held,
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run();
    }
}
