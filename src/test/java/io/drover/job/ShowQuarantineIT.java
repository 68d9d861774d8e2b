package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.quarantine.ShowQuarantine;
import io.drover.ledger.QuarantineLedger.Choice;
import io.drover.model.TableName;
import io.drover.report.QuarantineLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowQuarantineIT {
    private static final Choice ALL = new Choice(List.of(), null, List.of());
    private static final String RULES =
            """
            schema = existing
            quarantine { max-rows = 100 }
            tables = [ { name = "public.person"
              columns = [ { column = born, from = born, type = date, format = "dd/MM/yyyy" } ]
              checks = [ { column = name, required = true } ]
            } ]
            """;

    private Trial trial;

    @TempDir private Path folder;

    @BeforeEach
    void open() {
        trial = new Trial("aside");
        trial.source.execute(
                "CREATE TABLE person (id int PRIMARY KEY, name text, born text)",
                "INSERT INTO person SELECT g, 'Person ' || g, '01/02/1990' FROM generate_series(1, 20) g",
                "UPDATE person SET name = NULL WHERE id IN (3, 4)",
                "UPDATE person SET born = 'a, \"b\"' WHERE id IN (4, 5)");
        trial.target.execute("CREATE TABLE person (id int PRIMARY KEY, name text, born date)");
        trial.migrate(RULES);
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void theListCountsByTableAndFirstViolation() {
        assertThat(new ShowQuarantine(trial.spec(RULES)).list(ALL))
                .contains("load 1: 3 rows held")
                .containsPattern("public.person  type born +2  held +1 ")
                .containsPattern("public.person  required name +1  held +1 ");
        assertThat(
                        new ShowQuarantine(trial.spec(RULES))
                                .list(
                                        new Choice(
                                                List.of(new TableName("public", "other")),
                                                null,
                                                List.of())))
                .contains("no row is in the quarantine");
    }

    @Test
    void aRowIsShownWithItsKeyItselfAndEveryRuleItViolates() {
        List<String> shown = new ArrayList<>();
        long rows =
                new ShowQuarantine(trial.spec(RULES))
                        .show(new Choice(List.of(), "required", List.of()), 10, shown::add);
        assertThat(rows).isEqualTo(2);
        assertThat(shown.get(1))
                .contains("public.person, held, set aside")
                .contains("key       {\"id\": 4}")
                .contains("\"born\": \"a, \\\"b\\\"\"")
                .contains("violates  \"a, \"b\"\" is not a date of the form dd/MM/yyyy")
                .contains("by type of born: read as date")
                .contains("violates  name is missing")
                .contains("by required of name: must be there");
    }

    @Test
    void anExportHoldsEveryRowAndOverwritesNothing() throws Exception {
        ShowQuarantine quarantine = new ShowQuarantine(trial.spec(RULES));
        Path json = folder.resolve("aside.jsonl");
        assertThat(quarantine.export(ALL, json, QuarantineLines.JSON)).isEqualTo(3);
        assertThat(Files.readAllLines(json)).hasSize(3);
        assertThat(Files.readString(json))
                .contains("\"key\":{\"id\": 5}")
                .contains("\"reason_state\":\"RULE\"");
        assertThatThrownBy(() -> quarantine.export(ALL, json, QuarantineLines.JSON))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(ErrorKind.USAGE))
                .hasMessageContaining("is there already");
        Path csv = folder.resolve("aside.csv");
        quarantine.export(ALL, csv, QuarantineLines.CSV);
        assertThat(Files.readAllLines(csv)).hasSize(4);
        assertThat(Files.readString(csv)).contains("\"{\"\"id\"\": 5}\"");
    }

    @Test
    void whatIsMaskedSinceTheLoadIsInNeither() throws Exception {
        String masked =
                RULES.replace(
                        "columns = [",
                        "columns = [ { column = name, from = name, mask { how = redact } },");
        Path file = folder.resolve("aside.jsonl");
        new ShowQuarantine(trial.spec(masked)).export(ALL, file, QuarantineLines.JSON);
        assertThat(Files.readString(file)).contains("\"born\"").doesNotContain("Person 5");
    }

    @Test
    void aMigrationThatLoadedNothingHasNoQuarantine() {
        trial.target.execute("TRUNCATE drover.migration_load CASCADE");
        assertThatThrownBy(() -> new ShowQuarantine(trial.spec(RULES)).list(ALL))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("Run `drover migrate` first");
    }
}
