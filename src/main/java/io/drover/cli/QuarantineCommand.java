package io.drover.cli;

import io.drover.error.ErrorKind;
import io.drover.job.quarantine.RetryQuarantine;
import io.drover.job.quarantine.ShowQuarantine;
import io.drover.ledger.QuarantineLedger.Choice;
import io.drover.load.Checkpoint;
import io.drover.model.Nullable;
import io.drover.report.Equation;
import io.drover.report.QuarantineLines;
import io.drover.spec.MigrationSpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code drover quarantine}: the rows that were set aside. */
@Command(
        name = "quarantine",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        header =
                "List the rows set aside, and load them again after the rule or the row was mended.",
        subcommands = {
            QuarantineCommand.ListRows.class,
            QuarantineCommand.Show.class,
            QuarantineCommand.Export.class,
            QuarantineCommand.Retry.class
        })
final class QuarantineCommand implements Callable<Integer> {
    @Spec private CommandSpec command;

    @Override
    public Integer call() {
        command.commandLine().usage(command.commandLine().getErr());
        return ErrorKind.USAGE.exitCode();
    }

    /** Which rows, by their violations. */
    private static final class RuleOption {
        @Option(
                names = "--rule",
                paramLabel = "<rule>",
                description =
                        "Rows that violate this rule, e.g. required; or an SQLSTATE that the target refused them with.")
        private @Nullable String rule;
    }

    /** {@code drover quarantine list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            header = "Count the rows by table, first violation and state.")
    static final class ListRows implements Callable<Integer> {
        @Mixin private SpecOptions options;
        @Mixin private RuleOption rules;
        @Spec private CommandSpec command;

        @Override
        public Integer call() {
            command.commandLine()
                    .getOut()
                    .print(
                            new ShowQuarantine(options.readWhole())
                                    .list(new Choice(options.tables(), rules.rule, List.of())));
            return 0;
        }
    }

    /** {@code drover quarantine show}. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            header = "Show rows with their keys, every violation and the rule that made it.",
            description = "A column that the spec masks is not shown.")
    static final class Show implements Callable<Integer> {
        @Mixin private SpecOptions options;
        @Mixin private RuleOption rules;

        @Parameters(
                index = "1..*",
                paramLabel = "<id>",
                description = "These rows only, by the numbers that show gives them.")
        private List<Long> ids = new ArrayList<>();

        @Option(
                names = "--limit",
                paramLabel = "<rows>",
                description = "At most so many; default: 10.")
        private long limit = 10;

        @Spec private CommandSpec command;

        @Override
        public Integer call() {
            PrintWriter out = command.commandLine().getOut();
            long shown =
                    new ShowQuarantine(options.readWhole())
                            .show(
                                    new Choice(options.tables(), rules.rule, ids),
                                    ids.isEmpty() ? limit : ids.size(),
                                    out::print);
            out.println(
                    shown == 0
                            ? "No such row is in the quarantine."
                            : shown == limit && ids.isEmpty()
                                    ? "The first %,d rows; --limit shows more.".formatted(shown)
                                    : "%,d rows.".formatted(shown));
            return 0;
        }
    }

    /** {@code drover quarantine retry}. */
    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            header = "Load the rows again, after the rule or the row was mended.",
            description =
                    "Only rows that are held go again, by the present spec, into the finished tables of a complete migration; the balance moves with them. Each is loaded once, however often this is given.")
    static final class Retry implements Callable<Integer> {
        @Mixin private SpecOptions options;
        @Mixin private RuleOption rules;

        @Option(
                names = "--id",
                arity = "1..*",
                split = ",",
                paramLabel = "<id>",
                description = "These rows only, by the numbers that show gives them.")
        private List<Long> ids = new ArrayList<>();

        @Spec private CommandSpec command;

        @Override
        public Integer call() {
            MigrationSpec spec = options.readWhole();
            PrintWriter out = command.commandLine().getOut();
            RetryQuarantine.Result result =
                    new RetryQuarantine(
                                    spec,
                                    SparkSessions.supplier("quarantine", spec.name()),
                                    Facts.of("quarantine", spec),
                                    Checkpoint.NONE)
                            .run(new Choice(options.tables(), rules.rule, ids));
            if (result.tables().isEmpty()) {
                out.println("No such row is held in the quarantine. Nothing was changed.");
                return 0;
            }
            result.tables().forEach(table -> out.println(said(table)));
            out.printf(
                    "%s; %s.%n", Equation.of(result.fates()), Equation.unexplained(result.fates()));
            Reports.write(spec, options.reportFolder(spec), out);
            return 0;
        }

        private static String said(RetryQuarantine.Tried table) {
            if (table.obstacle() != null) {
                return "%s: %,d rows stay held: %s."
                        .formatted(table.source(), table.notFindable(), table.obstacle());
            }
            return "%s: %,d rows tried: %,d loaded, %,d left out, %,d gone from the source, %,d still held%s."
                    .formatted(
                            table.source(),
                            table.tried(),
                            table.loaded(),
                            table.leftOut(),
                            table.gone(),
                            table.held(),
                            table.notFindable() == 0
                                    ? ""
                                    : "; %,d more cannot be found by their keys: `quarantine export` has them"
                                            .formatted(table.notFindable()));
        }
    }

    /** {@code drover quarantine export}. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            header = "Write rows to a new file, as JSON lines or CSV.",
            description =
                    "A file that is there is never overwritten. A masked column is not in it.")
    static final class Export implements Callable<Integer> {
        @Mixin private SpecOptions options;
        @Mixin private RuleOption rules;

        @Option(
                names = "--to",
                required = true,
                paramLabel = "<file>",
                description = "The file; its folder must be there.")
        private Path file;

        @Option(
                names = "--format",
                paramLabel = "<json|csv>",
                description = "Default: csv where the file's name ends so, else json.")
        private @Nullable QuarantineLines format;

        @Spec private CommandSpec command;

        @Override
        public Integer call() {
            boolean csv = file.getFileName().toString().endsWith(".csv");
            QuarantineLines lines =
                    format != null ? format : csv ? QuarantineLines.CSV : QuarantineLines.JSON;
            long rows =
                    new ShowQuarantine(options.readWhole())
                            .export(
                                    new Choice(options.tables(), rules.rule, List.of()),
                                    file,
                                    lines);
            command.commandLine().getOut().printf("Wrote %,d rows to %s.%n", rows, file);
            return 0;
        }
    }
}
