package io.drover.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/**
 * Internal to {@code scripts/drover}: does what every command does, so that the JVM which runs it
 * can write the classes it met into an archive ({@code -XX:ArchiveClassesAtExit}). With that
 * archive a command starts in less than half the time. Touches no database.
 */
public final class Warmup {
    private Warmup() {}

    /** With any argument, the classes of the own jar are met as well: for the archive only. */
    public static void main(String[] arguments) throws IOException, URISyntaxException {
        if (arguments.length > 0) {
            loadOwnJar();
        }
        try (SparkSession spark = SparkSession.builder().appName("drover warm-up").getOrCreate()) {
            long rows =
                    spark.createDataset(List.of(1L, 2L), Encoders.LONG()).repartition(2).count();
            if (rows != 2) {
                throw new IllegalStateException("Spark counted " + rows + " rows of 2");
            }
        }
    }

    private static void loadOwnJar() throws IOException, URISyntaxException {
        Path jar =
                Path.of(Warmup.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (JarFile entries = new JarFile(jar.toFile())) {
            entries.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/"))
                    .map(name -> name.substring(0, name.length() - 6).replace('/', '.'))
                    .forEach(Warmup::load);
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, Warmup.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError optional) {
            // A library's class for something that is not here; no command can need it.
        }
    }
}
