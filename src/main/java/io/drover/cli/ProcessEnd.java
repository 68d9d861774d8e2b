package io.drover.cli;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The one place through which the process ends, whether a command is done or a signal arrives.
 *
 * <p>On SIGINT or SIGTERM what was registered is closed, the latest first, and the operator hears
 * that nothing committed is lost; the exit code is the JVM's own, 130 or 143.
 */
final class ProcessEnd {
    private static final Deque<Runnable> CLOSERS = new ArrayDeque<>();
    private static volatile boolean done;
    private static volatile boolean interrupted;

    private ProcessEnd() {}

    /** Whether a signal is ending the process, so that failures are its echo. */
    static boolean isInterrupted() {
        return interrupted;
    }

    /** Runs {@code closer} when a signal arrives before the command has ended. */
    static synchronized void onSignal(Runnable closer) {
        CLOSERS.push(closer);
    }

    static void announceSignals(PrintWriter err) {
        Thread hook = new Thread(() -> closeAll(err), "drover-signal");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static void exit(int code) {
        done = true;
        System.exit(code);
    }

    private static void closeAll(PrintWriter err) {
        if (done) {
            return;
        }
        interrupted = true;
        err.println(
                "drover: interrupted. Nothing that was committed is lost; the same command goes on where it stopped.");
        err.flush();
        for (Runnable closer : closers()) {
            try {
                closer.run();
            } catch (RuntimeException failure) {
                err.println("drover: while closing: " + failure.getMessage());
                err.flush();
            }
        }
    }

    private static synchronized Deque<Runnable> closers() {
        return new ArrayDeque<>(CLOSERS);
    }
}
