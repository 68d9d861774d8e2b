package io.drover;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The floors of the house and what may be used in which room, read from the compiled classes. */
class FloorsTest {
    private static final Map<String, Integer> FLOORS =
            Map.ofEntries(
                    Map.entry("model", 0),
                    Map.entry("error", 0),
                    Map.entry("spec", 1),
                    Map.entry("canonical", 1),
                    Map.entry("dialect", 2),
                    Map.entry("jdbc", 3),
                    Map.entry("ledger", 4),
                    Map.entry("catalog", 4),
                    Map.entry("engine", 5),
                    Map.entry("profile", 6),
                    Map.entry("plan", 6),
                    Map.entry("extract", 6),
                    Map.entry("transform", 6),
                    Map.entry("load", 6),
                    Map.entry("reconcile", 6),
                    Map.entry("report", 6),
                    Map.entry("job", 7),
                    Map.entry("cli", 8));

    /** Values in, values out: what these rooms compute must not depend on where they run. */
    private static final Set<String> ROOMS_WITHOUT_SPARK =
            Set.of(
                    "model",
                    "error",
                    "spec",
                    "canonical",
                    "dialect",
                    "jdbc",
                    "ledger",
                    "catalog",
                    "profile",
                    "plan",
                    "report");

    /**
     * Elapsed time is no clock: it says how long a chunk took or when to stop waiting, and nothing
     * that a retry computes again may depend on it. Rooms that neither wait nor measure have no use
     * for it.
     */
    private static final Set<String> ROOMS_THAT_MEASURE_ELAPSED_TIME =
            Set.of("jdbc", "ledger", "engine", "extract", "load", "reconcile", "job", "cli");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.drover");

    @Test
    void aRoomImportsOnlyLowerFloors() {
        classes().should(dependOnLowerFloorsOnly()).check(CLASSES);
    }

