package io.drover.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Spark distribution made of the jars that Maven resolved, under {@code target/spark-home}:
 * enough for a real {@code spark-submit} and, with master {@code local-cluster[2,1,1024]}, for
 * executors in JVMs of their own.
 *
 * <p>Needs {@code target/spark.classpath}, which {@code mvn package} writes. Repeats: safe.
 */
public final class SparkHome {
    /** Spark's own spark-class, less what Maven's jars do not need. */
    private static final String SPARK_CLASS =
            """
            #!/usr/bin/env bash
            # Made by io.drover.testing.SparkHome: the launcher prints the command, NUL after each word.
            set -euo pipefail
            export SPARK_HOME=$(cd "$(dirname "$0")/.." && pwd) SPARK_SCALA_VERSION=2.12
            command=()
            while IFS= read -r -d '' word; do command+=("$word"); done < <(
                "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx128m -XX:TieredStopAtLevel=1 -cp "$SPARK_HOME/jars/*" \\
                    org.apache.spark.launcher.Main "$@" | { IFS= read -r marker; cat; }
            )
            exec "${command[@]}"
            """;

    private static final String SPARK_SUBMIT =
            """
            #!/usr/bin/env bash
            exec "$(dirname "$0")/spark-class" org.apache.spark.deploy.SparkSubmit "$@"
            """;

    private SparkHome() {}

    /** The folder to put into {@code SPARK_HOME}, made when it is absent. */
    public static synchronized Path create() {
        Path home = Path.of("target", "spark-home").toAbsolutePath();
        try {
            for (String folder : List.of("jars", "conf", "bin")) {
                Files.createDirectories(home.resolve(folder));
            }
            String classpath = Files.readString(Path.of("target", "spark.classpath")).strip();
            for (String jar : classpath.split(java.io.File.pathSeparator, -1)) {
                Path link = home.resolve("jars").resolve(Path.of(jar).getFileName());
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, Path.of(jar));
            }
            // Without this file Spark takes the folder for a source tree.
            Files.writeString(home.resolve("RELEASE"), "");
            script(home.resolve("bin/spark-class"), SPARK_CLASS);
            script(home.resolve("bin/spark-submit"), SPARK_SUBMIT);
            return home;
        } catch (IOException failure) {
            throw new IllegalStateException(
                    "No Spark home: target/spark.classpath is written by mvn package", failure);
        }
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("Not executable: " + file);
        }
    }
}
