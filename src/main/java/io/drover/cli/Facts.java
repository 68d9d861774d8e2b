package io.drover.cli;

import io.drover.job.run.RunFacts;
import io.drover.spec.MigrationSpec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/** What the ledger keeps of who runs what, where and how. */
final class Facts {
    private Facts() {}

    static RunFacts of(String command, MigrationSpec spec) {
        return new RunFacts(
                command,
                Version.code(),
                org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                System.getProperty("user.name"),
                host(),
                null,
                String.format(
                        Locale.ROOT,
                        "{\"cores\": %d, \"heap_bytes\": %d, \"java\": \"%s\","
                                + " \"source_max_connections\": %d, \"target_max_connections\": %d,"
                                + " \"read_path\": \"%s\", \"load\": \"%s\", \"schema\": \"%s\"}",
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.getRuntime().maxMemory(),
                        System.getProperty("java.version"),
                        spec.source().maxConnections(),
                        spec.target().maxConnections(),
                        spec.readPath(),
                        spec.load(),
                        spec.schema()));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "unknown";
        }
    }
}
