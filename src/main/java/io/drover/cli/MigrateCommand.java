package io.drover.cli;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.DryRun;
import io.drover.job.MigrateTables;
import io.drover.job.ReleaseMigration;
import io.drover.job.RestartMigration;
import io.drover.job.SampleRequest;
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
                    "With --dry-run and one --table: the rows with this key, composite ones as a=1,b=2; may be given more than once.")
    private List<Map<String, String>> keys = new ArrayList<>();

    @Override
    public Integer call() {
        refuseWrongUse();
        if (way.dryRun) {
            return dryRun();
        }
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

    private void refuseWrongUse() {
        if (!way.dryRun && (sample != null || !keys.isEmpty())) {
            throw wrong("--sample and --key go with --dry-run.");
        }
        if (sample != null && !keys.isEmpty()) {
            throw wrong("--key names the rows, and --sample counts them: give one of the two.");
        }
        if (sample != null && (sample < 1 || sample > MOST_SAMPLED)) {
            throw wrong("--sample must be between 1 and %,d.".formatted(MOST_SAMPLED));
        }
        if (!keys.isEmpty() && options.tables().size() != 1) {
            throw wrong("--key needs the one table that it is a key of: --table schema.table.");
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(command.commandLine(), why);
    }

    private int dryRun() {
        MigrationSpec spec = options.read();
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
        return "Migrated %,d rows in %d tables (load %d, run %d).%s"
                .formatted(result.rows(), tables, result.loadId(), result.runId(), equation);
    }
}
