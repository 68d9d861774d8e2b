package io.drover.cli;

import io.drover.ledger.LedgerHome;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line: {@code drover <command> <spec.conf> [options]}.
 *
 * <p>Fails: with the exit code of {@link io.drover.error.ErrorKind}, a message for people on
 * stderr, and nothing on stdout that was not done.
 */
@Command(
        name = "drover",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Moves tables between data systems, and proves that every row arrived.",
        synopsisHeading = "%nUsage: ",
        customSynopsis = "drover <command> <spec.conf> [options]",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:a bug in Drover",
            " 2:wrong usage of the command line",
            " 3:the spec is wrong",
            " 4:the source refuses, or lacks something",
            " 5:the target refuses, or lacks something",
            " 6:more rows were set aside than the spec allows",
            " 7:the reconciliation found differences",
            " 8:a gate refused",
            " 9:the ledger contradicts the spec, the source or the target",
            "75:giving the same command again can help"
        },
        footerHeading = "%n",
        footer = {
            "A spec is a file such as conf/migrations/shop.conf; src/main/resources/reference.conf",
            "has every key with its default. `drover <command> --help` says more of a command."
        },
        subcommands = {
            CheckCommand.class,
            ProfileCommand.class,
            PlanCommand.class,
            MigrateCommand.class,
            ReconcileCommand.class,
            SnapshotCommand.class,
            QuarantineCommand.class,
            StatusCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Drover implements Callable<Integer> {
    private static final int HELP_WIDTH = 100;

    /** The driver would log parts of what it refuses; what matters comes as an exception. */
    private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error.")
    private boolean debug;

    @Spec private CommandSpec command;

    public static void main(String[] arguments) {
        PrintWriter out = utf8(System.out);
        PrintWriter err = utf8(System.err);
        ProcessEnd.announceSignals(err);
        ProcessEnd.onSignal(LedgerHome::leaveAll);
        ProcessEnd.exit(run(out, err, arguments));
    }

    /** Runs one command to its exit code; ends no process. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        DRIVER_LOG.setLevel(Level.OFF);
        Drover drover = new Drover();
        FailurePrinter failures = new FailurePrinter(err);
        CommandLine commandLine =
                new CommandLine(drover)
                        .setOut(out)
                        .setErr(err)
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .setParameterExceptionHandler(failures::usage)
                        .setExecutionExceptionHandler(
                                (failure, line, parsed) -> failures.print(failure, drover.debug));
        layOut(commandLine);
        try {
            return commandLine.execute(arguments);
        } catch (Throwable failure) {
            // An Error: out of memory, a class that is missing.
            return failures.print(failure, drover.debug);
        } finally {
            leaveLedger(failures, drover);
            out.flush();
            err.flush();
        }
    }

    /** How the command ended stands, whatever happens to a server of our own. */
    private static void leaveLedger(FailurePrinter failures, Drover drover) {
        try {
            LedgerHome.leaveAll();
        } catch (RuntimeException failure) {
            failures.print(failure, drover.debug);
        }
    }

    /** Every help looks the same, and asks no terminal how wide it is: that takes a process. */
    private static void layOut(CommandLine commandLine) {
        commandLine.setUsageHelpAutoWidth(false).setUsageHelpWidth(HELP_WIDTH);
        for (CommandLine each : commandLine.getSubcommands().values()) {
            each.getCommandSpec()
                    .usageMessage()
                    .synopsisHeading("%nUsage: ")
                    .descriptionHeading("%n")
                    .parameterListHeading("%n")
                    .optionListHeading("%nOptions:%n")
                    .commandListHeading("%nCommands:%n");
            layOut(each);
        }
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public Integer call() {
        command.commandLine().usage(command.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    private static PrintWriter utf8(OutputStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
