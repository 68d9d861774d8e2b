package io.drover.cli;

import io.drover.error.ErrorKind;
import io.drover.job.HoldSnapshot;
import io.drover.spec.MigrationSpec;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code drover snapshot}: snapshots of the source that outlive a run. */
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        header = "Hold a snapshot of the source open beyond the life of a run.",
        subcommands = {SnapshotCommand.Hold.class})
final class SnapshotCommand implements Callable<Integer> {
    @Spec private CommandSpec command;

    @Override
    public Integer call() {
        command.commandLine().usage(command.commandLine().getErr());
        return ErrorKind.USAGE.exitCode();
    }

    /** {@code drover snapshot hold}. */
    @Command(
            name = "hold",
            mixinStandardHelpOptions = true,
            usageHelpAutoWidth = true,
            header =
                    "Open a snapshot, print its name, and keep it open until a signal or --for ends it.",
            description =
                    "Give its name to migrate by --set source.snapshot=NAME: the run can then die and go on at the very same instant. While it is held, VACUUM removes no row version that it sees.")
    static final class Hold implements Callable<Integer> {
        private static final Duration PAUSE = Duration.ofSeconds(5);

        @Mixin private SpecOptions options;

        @Option(
                names = "--for",
                paramLabel = "<duration>",
                description = "How long, e.g. PT8H; default: until a signal.")
        private Duration length = Duration.ofDays(3650);

        @Spec private CommandSpec command;

        @Override
        public Integer call() {
            MigrationSpec spec = options.readWhole();
            PrintWriter out = command.commandLine().getOut();
            CountDownLatch signal = new CountDownLatch(1);
            ProcessEnd.onSignal(signal::countDown);
            long end = System.nanoTime() + length.toNanos();
            HoldSnapshot.Result result =
                    new HoldSnapshot(spec)
                            .run(
                                    snapshot -> {
                                        out.println(snapshot.name());
                                        out.flush();
                                    },
                                    () -> goOn(signal, end));
            if (result == HoldSnapshot.Result.LOST) {
                command.commandLine()
                        .getErr()
                        .println("drover: the source ended the session; the snapshot is gone.");
                return ErrorKind.TRANSIENT.exitCode();
            }
            return 0;
        }

        private static boolean goOn(CountDownLatch signal, long end) {
            long left = end - System.nanoTime();
            try {
                return left > 0
                        && !signal.await(Math.min(left, PAUSE.toNanos()), TimeUnit.NANOSECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
