package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.testing.Launcher;
import io.drover.testing.Launcher.Outcome;
import io.drover.testing.SparkHome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the jar, and that it runs wherever it is started from. */
class PackagedJarE2E {
    private static final Path JAR = Path.of("target", "drover.jar").toAbsolutePath();

    @TempDir private Path folder;

    @Test
    void theJarHoldsWhatSparkLacksAndNothingThatSparkHas() throws IOException {
        List<String> entries;
        try (JarFile jar = new JarFile(JAR.toFile())) {
            entries = jar.stream().map(entry -> entry.getName()).toList();
        }
        assertThat(entries)
                .contains(
                        "org/postgresql/Driver.class",
                        "org/flywaydb/core/Flyway.class",
                        "picocli/CommandLine.class",
                        "io/drover/shaded/config/Config.class",
                        "io/drover/shaded/hikari/HikariDataSource.class",
                        "io/drover/shaded/failsafe/Failsafe.class",
                        "io/drover/ledger/V1__create_ledger.sql",
                        "META-INF/services/java.sql.Driver",
                        "META-INF/services/org.flywaydb.core.extensibility.Plugin");
        assertThat(entries)
                .noneMatch(
                        name ->
                                name.startsWith("com/fasterxml/")
                                        || name.startsWith("org/slf4j/")
                                        || name.startsWith("scala/")
                                        || name.startsWith("com/typesafe/")
                                        || name.endsWith("module-info.class")
                                        || name.endsWith(".SF"));
        assertThat(entries).filteredOn(name -> !name.endsWith("/")).doesNotHaveDuplicates();
        // Delta and Spark's Avro live in Spark's packages, and are none of what a distribution has.
        assertThat(entries)
                .filteredOn(name -> name.startsWith("org/apache/spark/") && name.endsWith(".class"))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(classesOfSpark());
    }

    private static Set<String> classesOfSpark() throws IOException {
        Set<String> names = new HashSet<>();
        String jars = Files.readString(JAR.resolveSibling("spark.classpath")).strip();
        for (String jar : jars.split(File.pathSeparator, -1)) {
            if (Path.of(jar).getFileName().toString().startsWith("spark-")) {
                try (JarFile file = new JarFile(jar)) {
                    file.stream().forEach(entry -> names.add(entry.getName()));
                }
            }
        }
        assertThat(names).contains("org/apache/spark/sql/Dataset.class");
        return names;
    }

    @Test
    void theLauncherRunsFromAnyFolderThroughALinkWithABlankInItsName() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("a folder with blanks"));
        Path link = elsewhere.resolve("drover link");
        Files.createSymbolicLink(link, Path.of("scripts", "drover").toAbsolutePath());
        Outcome outcome = Launcher.program(link.toString()).in(elsewhere).run("--help");
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.stdout()).contains("migrate", "reconcile");
    }

    @Test
    void theWarmUpRunsThroughSparkSubmitOnExecutorsOfTheirOwn() {
        Outcome outcome =
                Launcher.program(SparkHome.create().resolve("bin/spark-submit").toString())
                        .run(
                                "--master",
                                "local-cluster[2,1,1024]",
                                "--conf",
                                "spark.ui.enabled=false",
                                "--class",
                                "io.drover.cli.Warmup",
                                JAR.toString());
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    }
}
