package io.drover.job;

import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.load.Checkpoint;
import io.drover.model.Difference;
import io.drover.reconcile.HeldDifferences;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A migration from any source into a PostgreSQL, as an operator would write it. */
final class EngineTrial {
    private final Path folder;
    private final String source;
    private final TestDatabase target;

    /**
     * @param folder where the spec lies
     * @param source the spec's source
     */
    EngineTrial(Path folder, String source, TestDatabase target) {
        this.folder = folder;
        this.source = source;
        this.target = target;
    }

    MigrationSpec spec(String... more) {
        Path file = folder.resolve("engine.conf");
        try {
            Files.writeString(
                    file,
                    """
                    migration {
                      name = engine
                      source %s
                      target { type = postgres, url = "%s", user = postgres, password = postgres }
                      select { target-schema = public }
                      transfer { retry-for = 5s }
                      %s
                    }
                    """
                            .formatted(source, target.url(), String.join("\n  ", more)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return new SpecReader().read(file, List.of());
    }

    MigrateTables.Result migrate(Checkpoint checkpoint, String... more) {
        return new MigrateTables(
                        spec(more),
                        TestSpark::session,
                        Trial.facts("migrate"),
                        Progress.SILENT,
                        checkpoint)
                .run();
    }

    MigrateTables.Result migrate(String... more) {
        return migrate(Checkpoint.NONE, more);
    }

    /** The verdict; each difference as {@code KIND key columns} is added to {@code named}. */
    ReconcileTables.Result reconcile(List<String> named, String... more) {
        HeldDifferences held = new HeldDifferences();
        ReconcileTables.Result result =
                new ReconcileTables(
                                spec(more),
                                TestSpark::session,
                                held,
                                Progress.SILENT,
                                Clock.systemUTC(),
                                Set.of())
                        .run();
        List<String> found = new ArrayList<>();
        held.all().forEach(each -> found.add(said(each.difference())));
        named.addAll(found);
        return result;
    }

    private static String said(Difference difference) {
        return difference.kind() + " " + difference.key() + " " + difference.changedColumns();
    }
}
