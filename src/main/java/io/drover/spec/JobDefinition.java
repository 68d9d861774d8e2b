package io.drover.spec;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How one command is run: a file of {@code jobs/}, read by the launcher and by an orchestrator.
 *
 * @param command the command's name, and the file's
 * @param after commands that must have ended well before
 * @param retryOnExitCodes exit codes after which the same command may be given again
 * @param jvmOptions options of the driver's JVM
 * @param spark Spark settings, ordered by key; empty where the command starts no Spark
 */
public record JobDefinition(
        String command,
        List<String> after,
        List<Integer> retryOnExitCodes,
        List<String> jvmOptions,
        Map<String, String> spark) {
    private static final Set<String> KEYS =
            Set.of("command", "after", "retry-on-exit-codes", "jvm-options", "spark");

    public JobDefinition {
        after = List.copyOf(after);
        retryOnExitCodes = List.copyOf(retryOnExitCodes);
        jvmOptions = List.copyOf(jvmOptions);
        spark = Collections.unmodifiableMap(new TreeMap<>(spark));
    }

    /**
     * Reads a file of {@code jobs/}.
     *
     * @throws MigrationException SPEC when the file is absent, not HOCON, lacks a key or has one
     *     that is not known; the message begins with file and line
     */
    public static JobDefinition read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw problem("there is no such file", file, null);
        }
        try {
            Config job = ConfigFactory.parseFile(file.toFile()).resolve().getConfig("job");
            for (Map.Entry<String, ConfigValue> entry : job.root().entrySet()) {
                if (!KEYS.contains(entry.getKey())) {
                    String origin = entry.getValue().origin().description();
                    throw problem(origin + ": unknown key \"" + entry.getKey() + "\"", file, null);
                }
            }
            return new JobDefinition(
                    job.getString("command"),
                    job.getStringList("after"),
                    job.getIntList("retry-on-exit-codes"),
                    job.getStringList("jvm-options"),
                    settings(job.getConfig("spark")));
        } catch (ConfigException failure) {
            throw problem(failure.getMessage(), file, failure);
        }
    }

    private static Map<String, String> settings(Config spark) {
        Map<String, String> settings = new TreeMap<>();
        for (Map.Entry<String, ConfigValue> entry : spark.entrySet()) {
            settings.put(
                    String.join(".", ConfigUtil.splitPath(entry.getKey())),
                    String.valueOf(entry.getValue().unwrapped()));
        }
        return settings;
    }

    private static MigrationException problem(String why, Path file, @Nullable Throwable cause) {
        return new MigrationException(
                ErrorKind.SPEC,
                "Cannot read the job definition "
                        + file
                        + ": "
                        + why
                        + ". A job definition has the keys command, after, retry-on-exit-codes,"
                        + " jvm-options and spark.",
                cause);
    }
}
