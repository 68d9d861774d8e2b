package io.drover.cli;

import io.drover.job.MigrateTables;
import io.drover.job.ReleaseMigration;
import io.drover.job.RestartMigration;
import io.drover.load.Checkpoint;
import io.drover.report.Equation;
import io.drover.spec.MigrationSpec;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code drover migrate}: load every row once, or go on with it. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        header = "Do what the plan says, or go on with it where it stopped.",
        description =
                "A migration that is complete is left alone. Replaced tables are kept beside the new ones until --release.")
final class MigrateCommand implements Callable<Integer> {
    @Mixin private SpecOptions options;
    @ArgGroup private Way way = new Way();
    @Spec private CommandSpec command;

    /** At most one of them. */
    private static final class Way {
        @Option(
                names = "--release",
                description =
                        "Drop the tables that the migration replaced and kept; there is no way back to them.")
        private boolean release;

        @Option(
                names = "--restart",
                description =
                        "Forget what was loaded and begin again with a new plan; the tables that stand in the target stay until the swap.")
        private boolean restart;
    }

    @Override
    public Integer call() {
        MigrationSpec spec = options.readWhole();
        options.refuseTables(command, "a migration is swapped as one");
        PrintWriter out = command.commandLine().getOut();
        if (way.release) {
            int dropped = new ReleaseMigration(spec).run().dropped();
            out.println(
                    dropped == 0
                            ? "Nothing is kept of what migration " + spec.name() + " replaced."
                            : "Released: what migration " + spec.name() + " replaced is dropped.");
            return 0;
        }
        if (way.restart) {
            new RestartMigration(spec).run();
        }
        try {
            out.println(
                    said(
                            spec,
                            new MigrateTables(
                                            spec,
                                            SparkSessions.supplier("migrate", spec.name()),
                                            Facts.of("migrate", spec),
                                            ProgressLines.display(),
                                            Checkpoint.NONE)
                                    .run()));
        } catch (RuntimeException failure) {
            Reports.writeAfter(
                    failure, spec, options.reportFolder(spec), command.commandLine().getErr());
            throw failure;
        }
        Reports.write(spec, options.reportFolder(spec), out);
        return 0;
    }

    private static String said(MigrationSpec spec, MigrateTables.Result result) {
        int tables = result.plan().tables().size();
        String equation =
                Equation.says(result.fates())
                        ? "%n%s; %s."
                                .formatted(
                                        Equation.of(result.fates()),
                                        Equation.unexplained(result.fates()))
                        : "";
        if (result.outcome() == MigrateTables.Outcome.NOTHING_TO_DO) {
            return "Migration %s is complete since load %d: %,d rows in %d tables. Nothing was changed.%s"
                    .formatted(spec.name(), result.loadId(), result.rows(), tables, equation);
        }
        return "Migrated %,d rows in %d tables (load %d, run %d).%s"
                .formatted(result.rows(), tables, result.loadId(), result.runId(), equation);
    }
}
