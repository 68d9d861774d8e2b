package io.drover.cli;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns a failure into a message for people and an exit code for orchestrators. */
final class FailurePrinter {
    /** {@code source.password=x}, as an argument that ended up where it does not belong. */
    private static final Pattern SECRET =
            Pattern.compile("(?i)([\\w.-]*(?:passw|secret|token)[\\w.-]*\\s*[=:]\\s*)[^\\s,]+");

    private final PrintWriter err;

    FailurePrinter(PrintWriter err) {
        this.err = err;
    }

    int usage(ParameterException failure, String[] arguments) {
        CommandLine commandLine = failure.getCommandLine();
        err.println("drover: " + SECRET.matcher(failure.getMessage()).replaceAll("$1***"));
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try `" + commandLine.getCommandSpec().qualifiedName() + " --help`.");
        err.flush();
        return ErrorKind.USAGE.exitCode();
    }

    int print(Throwable failure, boolean withTrace) {
        if (ProcessEnd.isInterrupted()) {
            return ErrorKind.TRANSIENT.exitCode();
        }
        Optional<MigrationException> understood = understood(failure);
        err.println(
                understood
                        .map(known -> "drover: " + known.getMessage())
                        .orElseGet(() -> bug(failure)));
        if (withTrace || understood.isEmpty()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return understood.map(MigrationException::kind).orElse(ErrorKind.BUG).exitCode();
    }

    /** Spark wraps what a task threw, sometimes more than once. */
    private static Optional<MigrationException> understood(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MigrationException known) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    private static String bug(Throwable failure) {
        return "drover: this is a bug in Drover, not a fault of the spec or the databases: %s. "
                        .formatted(failure)
                + "Nothing that was committed is lost. Please report it with the lines below and what"
                + " `drover --version` prints.";
    }
}
