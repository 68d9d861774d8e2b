package io.drover.cli;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.ReleaseMigration;
import io.drover.job.RestartMigration;
import io.drover.job.migrate.LoadPart;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.source.SampleRequest;
import io.drover.job.trial.DryRun;
import io.drover.job.trial.TrialMigration;
import io.drover.load.Checkpoint;
import io.drover.model.Nullable;
import io.drover.report.Equation;
import io.drover.spec.MigrationSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

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
    private static final int USUALLY_SAMPLED = 10;
    private static final int MOST_SAMPLED = 10_000;

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

        @Option(
                names = "--dry-run",
                description =
                        "Show for some rows what each rule would do: before, after, violations. Nothing is written but dry-run.json in the report folder.")
        private boolean dryRun;

        @Option(
                names = "--limit",
                paramLabel = "<rows>",
                description =
                        "A trial: load the first rows of each table into the scratch schema drover_trial_<name> of the target, through the rules, and show the balance. The migration itself does not begin.")
        private @Nullable Integer limit;

        @Option(names = "--drop-trial", description = "Drop the scratch schema of the last trial.")
        private boolean dropTrial;
    }

    @Option(
            names = "--sample",
            paramLabel = "<rows>",
            description =
                    "With --dry-run: so many rows of each table, the first ones. Default: 10.")
    private @Nullable Integer sample;

    @Option(
            names = "--key",
            paramLabel = "<column=value>",
            converter = RowKeyConverter.class,
            description =
                    "With --dry-run or --limit, and one --table: the rows with this key instead of the first ones; composite keys as a=1,b=2; may be given more than once.")
    private List<Map<String, String>> keys = new ArrayList<>();

    @Option(
            names = "--chunk",
            paramLabel = "<number>",
            description =
                    "With one --table: load only this chunk, if it is missing. As with --table, nothing is swapped before all is loaded.")
    private @Nullable Integer chunk;

    @Override
    public Integer call() {
        refuseWrongUse();
        if (way.dryRun) {
            return dryRun();
        }
        if (way.limit != null || way.dropTrial) {
            return trial();
        }
        MigrationSpec spec = options.readWhole();
        if (way.release || way.restart) {
            options.refuseTables(command, "a migration is released, and begun again, as one");
        }
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
                                    .run(new LoadPart(options.tables(), chunk))));
        } catch (RuntimeException failure) {
            Reports.writeAfter(
                    failure, spec, options.reportFolder(spec), command.commandLine().getErr());
            throw failure;
        }
        if (spec.target().isPostgres()) {
            trialOf(spec).drop();
        }
        Reports.write(spec, options.reportFolder(spec), out);
        return 0;
    }

    private static TrialMigration trialOf(MigrationSpec spec) {
        return new TrialMigration(
                spec,
                SparkSessions.supplier("trial", spec.name()),
                Facts.of("migrate", spec),
                ProgressLines.display());
    }

    private void refuseWrongUse() {
        if (sample != null && !way.dryRun) {
            throw wrong("--sample goes with --dry-run.");
        }
        if (!keys.isEmpty() && !way.dryRun && way.limit == null) {
            throw wrong(
                    "--key goes with --dry-run or --limit: single rows are not loaded into the target.");
        }
        if (sample != null && !keys.isEmpty()) {
            throw wrong("--key names the rows, and --sample counts them: give one of the two.");
        }
        if (sample != null && (sample < 1 || sample > MOST_SAMPLED)) {
            throw wrong("--sample must be between 1 and %,d.".formatted(MOST_SAMPLED));
        }
        if (chunk != null && (way.dryRun || way.limit != null || options.tables().size() != 1)) {
            throw wrong(
                    "--chunk loads, and needs the one table that it is of: --table schema.table.");
        }
        if (chunk != null && chunk < 0) {
            throw wrong("--chunk is a number from 0.");
        }
        if (way.limit != null && way.limit < 1) {
            throw wrong("--limit must be at least 1.");
        }
        if (!keys.isEmpty() && options.tables().size() != 1) {
            throw wrong("--key needs the one table that it is a key of: --table schema.table.");
        }
    }

    private static void refuseStore(MigrationSpec spec, String option) {
        if (!spec.target().isPostgres()) {
            throw new MigrationException(
                    ErrorKind.USAGE,
                    "Cannot give %s where the target is of type %s: it needs tables of a PostgreSQL. Load one table with --table, into a folder or database of its own."
                            .formatted(option, spec.target().type()));
        }
    }

    private int trial() {
        MigrationSpec spec = way.dropTrial ? options.readWhole() : options.read();
        refuseStore(spec, way.dropTrial ? "--drop-trial" : "--limit");
        TrialMigration trial = trialOf(spec);
        PrintWriter out = command.commandLine().getOut();
        if (way.dropTrial) {
            trial.drop();
            out.println("Of migration " + spec.name() + " no trial is left in the target.");
        } else {
            TrialRendering.lines(spec.name(), trial.run(new SampleRequest(way.limit, keys)))
                    .forEach(out::println);
        }
        return 0;
    }

    private ParameterException wrong(String why) {
        return new ParameterException(command.commandLine(), why);
    }

    private int dryRun() {
        MigrationSpec spec = options.read();
        refuseStore(spec, "--dry-run");
        DryRun.Result result =
                new DryRun(spec, SparkSessions.supplier("dry run", spec.name()))
                        .run(new SampleRequest(sample == null ? USUALLY_SAMPLED : sample, keys));
        PrintWriter out = command.commandLine().getOut();
        DryRunRendering.lines(result).forEach(out::println);
        Path file = options.reportFolder(spec).resolve("dry-run.json");
        try {
            Files.createDirectories(options.reportFolder(spec));
            Files.writeString(file, result.json());
        } catch (IOException failure) {
            throw new MigrationException(
                    ErrorKind.USAGE,
                    "Cannot write the dry run to %s: %s. Name a folder that can be written with --report."
                            .formatted(file, failure.getMessage()),
                    failure);
        }
        out.println();
        out.println("All columns of these rows: " + file);
        return 0;
    }

    /** {@code a=1,b=2}; a comma inside of a value stands where no name follows it. */
    static final class RowKeyConverter implements ITypeConverter<Map<String, String>> {
        @Override
        public Map<String, String> convert(String text) {
            Map<String, String> key = new LinkedHashMap<>();
            for (String part : text.split(",(?=[^,=]+=)", -1)) {
                int equal = part.indexOf('=');
                if (equal < 1
                        || key.put(part.substring(0, equal), part.substring(equal + 1)) != null) {
                    throw new TypeConversionException(
                            "\"%s\" is no key: write column=value, or a=1,b=2".formatted(text));
                }
            }
            return key;
        }
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
        if (result.outcome() == MigrateTables.Outcome.PARTLY_LOADED) {
            return "Loaded %,d rows so far, %d of %d tables whole (load %d, run %d). Nothing is swapped until all are; `migrate` without --table loads the rest.%s"
                    .formatted(
                            result.rows(),
                            result.loadedTables(),
                            tables,
                            result.loadId(),
                            result.runId(),
                            equation);
        }
        return "Migrated %,d rows in %d tables (load %d, run %d).%s"
                .formatted(result.rows(), tables, result.loadId(), result.runId(), equation);
    }
}
