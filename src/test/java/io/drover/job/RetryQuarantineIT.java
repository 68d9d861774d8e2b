package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.MigrationException;
import io.drover.job.quarantine.RetryQuarantine;
import io.drover.ledger.QuarantineLedger.Choice;
import io.drover.load.Checkpoint;
import io.drover.model.TableName;
import io.drover.testing.TestSpark;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetryQuarantineIT {
    private static final Choice ALL = new Choice(List.of(), null, List.of());
    private static final String EQUATION =
            "SELECT sum(read_rows) || ' = ' || sum(loaded_rows) || ' + ' || sum(filtered_rows) || ' + '"
                    + " || sum(deduplicated_rows) || ' + ' || sum(quarantined_rows) FROM drover.receipt";
    private static final String RULES =
            """
            schema = existing
            chunking { target-bytes = 16KiB, small-table-bytes = 16KiB }
            quarantine { max-rows = 100 }
            tables = [ { name = "public.person", target = "public.person", key = [id]
              deduplicate { by = [id], keep = latest, order = [at] }
              filters = ["id <> 900"]
              columns = [
                { column = born, from = born, type = date, format = "dd/MM/yyyy" }
                { column = programme, from = programme, map { "101" = P1, "102" = P2 }, otherwise = violation }
              ]
              checks = [ { column = name, required = true } ]
            } ]
            """;

    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("retry");
        trial.source.execute(
                "CREATE TABLE person (id bigint, name text, born text, programme int, at timestamptz)",
                "INSERT INTO person SELECT g, 'Person ' || g, '01/02/1990', 101 + g % 2,"
                        + " '2024-01-01'::timestamptz + g * interval '1 minute' FROM generate_series(1, 1000) g",
                "INSERT INTO person SELECT id, 'older', born, programme, at - interval '1 day' FROM person WHERE id <= 10",
                "UPDATE person SET name = NULL WHERE id IN (3, 500) AND name <> 'older'",
                "UPDATE person SET programme = 777 WHERE id IN (500, 501, 502)",
                "CREATE TABLE other (id int PRIMARY KEY)");
        trial.target.execute(
                "CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL, born date, programme text, at timestamptz)",
                "CREATE TABLE other (id int PRIMARY KEY)");
        trial.migrate(RULES);
        assertThat(equation()).isEqualTo("1010 = 995 + 1 + 10 + 4");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void aMendedRowIsLoadedAndTheBalanceMovesWithIt() {
        mend("UPDATE person SET name = 'Mended' WHERE id = 3 AND name IS NULL");
        RetryQuarantine.Result result = retry(RULES);
        assertThat(result.tables())
                .containsExactly(
                        new RetryQuarantine.Tried("public.person", 4, 1, 0, 0, 3, 0, null));
        assertThat(result.fates().unexplained()).isZero();
        assertThat(equation()).isEqualTo("1010 = 996 + 1 + 10 + 3");
        assertThat(trial.target.value("SELECT name FROM person WHERE id = 3")).isEqualTo("Mended");
        assertThat(violated("required")).isEqualTo("1");
        assertThat(
                        trial.target.rows(
                                "SELECT state, settled_run IS NOT NULL FROM drover.quarantine ORDER BY 1"))
                .containsExactly("HELD|f", "HELD|f", "HELD|f", "LOADED|t");
        assertThat(retry(RULES).tables().get(0).loaded()).isZero();
        assertThat(equation()).isEqualTo("1010 = 996 + 1 + 10 + 3");
        assertThat(count()).isEqualTo("996");
    }

    @Test
    void aMendedRuleIsWhatTheRowsGoThrough() {
        String mended = RULES.replace("\"102\" = P2", "\"102\" = P2, \"777\" = P7");
        RetryQuarantine.Result result = retry(mended);
        assertThat(result.tables().get(0).loaded()).isEqualTo(2);
        assertThat(trial.target.rows("SELECT programme FROM person WHERE id IN (501, 502)"))
                .containsExactly("P7", "P7");
        assertThat(
                        trial.target.rows(
                                "SELECT rule, description, modified_rows, violated_rows FROM drover.migration_log"
                                        + " WHERE rule = 'map' ORDER BY step_number"))
                .containsExactly(
                        "map|mapped by 2 entries|995|0",
                        "map|not found: a violation|0|0",
                        "map|mapped by 3 entries|2|0");
        assertThat(equation()).isEqualTo("1010 = 997 + 1 + 10 + 2");
    }

    @Test
    void aRowThatIsGoneIsSaidToBeSoAndStaysOutOfTheTarget() {
        mend("DELETE FROM person WHERE id = 501");
        RetryQuarantine.Tried tried = retry(RULES).tables().get(0);
        assertThat(tried.gone()).isEqualTo(1);
        assertThat(tried.held()).isEqualTo(3);
        assertThat(equation()).isEqualTo("1010 = 995 + 1 + 10 + 4");
        assertThat(states()).containsExactly("GONE|1", "HELD|3");
    }

    @Test
    void aRowThatIsStillWrongStaysWithWhatIsWrongNow() {
        mend("UPDATE person SET name = 'x', programme = 888 WHERE id = 500");
        retry(RULES);
        assertThat(
                        trial.target.value(
                                "SELECT violations::text || source_row::text FROM drover.quarantine WHERE source_key = '{\"id\": 500}'"))
                .contains("\\\"888\\\" is not in the map", "\"programme\": 888")
                .doesNotContain("required");
        assertThat(violated("required")).isEqualTo("1");
        assertThat(equation()).isEqualTo("1010 = 995 + 1 + 10 + 4");
    }

    @Test
    void aRowThatAFilterTakesIsLeftOutAndCountedThere() {
        retry(RULES.replace("\"id <> 900\"", "\"id <> 900\", \"id <> 502\""));
        assertThat(states()).containsExactly("HELD|3", "LEFT_OUT|1");
        assertThat(equation()).isEqualTo("1010 = 995 + 2 + 10 + 3");
    }

    @Test
    void aRowThatTheTargetRefusesStaysWithItsWords() {
        trial.target.execute("ALTER TABLE person ADD CONSTRAINT no_fives CHECK (id <> 501)");
        mend("UPDATE person SET programme = 101 WHERE id IN (501, 502)");
        assertThat(retry(RULES).tables().get(0).loaded()).isEqualTo(1);
        assertThat(
                        trial.target.rows(
                                "SELECT reason_state, reason FROM drover.quarantine WHERE source_key = '{\"id\": 501}'"))
                .singleElement()
                .asString()
                .startsWith("23514|")
                .contains("no_fives");
        trial.target.execute("ALTER TABLE person DROP CONSTRAINT no_fives");
        assertThat(retry(RULES).tables().get(0).loaded()).isEqualTo(1);
        assertThat(equation()).isEqualTo("1010 = 997 + 1 + 10 + 2");
    }

    @Test
    void foreignKeysAreCheckedAndTriggersStaySilent() {
        trial.target.execute(
                "CREATE TABLE parent (id bigint PRIMARY KEY)",
                "INSERT INTO parent SELECT id FROM person",
                "INSERT INTO parent VALUES (501)",
                "ALTER TABLE person ADD FOREIGN KEY (id) REFERENCES parent DEFERRABLE INITIALLY DEFERRED",
                "CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''fired''; END'",
                "CREATE TRIGGER guard BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION forbid()");
        mend("UPDATE person SET programme = 101 WHERE id IN (501, 502)");
        assertThat(retry(RULES).tables().get(0).loaded()).isEqualTo(1);
        assertThat(
                        trial.target.value(
                                "SELECT reason_state FROM drover.quarantine WHERE source_key = '{\"id\": 502}'"))
                .isEqualTo("23503");
        assertThat(trial.target.value("SELECT tgenabled FROM pg_trigger WHERE tgname = 'guard'"))
                .isEqualTo("O");
    }

    @Test
    void onlyTheRowsThatAreMeantGoAgain() {
        mend("UPDATE person SET programme = 101 WHERE id IN (501, 502)");
        String id =
                trial.target.value(
                        "SELECT quarantine_id FROM drover.quarantine WHERE source_key = '{\"id\": 502}'");
        RetryQuarantine.Result result =
                retry(new Choice(List.of(), null, List.of(Long.parseLong(id))), RULES);
        assertThat(result.tables().get(0).tried()).isEqualTo(1);
        assertThat(trial.target.rows("SELECT id FROM person WHERE id IN (501, 502)"))
                .containsExactly("502");
        assertThat(
                        retry(
                                        new Choice(
                                                List.of(new TableName("public", "other")),
                                                null,
                                                List.of()),
                                        RULES)
                                .tables())
                .isEmpty();
    }

    @Test
    void aRetryThatDiesBeforeItsCommitLoadsEachRowOnceWhenGivenAgain() {
        mend("UPDATE person SET programme = 101 WHERE id IN (501, 502)");
        AtomicBoolean died = new AtomicBoolean();
        for (Checkpoint.Point point :
                List.of(Checkpoint.Point.BEFORE_COMMIT, Checkpoint.Point.AFTER_COMMIT)) {
            assertThatThrownBy(
                            () ->
                                    new RetryQuarantine(
                                                    trial.spec(RULES),
                                                    TestSpark::session,
                                                    Trial.facts("quarantine"),
                                                    (at, table, chunk) -> {
                                                        if (at == point) {
                                                            throw new IllegalStateException("died");
                                                        }
                                                    })
                                            .run(ALL))
                    .hasMessageContaining("died");
            died.set(true);
            assertThat(equation())
                    .isEqualTo(
                            point == Checkpoint.Point.BEFORE_COMMIT
                                    ? "1010 = 995 + 1 + 10 + 4"
                                    : "1010 = 997 + 1 + 10 + 2");
        }
        assertThat(died).isTrue();
        assertThat(retry(RULES).tables().get(0).loaded()).isZero();
        assertThat(count()).isEqualTo("997");
        assertThat(equation()).isEqualTo("1010 = 997 + 1 + 10 + 2");
    }

    @Test
    void ofTwoRetriesAtOnceEachRowIsLoadedByOne() {
        mend("UPDATE person SET programme = 101 WHERE id IN (501, 502)");
        List<Long> loaded =
                Stream.of(1, 2)
                        .map(number -> CompletableFuture.supplyAsync(this::loadedOrRefused))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();
        assertThat(loaded.stream().mapToLong(Long::longValue).sum()).isEqualTo(2);
        assertThat(count()).isEqualTo("997");
        assertThat(equation()).isEqualTo("1010 = 997 + 1 + 10 + 2");
    }

    private long loadedOrRefused() {
        try {
            return retry(RULES).tables().get(0).loaded();
        } catch (MigrationException refused) {
            assertThat(refused).hasMessageContaining("another driver is at work");
            return 0;
        } catch (RuntimeException failure) {
            throw new CompletionException(failure);
        }
    }

    @Test
    void rowsThatNoKeyFindsAreNotTried() {
        RetryQuarantine.Tried without =
                retry(RULES.replace("deduplicate { by = [id], keep = latest, order = [at] }", ""))
                        .tables()
                        .get(0);
        assertThat(without.tried()).isZero();
        assertThat(without.notFindable()).isEqualTo(4);
        assertThat(without.obstacle()).contains("make a unique index");
    }

    @Test
    void aMigrationThatIsNotCompleteIsFinishedFirst() {
        trial.target.execute("UPDATE drover.migration_load SET state = 'LOADING'");
        assertThatThrownBy(() -> retry(RULES))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("load 1 is LOADING")
                .hasMessageContaining("Run `drover migrate` to its end first");
    }

    private RetryQuarantine.Result retry(String spec) {
        return retry(ALL, spec);
    }

    private RetryQuarantine.Result retry(Choice choice, String spec) {
        return new RetryQuarantine(
                        trial.spec(spec),
                        TestSpark::session,
                        Trial.facts("quarantine"),
                        Checkpoint.NONE)
                .run(choice);
    }

    private void mend(String statement) {
        trial.source.execute(statement);
    }

    private String equation() {
        return trial.target.value(EQUATION);
    }

    private String count() {
        return trial.target.value("SELECT count(*) FROM person");
    }

    private List<String> states() {
        return trial.target.rows(
                "SELECT state, count(*) FROM drover.quarantine GROUP BY 1 ORDER BY 1");
    }

    private String violated(String rule) {
        return trial.target.value(
                "SELECT sum(violated_rows) FROM drover.migration_log WHERE rule = '" + rule + "'");
    }
}
