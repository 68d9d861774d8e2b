package io.drover.cli;

import io.drover.job.check.CheckMigration;
import io.drover.spec.MigrationSpec;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code drover check}: what the migration will need and does not have. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Connect to both sides, and test privileges and settings; changes nothing.",
        description =
                "Exits with 3 when the spec or a rule is wrong, with 4 or 5 when the source or the target lacks something, and says what mends it.")
final class CheckCommand implements Callable<Integer> {
    @Mixin private SpecOptions options;
    @Spec private CommandSpec command;

    @Override
    public Integer call() {
        MigrationSpec spec = options.read();
        SparkSessions.startFor(spec, "check");
        CheckMigration.Result result =
                new CheckMigration(
                                spec,
                                SparkSessions.supplier("check", spec.name()),
                                Clock.systemUTC())
                        .run();
        PrintWriter out = command.commandLine().getOut();
        new CheckRendering(command.commandLine().getColorScheme().ansi())
                .lines(spec, result)
                .forEach(out::println);
        return result.worst().map(kind -> kind.exitCode()).orElse(0);
    }
}
