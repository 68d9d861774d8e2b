package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowLogIT {
    @Test
    void theFirstRowsAreLoggedOneByOneWhereTheSpecAsksForIt() {
        try (Trial trial = new Trial("rowlog")) {
            trial.source.execute(
                    "CREATE TABLE person (id int PRIMARY KEY, name text, born text)",
                    "INSERT INTO person VALUES (1, 'Ada', '10/12/1815'), (2, 'left out', ''), (3, 'Grace', 'soon'),"
                            + " (4, 'refused', '01/01/2000'), (5, 'not logged', '01/01/2000')");
            trial.target.execute(
                    "CREATE TABLE person (id int PRIMARY KEY, name text CHECK (name <> 'refused'), born date)");
            trial.migrate(
                    """
                    schema = existing
                    quarantine { max-rows = 10 }
                    tables = [ { name = "public.person", load = append
                      filters = ["id <> 2"]
                      columns = [ { column = born, from = born, type = date, format = "dd/MM/yyyy" } ]
                      log-rows = 4
                    } ]
                    """);
            assertThat(
                            trial.target.rows(
                                    "SELECT status, source_row ->> 'id', target_row ->> 'born', error FROM drover.row_log ORDER BY 2"))
                    .containsExactly(
                            "LOADED|1|1815-12-10|null",
                            "FILTERED|2|null|null",
                            "QUARANTINED|3|null|\"soon\" is not a date of the form dd/MM/yyyy",
                            "QUARANTINED|4|2000-01-01|new row for relation \"person\" violates check constraint \"person_name_check\"");
        }
    }
}
