package io.drover.cli;

import io.drover.error.MigrationException;
import io.drover.spec.JobDefinition;
import java.nio.file.Path;

/**
 * Internal to {@code scripts/drover}: prints a job definition as lines {@code jvm OPTION} and
 * {@code spark KEY=VALUE}, so that the launcher need not read HOCON.
 */
public final class LaunchOptions {
    private LaunchOptions() {}

    public static void main(String[] arguments) {
        try {
            JobDefinition job = JobDefinition.read(Path.of(arguments[0]));
            job.jvmOptions().forEach(option -> System.out.println("jvm " + option));
            job.spark().forEach((key, value) -> System.out.println("spark " + key + "=" + value));
        } catch (MigrationException failure) {
            System.err.println(failure.getMessage());
            System.exit(failure.kind().exitCode());
        }
    }
}
