package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.MigrationException;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.quarantine.ShowQuarantine;
import io.drover.ledger.QuarantineLedger.Choice;
import io.drover.report.QuarantineLines;
import io.drover.testing.ReportSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No value of a masked column is anywhere but in the source. */
class MaskedValuesIT {
    private static final String SECRET = "hunter2";
    private static final String RULES =
            """
            schema = existing
            quarantine { max-rows = 100 }
            tables = [ { name = "public.person"
              deduplicate { by = [name], keep = latest, order = [at] }
              columns = [
                { column = card, from = card, map { "A" = "1", "B" = "2" }, otherwise = violation, mask { how = redact } }
                { column = code, from = code, mask { how = redact } }
                { column = salary, expression = "salary + 1", mask { how = redact } }
                { column = initials, split { from = code, separator = "-", part = 1 }, type = "varchar(3)" }
              ]
              checks = [ { column = born, max-length = 3 } ]
              log-rows = 100
            } ]
            """;

    private Trial trial;

    @TempDir private Path folder;

    @BeforeEach
    void open() {
        trial = new Trial("masked");
        trial.source.execute(
                "CREATE TABLE person (id int PRIMARY KEY, name text, card text, code text, salary numeric, born text, at int)",
                "INSERT INTO person VALUES (1, 'a', 'A', '1', 10, 'ok', 1), (2, 'a', 'hunter2-dropped', '2', 10, 'ok', 0),"
                        + " (3, 'c', 'hunter2-card', '3', 10, 'ok', 1), (4, 'd', 'B', 'hunter2-code', 10, 'ok', 1),"
                        + " (5, 'e', 'B', '5', 'NaN', 'ok', 1), (6, 'f', 'hunter2-too', '5', 1, 'long', 1)");
        trial.target.execute(
                "CREATE TABLE person (id int PRIMARY KEY, name text, card text, code text, salary text, initials varchar(3), born text, at int)");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void aMaskedValueIsInNoLedgerReportOrExport() throws Exception {
        MigrateTables.Result result = trial.migrate(RULES);
        assertThat(result.fates().quarantined()).isEqualTo(4);
        assertThat(ledger()).doesNotContain(SECRET).contains("the masked value");
        assertThat(
                        trial.target.rows(
                                "SELECT status, source_row, target_row, error FROM drover.row_log ORDER BY source_place LIMIT 3"))
                .containsExactly(
                        "LOADED|{\"at\": 1, \"id\": 1, \"born\": \"ok\", \"name\": \"a\"}|{}|null",
                        "DEDUPLICATED|{\"at\": 0, \"id\": 2, \"born\": \"ok\", \"name\": \"a\"}|null|null",
                        "QUARANTINED|{\"at\": 1, \"id\": 3, \"born\": \"ok\", \"name\": \"c\"}|null|the masked value is not in the map");
        assertThat(trial.target.rows("SELECT * FROM person").toString()).doesNotContain(SECRET);
        new WriteReport(trial.spec(RULES)).writeLatest(folder);
        assertThat(Files.readString(folder.resolve("report.html"))).doesNotContain(SECRET);
        assertThat(Files.readString(folder.resolve("report.json"))).doesNotContain(SECRET);
        ReportSchema.assertValid(Files.readString(folder.resolve("report.json")));
        assertThat(new ShowStatus(trial.spec(RULES)).run().text()).doesNotContain(SECRET);
        Path export = folder.resolve("aside.jsonl");
        new ShowQuarantine(trial.spec(RULES))
                .export(new Choice(List.of(), null, List.of()), export, QuarantineLines.JSON);
        assertThat(Files.readString(export)).doesNotContain(SECRET).contains("the masked value");
    }

    @Test
    void aRuleThatFailsForARowDoesNotQuoteIt() {
        String failing = RULES.replace("\"salary + 1\"", "\"CAST(card AS INT)\"");
        assertThatThrownBy(() -> trial.migrate(failing))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("masked columns")
                .satisfies(
                        failure -> {
                            for (Throwable cause = failure;
                                    cause != null;
                                    cause = cause.getCause()) {
                                assertThat(String.valueOf(cause.getMessage()))
                                        .doesNotContain(SECRET);
                            }
                        });
        assertThat(ledger()).doesNotContain(SECRET);
    }

    private String ledger() {
        StringBuilder text = new StringBuilder();
        for (String table :
                trial.target.rows(
                        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'drover'")) {
            text.append(trial.target.rows("SELECT t::text FROM drover.\"" + table + "\" t"));
        }
        return text.toString();
    }
}
