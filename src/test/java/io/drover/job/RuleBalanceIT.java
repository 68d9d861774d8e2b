package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.migrate.MigrateTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For random rows under random rules every row has one fate, and a second run changes nothing. */
class RuleBalanceIT {
    private static final int TABLES = 6;
    private static final String UNBALANCED =
            "SELECT count(*) FROM drover.receipt WHERE read_rows <> loaded_rows + filtered_rows + deduplicated_rows + quarantined_rows";

    @ParameterizedTest
    @ValueSource(longs = {1, 3})
    void theBalanceClosesAndASecondRunChangesNothing(long seed) {
        Random random = new Random(seed);
        try (Trial trial = new Trial("balance" + seed)) {
            List<String> entries = new ArrayList<>();
            for (int table = 0; table < TABLES; table++) {
                fill(trial, table, random);
                entries.add(entry(table, random));
            }
            String rules =
                    """
                    schema = existing
                    select { include = ["public.t*"], target-schema = core }
                    chunking { target-bytes = 64KiB, small-table-bytes = 8KiB }
                    quarantine { max-rows = 100000 }
                    tables = [ %s ]
                    """
                            .formatted(String.join("\n", entries));
            trial.migrate(rules);
            assertThat(trial.target.value(UNBALANCED)).isEqualTo("0");
            List<String> digests = new ArrayList<>();
            for (int table = 0; table < TABLES; table++) {
                assertFates(trial, table, entries.get(table));
                digests.add(digest(trial, table));
            }
            assertThat(trial.migrate(rules).outcome())
                    .isEqualTo(MigrateTables.Outcome.NOTHING_TO_DO);
            new ReleaseMigration(trial.spec(rules)).run();
            new RestartMigration(trial.spec(rules)).run();
            trial.migrate(rules);
            for (int table = 0; table < TABLES; table++) {
                assertThat(digest(trial, table))
                        .as(entries.get(table))
                        .isEqualTo(digests.get(table));
            }
        }
    }

    private static void fill(Trial trial, int table, Random random) {
        int rows = 200 + random.nextInt(1500);
        trial.source.execute(
                "SELECT setseed(0." + (1 + random.nextInt(9)) + ")",
                "CREATE TABLE t" + table + " (id bigint, a text, b text, c text, d int)",
                ("INSERT INTO t%d SELECT (hashint4(g + %d)::bigint & 1023), (ARRAY[NULL, '', ' x ', 'Übung', 'plain', repeat('long', 9)])[1 + (g * 7) %% 6],"
                                + " (ARRAY['1', '2.50', '1e3', '12345.67', '-0.005', ' 7', 'NaN', NULL, '003'])[1 + (g * 5) %% 9],"
                                + " (ARRAY['31/12/1999', '31/02/2000', '1/1/2000', NULL, '29/02/2024'])[1 + (g * 3) %% 5], nullif(g %% 11, 10)"
                                + " FROM generate_series(1, %d) g")
                        .formatted(table, random.nextInt(1000), rows));
        trial.target.execute(
                "CREATE SCHEMA IF NOT EXISTS core",
                "CREATE TABLE core.t"
                        + table
                        + " (id bigint, a text, b numeric(6,2), c date, d text, review boolean NOT NULL)");
    }

    private static String entry(int table, Random random) {
        List<String> columns = new ArrayList<>();
        columns.add("{ column = b, from = b, type = \"numeric(6,2)\"" + violation(random) + " }");
        columns.add(
                "{ column = c, from = c, type = date, format = \"dd/MM/yyyy\""
                        + violation(random)
                        + " }");
        columns.add(
                "{ column = d, from = d, map { \"1\" = one, \"2\" = two, \"3\" = two }, otherwise = "
                        + pick(random, "keep", "violation", "{ default = many, flag = true }")
                        + " }");
        if (random.nextBoolean()) {
            columns.add(
                    "{ column = a, from = a, trim = both, case = "
                            + pick(random, "upper", "lower", "title")
                            + pick(random, "", ", default = none")
                            + " }");
        }
        List<String> checks = new ArrayList<>();
        if (random.nextBoolean()) {
            checks.add("{ column = a, required = true }");
        }
        if (random.nextBoolean()) {
            checks.add("{ column = a, max-length = 20" + violation(random) + " }");
        }
        if (random.nextInt(3) == 0) {
            checks.add("{ unique = [id, d] }");
        }
        String filters =
                random.nextBoolean() ? "filters = [\"d > " + random.nextInt(5) + "\"]" : "";
        String duplicates =
                random.nextBoolean()
                        ? "deduplicate { by = [id], keep = "
                                + pick(random, "latest", "first", "most-complete")
                                + ", order = [d] }"
                        : pick(random, "", "deduplicate { }");
        return "{ name = \"public.t%d\"\n %s\n %s\n flag-column = review\n columns = [ %s ]\n checks = [ %s ] }"
                .formatted(
                        table,
                        filters,
                        duplicates,
                        String.join("\n", columns),
                        String.join("\n", checks));
    }

    private static String violation(Random random) {
        return pick(random, "", ", on-violation { flag = true }");
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** The ledger's figures beside what is really there. */
    private static void assertFates(Trial trial, int table, String rules) {
        String of =
                " FROM drover.receipt JOIN drover.table_load USING (load_id, table_number, generation) WHERE source_table = 'public.t"
                        + table
                        + "'";
        assertThat(trial.target.value("SELECT sum(read_rows)" + of))
                .as(rules)
                .isEqualTo(trial.source.value("SELECT count(*) FROM t" + table));
        assertThat(trial.target.value("SELECT sum(loaded_rows)" + of))
                .as(rules)
                .isEqualTo(trial.target.value("SELECT count(*) FROM core.t" + table));
        for (String fate : List.of("deduplicated", "quarantined")) {
            assertThat(trial.target.value("SELECT sum(" + fate + "_rows)" + of))
                    .as(rules)
                    .isEqualTo(
                            trial.target.value(
                                    "SELECT count(*) FROM drover."
                                            + (fate.equals("quarantined") ? "quarantine" : fate)
                                            + " JOIN drover.table_load USING (load_id, table_number, generation)"
                                            + " WHERE source_table = 'public.t"
                                            + table
                                            + "'"));
        }
    }

    private static String digest(Trial trial, int table) {
        return trial.target.value(
                "SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) FROM core.t"
                        + table
                        + " t");
    }
}
