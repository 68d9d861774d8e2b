package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.run.Progress;
import io.drover.job.source.SampleRequest;
import io.drover.job.trial.TrialMigration;
import io.drover.testing.TestSpark;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrialMigrationIT {
    private static final String RULES =
            """
            schema = existing
            load = append
            quarantine { max-rows = 100 }
            tables = [ { name = "public.item", target = "shop.item", key = [id]
              deduplicate { by = [id], keep = latest, order = [amount] }
              filters = ["amount <> 3"]
              columns = [ { column = price, from = price, type = "numeric(6,2)" } ]
            } ]
            """;

    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("limit");
        trial.source.execute(
                "CREATE TABLE item (id int, amount int, price text)",
                "INSERT INTO item SELECT g, g, CASE WHEN g = 7 THEN 'much' ELSE g || '.5' END FROM generate_series(1, 50) g",
                "INSERT INTO item SELECT 8, 80, '8.5'",
                "INSERT INTO item SELECT g, g, g || '.5' FROM generate_series(60, 1000) g");
        trial.target.execute(
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.item (id int PRIMARY KEY, amount int CHECK (amount <> 9), price numeric(6,2))",
                "INSERT INTO shop.item VALUES (1, 1, 1)");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void theFirstRowsGoToATableOfTheirOwnThroughTheRules() {
        TrialMigration.Result result = of().run(SampleRequest.first(60));

        assertThat(result.schema()).isEqualTo("drover_trial_trial");
        assertThat(result.tables())
                .singleElement()
                .satisfies(
                        table -> {
                            assertThat(table.trial()).hasToString("drover_trial_trial.item");
                            assertThat(table.note()).isEmpty();
                            assertThat(table.read()).isEqualTo(60);
                            assertThat(table.filtered()).isEqualTo(1);
                            assertThat(table.deduplicated()).isEqualTo(1);
                            assertThat(table.quarantined()).isEqualTo(2);
                            assertThat(table.loaded()).isEqualTo(56);
                        });
        assertThat(trial.target.value("SELECT count(*) FROM drover_trial_trial.item"))
                .isEqualTo("56");
        assertThat(trial.target.value("SELECT count(*) FROM shop.item")).isEqualTo("1");
        assertThat(
                        trial.target.value(
                                "SELECT count(*) FROM drover.migration_load WHERE migration = 'trial'"))
                .isEqualTo("0");
    }

    @Test
    void eachTrialBeginsAnewAndTheLastIsDropped() {
        of().run(SampleRequest.first(10));
        assertThat(of().run(SampleRequest.first(5000)).tables().get(0).read()).isEqualTo(992);
        of().drop();
        of().drop();

        assertThat(
                        trial.target.value(
                                "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'drover_trial%'"))
                .isEqualTo("0");
        assertThat(trial.migrate(RULES).rows()).isEqualTo(987);
    }

    @Test
    void rowsWithGivenKeysAreTriedInsteadOfTheFirst() {
        TrialMigration.TableResult table =
                of().run(new SampleRequest(1, List.of(Map.of("id", "8"), Map.of("id", "700"))))
                        .tables()
                        .get(0);

        assertThat(table.read()).isEqualTo(3);
        assertThat(table.loaded()).isEqualTo(2);
        assertThat(table.deduplicated()).isEqualTo(1);
        assertThat(
                        trial.target.value(
                                "SELECT string_agg(id || ':' || amount, ' ' ORDER BY id) FROM drover_trial_trial.item"))
                .isEqualTo("8:80 700:700");
    }

    private TrialMigration of() {
        return new TrialMigration(
                trial.spec(RULES), TestSpark::session, Trial.facts("migrate"), Progress.SILENT);
    }
}
