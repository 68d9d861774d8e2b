package io.drover.job;

import io.drover.job.migrate.MigrateTables;
import io.drover.job.run.Progress;
import io.drover.job.run.RunFacts;
import io.drover.load.Checkpoint;
import io.drover.spec.MigrationSpec;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import io.drover.testing.TestSpec;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A source, a target, and a migration between them. */
public final class Trial implements AutoCloseable {
    public final TestDatabase source;
    public final TestDatabase target;

    public Trial(String purpose) {
        source = TestDatabase.create(purpose + "_old");
        target = TestDatabase.create(purpose + "_new");
    }

    public MigrationSpec spec(String... more) {
        return TestSpec.between(source, target, more);
    }

    public MigrateTables.Result migrate(String... more) {
        return migrate(Checkpoint.NONE, more);
    }

    public MigrateTables.Result migrate(Checkpoint checkpoint, String... more) {
        return new MigrateTables(
                        spec(more),
                        TestSpark::session,
                        facts("migrate"),
                        Progress.SILENT,
                        checkpoint)
                .run();
    }

    /** With something planted behind the rules of every table. */
    public MigrateTables.Result migrate(UnaryOperator<Dataset<Row>> planted, String... more) {
        return new MigrateTables(
                        spec(more),
                        TestSpark::session,
                        facts("migrate"),
                        Progress.SILENT,
                        Checkpoint.NONE,
                        planted)
                .run();
    }

    public static RunFacts facts(String command) {
        return new RunFacts(command, "test", null, "tester", "here", null, "{}");
    }

    @Override
    public void close() {
        try (source) {
            target.close();
        }
    }
}
