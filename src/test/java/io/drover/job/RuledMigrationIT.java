package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RuledMigrationIT {
    private static final String EQUATION =
            "SELECT sum(read_rows) || ' = ' || sum(loaded_rows) || ' + ' || sum(filtered_rows) || ' + '"
                    + " || sum(deduplicated_rows) || ' + ' || sum(quarantined_rows) FROM drover.receipt";
    private static final String LOG =
            "SELECT rule, column_name, modified_rows, left_out_rows, violated_rows FROM drover.migration_log"
                    + " WHERE modified_rows + left_out_rows + violated_rows > 0 ORDER BY step_number";

    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("rules");
        trial.source.execute(
                "CREATE TABLE location (code char(4) PRIMARY KEY, iso text)",
                "INSERT INTO location VALUES ('0001', 'FR-75'), ('0002', 'DE-BE')",
                "CREATE TABLE person (id bigint, name text, place text, born text, programme int, at timestamptz, score numeric, payload jsonb)",
                "INSERT INTO person SELECT g, 'Person ' || g, CASE g % 3 WHEN 0 THEN ' 0001' WHEN 1 THEN '0002' ELSE '9999' END,"
                        + " to_char(date '1980-01-01' + g, 'DD/MM/YYYY'), 101 + g % 2, '2024-01-01'::timestamptz + g * interval '1 minute', g / 7.0,"
                        + " jsonb_build_object('g', g) FROM generate_series(1, 3000) g",
                "INSERT INTO person SELECT id, 'older ' || name, place, born, programme, at - interval '1 day', score, payload FROM person WHERE id % 100 = 0",
                "UPDATE person SET name = '  ' WHERE id % 500 = 7");
        trial.target.execute(
                "CREATE SCHEMA aid",
                "CREATE TABLE aid.person (id uuid PRIMARY KEY, full_name varchar(40) NOT NULL, region text NOT NULL, born date,"
                        + " programme text, at timestamptz, score numeric, payload jsonb, requires_review boolean NOT NULL)");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    private static final String RULES =
            """
            schema = existing
            select { include = ["public.person"] }
            chunking { target-bytes = 64KiB, small-table-bytes = 16KiB }
            quarantine { max-rows = 100 }
            tables = [ { name = "public.person", target = "aid.person", key = [id]
              deduplicate { by = [id], keep = latest, order = [at] }
              filters = ["id <> 1000"]
              flag-column = requires_review
              columns = [
                { column = id, uuid { of = [id], namespace = "https://example.org/person" } }
                { column = full_name, from = name }
                { column = region, from = place, trim = both, lookup { table = "public.location", key = code, value = iso }, otherwise { default = UNKNOWN, flag = true } }
                { column = born, from = born, type = date, format = "dd/MM/yyyy" }
                { column = programme, from = programme, map { "101" = P1, "102" = P2 }, otherwise = violation }
              ]
              checks = [ { column = full_name, required = true } ]
            } ]
            """;

    @Test
    void everyRowHasAFate() {
        trial.migrate(RULES);
        assertThat(trial.target.rows(LOG))
                .containsExactly(
                        "filter||0|2|0",
                        "deduplicate||0|29|0",
                        "uuid|id|2993|0|0",
                        "trim|region|998|0|0",
                        "lookup|region|1995|0|0",
                        "lookup|region|998|0|0",
                        "type|born|2993|0|0",
                        "map|programme|2993|0|0",
                        "required|full_name|0|0|6");
        assertThat(trial.target.value(EQUATION)).isEqualTo("3030 = 2993 + 2 + 29 + 6");
    }
}
