package io.drover.cli;

import io.drover.job.ShowStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code drover status}: what the ledger knows. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        header = "Show what the ledger knows: runs, tables, chunks, rates, time to finish.")
final class StatusCommand implements Callable<Integer> {
    @Mixin private SpecOptions options;
    @Spec private CommandSpec command;

    @Override
    public Integer call() {
        command.commandLine().getOut().print(new ShowStatus(options.readWhole()).run().text());
        return 0;
    }
}
