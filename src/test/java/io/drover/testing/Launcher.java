package io.drover.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs {@code scripts/drover}, and so the packaged jar, as an operator would: a process of its own,
 * whose output and exit code are all that a test sees of it.
 *
 * <p>Immutable. What a process prints is kept in {@code target/launcher}.
 */
public final class Launcher {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final List<String> command;
    private final Path directory;
    private final Map<String, String> environment;

    private Launcher(List<String> command, Path directory, Map<String, String> environment) {
        this.command = List.copyOf(command);
        this.directory = directory;
        this.environment = new TreeMap<>(environment);
    }

    /** {@code scripts/drover} in local mode, from the folder of the project. */
    public static Launcher drover() {
        return program(Path.of("scripts", "drover").toAbsolutePath().toString());
    }

    /** {@code scripts/drover} through spark-submit, with two executor JVMs of one core each. */
    public static Launcher droverOnCluster() {
        return drover().with("SPARK_HOME", SparkHome.create().toString())
                .with("DROVER_MASTER", "local-cluster[2,1,1024]");
    }

    /** Any other program. */
    public static Launcher program(String... command) {
        return new Launcher(List.of(command), Path.of("").toAbsolutePath(), Map.of());
    }

    /** The same with one more environment variable. */
    public Launcher with(String variable, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(variable, value);
        return new Launcher(command, directory, more);
    }

    /** The same, started from another folder. */
    public Launcher in(Path folder) {
        return new Launcher(command, folder.toAbsolutePath(), environment);
    }

    /** Runs to the end; a command that takes more than ten minutes is killed and fails the test. */
    public Outcome run(String... arguments) {
        try (Running running = start(arguments)) {
            return running.await(PATIENCE);
        }
    }

    /** Starts and returns at once; closing kills what still runs. */
    public Running start(String... arguments) {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of(arguments));
        try {
            Path folder = Files.createDirectories(Path.of("target", "launcher"));
            String name = ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
            Path stdout = folder.resolve(name + ".out").toAbsolutePath();
            Path stderr = folder.resolve(name + ".err").toAbsolutePath();
            ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
            // What the test's own JVM was given is not the operator's.
            List.of("SPARK_HOME", "DROVER_MASTER", "JAVA_TOOL_OPTIONS", "MAVEN_OPTS")
                    .forEach(builder.environment()::remove);
            builder.environment().putAll(environment);
            builder.redirectOutput(stdout.toFile()).redirectError(stderr.toFile());
            return new Running(words, builder.start(), stdout, stderr);
        } catch (IOException failure) {
            throw new IllegalStateException("Cannot start " + words, failure);
        }
    }

    /** How a command ended; 137 is the exit code of one that was killed. */
    public record Outcome(int exitCode, String stdout, String stderr) {
        @Override
        public String toString() {
            return "exit code " + exitCode + "\n--- stdout\n" + stdout + "--- stderr\n" + stderr;
        }
    }

    /** A command under way. */
    public static final class Running implements AutoCloseable {
        private final List<String> words;
        private final Process process;
        private final Path stdout;
        private final Path stderr;

        private Running(List<String> words, Process process, Path stdout, Path stderr) {
            this.words = words;
            this.process = process;
            this.stdout = stdout;
            this.stderr = stderr;
        }

        /** The driver's process: the launcher has become the JVM. */
        public long pid() {
            return process.pid();
        }

        public boolean runs() {
            return process.isAlive();
        }

        /** Everything said so far. */
        public String stdout() {
            return read(stdout);
        }

        /** Everything said so far. */
        public String stderr() {
            return read(stderr);
        }

        /** The executors' processes, in local-cluster mode, oldest first. */
        public List<ProcessHandle> executors() {
            return process.descendants()
                    .filter(child -> child.info().commandLine().orElse("").contains("Executor"))
                    .sorted()
                    .toList();
        }

        /**
         * Waits until it has said {@code text}, on either stream; fails the test when it never
         * does.
         */
        public void awaitText(String text, Duration patience) {
            long end = System.nanoTime() + patience.toNanos();
            while (!stdout().contains(text) && !stderr().contains(text)) {
                if (ended() || System.nanoTime() > end) {
                    throw new AssertionError(words + " did not say " + text + "\n" + stderr());
                }
            }
        }

        /** Whether it has ended; waits a moment, so that a loop around it does not burn a core. */
        public boolean ended() {
            return endsWithin(Duration.ofMillis(20));
        }

        /** Whether it ends by itself before so much time is over; returns as soon as it does. */
        public boolean endsWithin(Duration patience) {
            try {
                return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for " + words, stop);
            }
        }

        /** {@code kill -9} of the driver alone; its executors notice for themselves. */
        public void killDriver() {
            process.destroyForcibly();
        }

        /** {@code kill -9} of the driver and of all that it started, at once. */
        public void kill() {
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }

        /** Waits for the end; what takes longer is killed and fails the test. */
        public Outcome await(Duration patience) {
            try {
                if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    kill();
                    throw new AssertionError(
                            words + " ran for more than " + patience + "\n" + stderr());
                }
                return new Outcome(process.exitValue(), stdout(), stderr());
            } catch (InterruptedException stop) {
                kill();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for " + words, stop);
            }
        }

        @Override
        public void close() {
            if (process.isAlive()) {
                kill();
            }
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException failure) {
                throw new IllegalStateException("Cannot read " + file, failure);
            }
        }
    }
}
