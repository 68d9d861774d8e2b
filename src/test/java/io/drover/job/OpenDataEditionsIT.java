package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.model.Difference;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.reconcile.DifferenceSink;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.OpenData;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Chinook in two engines against its PostgreSQL edition: exactly the rows that are known. */
@EnabledIf("isThere")
class OpenDataEditionsIT {
    private static final Path CHINOOK = OpenData.folder("chinook");

    @TempDir Path folder;

    static boolean isThere() {
        return Files.exists(CHINOOK);
    }

    @Test
    void mysqlDiffersInItsTwelveKnownRows() throws IOException {
        try (TestMariaDb source = TestMariaDb.create("chinook");
                TestDatabase target = TestDatabase.create("chinook")) {
            OpenData.loadMysql(source, CHINOOK.resolveSibling("chinook.mysql.sql.gz"));
            OpenData.load(target, CHINOOK);

            ReconcileTables.Result proof =
                    reconcile(
                            "{ type = mysql, url = \"%s\", user = drover, password = drover }"
                                    .formatted(source.url()),
                            "include = [\"%s.*\"]".formatted(source.name()),
                            target);

            assertThat(differing(proof))
                    .as("%s", proof.tables())
                    .isEqualTo(Map.of("Customer", 1L, "Invoice", 7L, "Track", 4L));
            assertThat(reasons(proof, "Customer")).containsOnly("City: trailing blanks");
            assertThat(reasons(proof, "Invoice")).containsOnly("BillingCity: trailing blanks");
            assertThat(reasons(proof, "Track"))
                    .allSatisfy(
                            reason -> assertThat(reason).endsWith("backslash lost in the source"));
            assertThat(proof.sourceVersion()).contains("MariaDB");
            theOthersAreEqual(proof);
        }
    }

    @Test
    void sqliteDiffersInItsEightKnownRows() throws IOException {
        Path file =
                Files.copy(CHINOOK.resolveSibling("chinook.sqlite"), folder.resolve("c.sqlite"));
        try (TestDatabase target = TestDatabase.create("chinook")) {
            OpenData.load(target, CHINOOK);

            ReconcileTables.Result proof =
                    reconcile(
                            "{ type = sqlite, url = \"jdbc:sqlite:%s\" }".formatted(file),
                            "include = [\"main.*\"]",
                            target);

            assertThat(differing(proof))
                    .as("%s", proof.tables())
                    .isEqualTo(Map.of("Customer", 1L, "Invoice", 7L));
            assertThat(reasons(proof, "Customer")).containsOnly("City: trailing blanks");
            assertThat(reasons(proof, "Invoice")).containsOnly("BillingCity: trailing blanks");
            theOthersAreEqual(proof);
        }
    }

    @Test
    void theFilesThatTheDatabaseWasLoadedFromAreEqual() throws IOException {
        Path csv = Files.createDirectory(folder.resolve("csv"));
        try (Stream<Path> files = Files.list(CHINOOK)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".csv.gz")).toList()) {
                Files.copy(file, csv.resolve(file.getFileName()));
            }
        }
        try (TestDatabase target = TestDatabase.create("chinook")) {
            OpenData.load(target, CHINOOK);
            String source = "{ type = files, url = \"%s\" }".formatted(csv.toUri());
            String select = "include = [\"files.*\"]";

            ReconcileTables.Result equal = reconcile(source, select, target);
            target.execute("UPDATE customer SET city = 'Oslo' WHERE customer_id = 3");
            ReconcileTables.Result changed = reconcile(source, select, target);

            assertThat(equal.overall()).as("%s", equal.tables()).isEqualTo(Verdict.EQUAL);
            assertThat(
                            equal.tables().stream()
                                    .mapToLong(table -> table.targetDigest().rows())
                                    .sum())
                    .isEqualTo(15_607);
            // Files have no keys: that of the target says which row is which.
            assertThat(changed.tables())
                    .flatExtracting(TableVerdict::shown)
                    .singleElement()
                    .satisfies(
                            row -> {
                                assertThat(row.key()).isEqualTo(Map.of("customer_id", "3"));
                                assertThat(row.changedColumns()).containsExactly("city");
                            });
        }
    }

    private static void theOthersAreEqual(ReconcileTables.Result proof) {
        assertThat(proof.tables()).hasSize(11);
        assertThat(proof.tables())
                .filteredOn(table -> table.differences() == 0)
                .allSatisfy(table -> assertThat(table.verdict()).isEqualTo(Verdict.EQUAL));
        assertThat(proof.tables().stream().mapToLong(table -> table.sourceDigest().rows()).sum())
                .isEqualTo(15_607);
        assertThat(proof.overall()).isEqualTo(Verdict.DIFFERENT);
    }

    private static Map<String, Long> differing(ReconcileTables.Result proof) {
        Map<String, Long> differing = new TreeMap<>();
        for (TableVerdict table : proof.tables()) {
            if (table.differences() > 0) {
                assertThat(table.changed()).isEqualTo(table.differences());
                differing.put(table.source().name(), table.differences());
            }
        }
        return differing;
    }

    private static List<String> reasons(ReconcileTables.Result proof, String table) {
        List<String> reasons = new ArrayList<>();
        for (TableVerdict verdict : proof.tables()) {
            if (verdict.source().name().equals(table)) {
                for (Difference row : verdict.shown()) {
                    row.changedColumns()
                            .forEach(
                                    column ->
                                            reasons.add(column + ": " + row.reasons().get(column)));
                }
            }
        }
        return reasons;
    }

    private ReconcileTables.Result reconcile(String source, String select, TestDatabase target)
            throws IOException {
        Path file = folder.resolve("editions.conf");
        Files.writeString(
                file,
                """
                migration {
                  name = editions
                  source = %s
                  target { type = postgres, url = "%s", user = postgres, password = postgres }
                  select { %s, target-schema = public, names = snake-case }
                  schema = existing
                  load = append
                }
                """
                        .formatted(source, target.url(), select));
        MigrationSpec spec = new SpecReader().read(file, List.of());
        return new ReconcileTables(
                        spec,
                        TestSpark::session,
                        DifferenceSink.NONE,
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run();
    }
}
