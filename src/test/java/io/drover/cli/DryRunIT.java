package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import io.drover.testing.TestSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunIT {
    private static final String RULES =
            """
            schema = existing
            select { include = ["public.person", "public.note"] }
            tables = [ { name = "public.person", target = "aid.person", key = [id]
              deduplicate { by = [id], keep = latest, order = [at] }
              filters = ["id <> 3"]
              flag-column = requires_review
              columns = [
                { column = id, uuid { of = [id], namespace = "https://example.org/person" } }
                { column = full_name, from = name }
                { column = region, from = place, trim = both, lookup { table = "public.location", key = code, value = iso }, otherwise { default = UNKNOWN, flag = true } }
                { column = born, from = born, type = date, format = "dd/MM/yyyy" }
                { column = phone, from = phone, mask { how = keep-last, keep = 2 } }
              ]
              checks = [ { column = full_name, required = true } ]
            }, { name = "public.note", target = "aid.note" } ]
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private TestDatabase source;
    private TestDatabase target;
    private Path spec;

    @TempDir private Path folder;

    @BeforeEach
    void open() {
        source = TestDatabase.create("dryrun_old");
        target = TestDatabase.create("dryrun_new");
        source.execute(
                "CREATE TABLE location (code text PRIMARY KEY, iso text)",
                "INSERT INTO location VALUES ('0001', 'FR-75')",
                "CREATE TABLE person (id int, name text, place text, born text, at timestamptz, phone text, payload jsonb)",
                "INSERT INTO person VALUES (1, 'Ann', ' 0001', '02/01/1980', '2024-01-01', '0123456', '{\"a\": 1}'),"
                        + " (1, 'Ann of old', '0001', '02/01/1980', '2023-01-01', '0123457', NULL),"
                        + " (2, '  ', '9999', '31/02/1980', '2024-01-01', NULL, NULL),"
                        + " (3, 'Cid', '0001', '02/01/1980', '2024-01-01', NULL, NULL),"
                        + " (4, 'Dot', '9999', '03/01/1980', '2024-01-01', NULL, NULL),"
                        + " (5, 'Eve', '0001', '03/01/1980', '2024-01-01', NULL, NULL)",
                "CREATE TABLE note (id int PRIMARY KEY, text text)",
                "INSERT INTO note VALUES (1, 'as it is')");
        target.execute(
                "CREATE SCHEMA aid",
                "CREATE TABLE aid.person (id uuid PRIMARY KEY, full_name text NOT NULL, region text NOT NULL, born date,"
                        + " at timestamptz, phone text, payload jsonb, requires_review boolean NOT NULL)",
                "CREATE TABLE aid.note (id int PRIMARY KEY, text text)");
        spec = TestSpec.write(source, target, RULES);
        // The command takes whatever session there is, and must not stop it.
        TestSpark.session();
    }

    @AfterEach
    void close() throws IOException {
        Files.delete(spec);
        source.close();
        target.close();
    }

    @Test
    void eachRowShowsItsFateAndWhatChangesAndNothingIsWritten() {
        int exit = run("--dry-run", "--sample", "5");
        assertThat(exit).as("%s", err).isZero();

        assertThat(out.toString())
                .contains("Dry run of trial: nothing was written.")
                .contains("public.person -> aid.person")
                .contains("row (0,1) loaded")
                .containsPattern("id: \"1\" -> \"[0-9a-f]{8}-")
                .contains("region: \" 0001\" -> \"FR-75\"  (trim, lookup)")
                .contains("born: \"02/01/1980\" -> \"1980-01-02\"")
                .contains("phone: \"***\" -> \"*****56\"")
                .contains("requires_review: (new) -> \"false\"")
                .contains(
                        "row (0,2) deduplicated: duplicates by id: kept the latest by at: the row at (0,1)")
                .contains("row (0,3) quarantined")
                .contains("violates required of full_name: full_name is missing")
                .contains(
                        "violates type of born: \"31/02/1980\" is not a date of the form dd/MM/yyyy")
                .contains("row (0,4) filtered: not kept where id <> 3")
                .contains("region: \"9999\" -> \"UNKNOWN\"  (lookup)")
                .contains("Of 5 rows: 2 loaded, 1 filtered, 1 deduplicated, 1 quarantined.")
                .contains("Duplicates are judged among these rows only.")
                .contains("No rule touches a value: 2 columns as they are.")
                .doesNotContain("Eve", "full_name: \"Ann\"", "0123456")
                .satisfies(
                        text ->
                                assertThat(text.lines())
                                        .allMatch(
                                                line ->
                                                        line.length() <= 100
                                                                || line.startsWith("All columns")));
        assertThat(target.value("SELECT count(*) FROM aid.person")).isEqualTo("0");
        assertThat(
                        target.value(
                                "SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace"
                                        + " WHERE nspname !~ '^pg_|^information_schema$'"))
                .isEqualTo("aid public");
    }

    @Test
    void theFileHasAllColumnsOfTheRowsWithTheKeys() throws IOException {
        assertThat(
                        run(
                                "--dry-run",
                                "--table",
                                "public.person",
                                "--key",
                                "id=5,name=Eve",
                                "--key",
                                "id=4"))
                .isZero();

        JsonNode table =
                new ObjectMapper()
                        .readTree(folder.resolve("dry-run.json").toFile())
                        .path("tables")
                        .path(0);
        assertThat(table.path("rows")).hasSize(2);
        JsonNode eve = table.path("rows").path(1);
        assertThat(eve.path("fate").asText()).isEqualTo("LOADED");
        assertThat(eve.path("before").path("at").asText()).endsWith(":00:00+00");
        assertThat(eve.path("after").path("full_name").asText()).isEqualTo("Eve");
        assertThat(eve.path("after").path("at").asText()).endsWith(":00:00+00");
        assertThat(eve.path("after").path("payload").isNull()).isTrue();
    }

    @Test
    void aTrialShowsTheEquationAndTheMigrationRemovesIt() {
        source.execute("DELETE FROM person WHERE id = 2");
        int trial = run("--limit", "4", "--table", "public.person");
        assertThat(trial).as("%s", err).isZero();
        assertThat(out.toString())
                .contains("public.person -> drover_trial_trial.person")
                .contains("read 4 = loaded 2 + filtered 1 + deduplicated 1 + quarantined 0")
                .contains("--drop-trial");
        assertThat(target.value("SELECT count(*) FROM drover_trial_trial.person")).isEqualTo("2");

        int part = run("--table", "public.note");
        assertThat(part).as("%s", err).isZero();
        assertThat(out.toString())
                .contains("1 of 2 tables whole", "Nothing is swapped until all are");
        int whole = run();
        assertThat(whole).as("%s", err).isZero();
        assertThat(target.value("SELECT count(*) FROM aid.person")).isEqualTo("3");
        assertThat(
                        target.value(
                                "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'drover_trial%'"))
                .isEqualTo("0");
    }

    @Test
    void wrongKeysSayWhatIsRight() {
        assertThat(run("--dry-run", "--key", "id=5")).isEqualTo(2);
        assertThat(run("--key", "id=5")).isEqualTo(2);
        assertThat(run("--dry-run", "--table", "public.person", "--key", "5")).isEqualTo(2);
        assertThat(run("--dry-run", "--table", "public.person", "--key", "nosuch=5")).isEqualTo(2);
        assertThat(run("--dry-run", "--table", "public.person", "--key", "id=five")).isEqualTo(4);
        assertThat(err.toString())
                .contains("--key needs the one table")
                .contains("goes with --dry-run or --limit")
                .contains("write column=value")
                .contains("has no such column. It has id, name")
                .doesNotContain("\tat ");
    }

    private int run(String... options) {
        List<String> arguments = new ArrayList<>(List.of("migrate", spec.toString()));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--report", folder.toString()));
        return Drover.run(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                arguments.toArray(String[]::new));
    }
}
