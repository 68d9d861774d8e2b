package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.testing.Launcher;
import io.drover.testing.Launcher.Outcome;
import io.drover.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code check} and {@code migrate} given rules that cannot be: every mistake at once, with the
 * line where it is written, and a target that is as it was.
 *
 * <p>What the spec alone tells comes before anything is connected to; what the databases and Spark
 * have to tell comes after. So there are two rounds at most.
 */
class WrongRulesE2E {
    private static final int RULES_BEGIN = 7;

    @TempDir private static Path folder;
    private static TestDatabase source;
    private static TestDatabase target;

    @BeforeAll
    static void fill() throws IOException {
        Scene.warmUp();
        source = TestDatabase.create("rules_old");
        target = TestDatabase.create("rules_new");
        source.execute(
                "CREATE TABLE item (id int PRIMARY KEY, name text, place text, amount int, gone text)",
                "INSERT INTO item SELECT g, 'Item ' || g, g % 3, g, NULL FROM generate_series(1, 100) g",
                "CREATE TABLE place (code text, iso text)",
                "INSERT INTO place VALUES ('1', 'FR'), ('1', 'DE'), ('2', 'IT')");
        target.execute(
                "CREATE TABLE item (id int PRIMARY KEY, name text, place text, amount int)",
                "INSERT INTO item VALUES (-1, 'stands')");
        Files.writeString(folder.resolve("twice.csv"), "code,iso\n1,FR\n2,IT\n1,DE\n");
    }

    @AfterAll
    static void close() {
        source.close();
        target.close();
    }

    /** Each on a line of its own: {@code RULES_BEGIN} is the first one's. */
    private static final List<String> BY_THE_SPEC =
            List.of(
                    "filters = [\"rand() < 0.5\"]",
                    "drop = [gone]",
                    "columns = [",
                    "  { column = a, expression = \"now()\" }",
                    "  { column = b, expression = \"monotonically_increasing_id()\" }",
                    "  { column = c, from = gone }",
                    "  { column = d, from = place, lookup { file = nowhere.csv, key = code, value = iso } }",
                    "  { column = e, from = place, lookup { file = twice.csv, key = code, value = iso } }",
                    "  { column = f, from = place, map {} }",
                    "  { column = g, from = place, map { \"1\" = FR }, otherwise {} }",
                    "]");

    @ParameterizedTest
    @ValueSource(strings = {"check", "migrate"})
    void whatTheSpecTellsIsFoundAtOnceWithItsLine(String command) throws IOException {
        Outcome outcome = run(command, "spec", BY_THE_SPEC);

        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(3);
        Scene.assertOneClearMessage(
                outcome,
                line(0, "filters[0]: uses rand"),
                line(3, "columns[0].expression: uses now"),
                line(4, "columns[1].expression: uses monotonically_increasing_id"),
                line(5, "columns[2]: rule on a dropped column"),
                line(6, "columns[3].lookup.file: is not there: " + folder.resolve("nowhere.csv")),
                line(7, "columns[4].lookup.file: has keys more than once"),
                "\"1\" (lines 2, 4)",
                line(8, "columns[5].map: is empty, and answers for no value"),
                line(9, "columns[6].otherwise.default: is missing"),
                "8 problems");
        assertThat(outcome.stdout()).isEmpty();
        assertTheTargetIsAsItWas();
    }

    private static final List<String> BY_THE_DATABASES =
            List.of(
                    "filters = [\"quantty > 3\"], drop = [gone]",
                    "columns = [",
                    "  { column = name, expression = \"name ||\" }",
                    "  { column = amount, expression = \"amuont + 1\" }",
                    "  { column = place, from = place, lookup { table = \"public.place\", key = code, value = iso } }",
                    "]");

    private static final String[] BY_SPARK = {
        line(0, "filters[0]: filter \"quantty > 3\" cannot be used: there is no column quantty"),
        line(
                2,
                "columns[0]: expression of name \"name ||\" cannot be used: it is no Spark SQL: syntax error"),
        line(
                3,
                "columns[1]: expression of amount \"amuont + 1\" cannot be used: there is no column amuont, did you mean amount?")
    };

    @Test
    void whatTheDatabasesAndSparkTellIsFoundAtOnceWithItsLine() throws IOException {
        Outcome outcome = run("check", "databases", BY_THE_DATABASES);

        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(3);
        assertThat(outcome.stdout().replaceAll("\\s+", " "))
                .contains(BY_SPARK)
                .contains(line(4, "columns[2]: "), "its key code is not unique (1: 2 times)")
                .contains("4 failures");
        assertThat(outcome.toString()).doesNotContain("\tat ").doesNotContain("Exception");
        assertTheTargetIsAsItWas();
    }

    @Test
    void aMigrationStopsBeforeAnythingIsCreated() throws IOException {
        Outcome outcome = run("migrate", "databases", BY_THE_DATABASES);

        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(3);
        Scene.assertOneClearMessage(outcome, BY_SPARK);
        Scene.assertOneClearMessage(outcome, "Nothing was created");
        assertThat(target.rows("SELECT id, name FROM item")).containsExactly("-1|stands");
        assertThat(target.rows("SELECT load_id FROM drover.migration_load")).isEmpty();
        target.execute("DROP SCHEMA drover CASCADE");
    }

    private static String line(int line, String problem) {
        return ".conf: " + (RULES_BEGIN + line) + ": tables[0]." + problem;
    }

    private static void assertTheTargetIsAsItWas() {
        assertThat(target.rows("SELECT id, name FROM item")).containsExactly("-1|stands");
        assertThat(
                        target.rows(
                                "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'drover\\_%' OR nspname = 'drover'"))
                .isEmpty();
    }

    private static Outcome run(String command, String name, List<String> rules) throws IOException {
        Path spec =
                Files.writeString(
                        folder.resolve(name + ".conf"),
                        """
                        migration {
                          name = wrong-rules, schema = existing
                          source { type = postgres, url = "%s", user = postgres, password = postgres }
                          target { type = postgres, url = "%s", user = postgres, password = postgres }
                          select.include = ["public.item"]
                          tables = [{ name = "public.item"
                          %s
                          }]
                        }
                        """
                                .formatted(source.url(), target.url(), String.join("\n", rules)));
        return Launcher.drover()
                .run(command, spec.toString(), "--report", folder.resolve("reports").toString());
    }
}