    /** The commands share a floor: which of their rooms serves which has one direction. */
    @Test
    void noRoomOfTheCommandsServesWhomItUses() {
        slices().assignedFrom(
                        new SliceAssignment() {
                            @Override
                            public SliceIdentifier getIdentifierOf(JavaClass type) {
                                return room(type).equals("job")
                                        ? SliceIdentifier.of(type.getPackageName())
                                        : SliceIdentifier.ignore();
                            }

                            @Override
                            public String getDescription() {
                                return "the commands' rooms";
                            }
                        })
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineExitsAndPrints() {
        noClasses()
                .that(liveOutside("cli"))
                .should(call("System.exit", "Runtime.exit", "Runtime.halt"))
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineReadsTheClock() {
        noClasses()
                .that(liveOutside("cli"))
                .should(
                        call(
                                "System.currentTimeMillis",
                                "Instant.now",
                                "LocalDate.now",
                                "LocalTime.now",
                                "LocalDateTime.now",
                                "OffsetDateTime.now",
                                "ZonedDateTime.now",
                                "Clock.systemUTC",
                                "Clock.systemDefaultZone",
                                "Clock.system"))
                .check(CLASSES);
        noClasses()
                .that(
                        liveOutside(
                                ROOMS_THAT_MEASURE_ELAPSED_TIME.stream()
                                        .sorted()
                                        .toArray(String[]::new)))
                .should(call("System.nanoTime"))
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineMakesRandomValues() {
        noClasses()
                .that(liveOutside("cli"))
                .should(call("Math.random", "UUID.randomUUID", "ThreadLocalRandom.current"))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .check(CLASSES);
    }

    @Test
    void onlyJdbcOpensConnections() {
        noClasses()
                .that(liveOutside("jdbc"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.DriverManager")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("com.zaxxer.hikari..")
                .check(CLASSES);
    }

    @Test
    void eachLibraryHasItsRoom() {
        staysIn("com.typesafe.config..", "spec");
        staysIn("org.flywaydb..", "ledger");
        staysIn("picocli..", "cli");
        staysIn("me.tongfei..", "cli");
        staysIn("j2html..", "report");
    }

    @Test
    void sparkStaysInTheRoomsThatMoveRows() {
        noClasses()
                .that(
                        describe(
                                "live in " + ROOMS_WITHOUT_SPARK,
                                type -> ROOMS_WITHOUT_SPARK.contains(room(type))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark..")
                .check(CLASSES);
    }

    @Test
    void sparksInternalsStayInTheConnector() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.drover.extract.connector..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.spark.sql.catalyst..", "org.apache.spark.sql.execution..")
                .check(CLASSES);
    }

    @Test
    void theAuditorOfRulesSharesNoCodeWithTheirLoad() {
        noClasses()
                .that()
                .resideInAPackage("io.drover.reconcile..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.drover.plan..",
                        "io.drover.transform..",
                        "io.drover.extract..",
                        "io.drover.load..",
                        "io.drover.dialect.spark..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "io\\.drover\\.model\\.rules\\.(RowRules|RuleStep|RuledColumn|Deduplication)")
                .check(CLASSES);
    }

    /** Of an engine it takes the moment and what the engine's auditor reads, and nothing else. */
    @Test
    void theAuditorNeverReadsAnEngineAsTheLoadDoes() {
        noClasses()
                .that()
                .resideInAPackage("io.drover.reconcile..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "io\\.drover\\.engine\\.(ChunkedEngine|DatasetEngine|ReadRequest|Store.*)"
                                + "|io\\.drover\\.engine\\.[a-z]+\\..*"
                                + "|io\\.drover\\.dialect\\.wire\\..*"
                                + "|io\\.drover\\.model\\.WireRows")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Handler|Impl)(\\$.*)?")
                .orShould()
                .haveNameMatching(".*\\.(Abstract|Base)[A-Z][^.]*")
                .check(CLASSES);
    }

    @Test
    void everyPackageIntroducesItself() throws IOException {
        List<Path> silent = new ArrayList<>();
        for (Path folder : sources().map(Path::getParent).distinct().toList()) {
            // The tests of a room share its package, and so its introduction.
            Path room = Path.of("src/main/java").resolve(folder.subpath(3, folder.getNameCount()));
            if (!Files.exists(folder.resolve("package-info.java"))
                    && !Files.exists(room.resolve("package-info.java"))) {
                silent.add(folder);
            }
        }
        assertThat(silent).as("packages without package-info.java").isEmpty();
    }

    @Test
    void noFileIsLongerThanFourHundredLines() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path source : sources().filter(file -> file.startsWith("src/main")).toList()) {
            int lines = Files.readAllLines(source).size();
            if (lines > 400) {
                tooLong.add(source + ": " + lines);
            }
        }
        assertThat(tooLong).as("files over 400 lines: something wants a name of its own").isEmpty();
    }

    private static void staysIn(String packages, String room) {
        noClasses()
                .that(liveOutside(room))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packages)
                .check(CLASSES);
    }

    private static Stream<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String tree : List.of("src/main/java", "src/test/java")) {
            try (Stream<Path> files = Files.walk(Path.of(tree))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .sorted()
                        .forEach(found::add);
            }
        }
        return found.stream();
    }

    /** The package segment below {@code io.drover}; empty for other people's classes. */
    private static String room(JavaClass type) {
        String[] segments = type.getPackageName().split("\\.", -1);
        boolean ours =
                segments.length > 2 && segments[0].equals("io") && segments[1].equals("drover");
        return ours && !segments[2].equals("shaded") ? segments[2] : "";
    }

    private static DescribedPredicate<JavaClass> liveOutside(String... rooms) {
        Set<String> inside = Set.of(rooms);
        return describe("live outside " + List.of(rooms), type -> !inside.contains(room(type)));
    }

    private static ArchCondition<JavaClass> dependOnLowerFloorsOnly() {
        return new ArchCondition<>("depend on lower floors only") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!FLOORS.containsKey(room(type)) && !room(type).isEmpty()) {
                    String message = type.getName() + " lives in a room that has no floor";
                    events.add(SimpleConditionEvent.violated(type, message));
                    return;
                }
                type.getDirectDependenciesFromSelf().stream()
                        .filter(found -> !mayKnow(room(type), room(found.getTargetClass())))
                        .map(found -> SimpleConditionEvent.violated(type, found.getDescription()))
                        .forEach(events::add);
            }
        };
    }

    private static boolean mayKnow(String room, String other) {
        return other.isEmpty()
                || other.equals(room)
                || FLOORS.getOrDefault(other, Integer.MAX_VALUE) < FLOORS.getOrDefault(room, 0);
    }

    /** Calls or references of {@code Class.method}, whatever the parameters. */
    private static ArchCondition<JavaClass> call(String... methods) {
        Set<String> names = Set.of(methods);
        return new ArchCondition<>("call one of " + List.of(methods)) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream.concat(
                                type.getCodeUnitCallsFromSelf().stream(),
                                type.getCodeUnitReferencesFromSelf().stream())
                        .filter(access -> names.contains(name(access)))
                        .map(
                                access ->
                                        SimpleConditionEvent.satisfied(
                                                type, access.getDescription()))
                        .forEach(events::add);
            }
        };
    }

    private static String name(JavaAccess<? extends CodeUnitAccessTarget> access) {
        return access.getTargetOwner().getSimpleName() + "." + access.getTarget().getName();
    }
}
