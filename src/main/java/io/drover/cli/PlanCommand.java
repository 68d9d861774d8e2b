package io.drover.cli;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.PlanMigration;
import io.drover.spec.MigrationSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code drover plan}: what will be done, to read before it is done. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        header =
                "Show what will be done: types, DDL, load order, chunks, warnings; changes nothing.",
        description =
                "Writes plan.json and plan.sql to the report folder, for review. Warns of what a profile there has found.")
final class PlanCommand implements Callable<Integer> {
    @Mixin private SpecOptions options;
    @Spec private CommandSpec command;

    @Override
    public Integer call() {
        MigrationSpec spec = options.read();
        Path folder = options.reportFolder(spec);
        SparkSessions.startFor(spec, "plan");
        PlanMigration.Result result = new PlanMigration(spec, folder).run();
        PrintWriter out = command.commandLine().getOut();
        out.print(result.text());
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("plan.json"), result.json());
            Files.writeString(folder.resolve("plan.sql"), result.sql());
        } catch (IOException failure) {
            throw new MigrationException(
                    ErrorKind.USAGE,
                    "Cannot write the plan to %s: %s. Name a folder that can be written with --report."
                            .formatted(folder, failure.getMessage()),
                    failure);
        }
        out.println(
                "Written for review: "
                        + folder.resolve("plan.sql")
                        + ", "
                        + folder.resolve("plan.json"));
        return 0;
    }
}
