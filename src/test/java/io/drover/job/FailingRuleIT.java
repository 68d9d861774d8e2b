package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailingRuleIT {
    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("failrules");
        trial.source.execute(
                "CREATE TABLE item (id int PRIMARY KEY, amount int, quantity int, code text)",
                "INSERT INTO item SELECT g, g, g - 7, 'c' || g FROM generate_series(1, 20) g");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void anExpressionThatFailsForARowIsTheSpecsToMend() {
        MigrationException failure =
                refusal(
                        "{ column = amount, type = integer, expression = \"amount div quantity\" }");

        assertThat(failure.kind()).isEqualTo(ErrorKind.SPEC);
        assertThat(failure)
                .hasMessageContaining("Cannot apply the rules of public.item")
                .hasMessageContaining("tables[0].columns[0]")
                .hasMessageContaining("expression of amount \"amount div quantity\"")
                .hasMessageContaining("ivision by zero")
                .hasMessageContaining("try_divide")
                .hasMessageContaining("Nothing of the chunk was loaded");
        assertThat(failure.getMessage()).doesNotContain("spark.sql", "\tat ", "[DIVIDE");
        assertThat(trial.target.value("SELECT exit_code FROM drover.run")).isEqualTo("3");
        assertThat(trial.target.value("SELECT count(*) FROM drover.receipt")).isEqualTo("0");
    }

    @Test
    void aTextThatIsNoNumberIsToo() {
        assertThat(
                        refusal(
                                "{ column = amount, type = integer, expression = \"CAST(code AS INT)\" }"))
                .hasMessageContaining("CAST(code AS INT)")
                .hasMessageContaining("try_cast");
    }

    @Test
    void aRuleThatSparkRefusesIsRefusedBeforeAnythingIsCreated() {
        assertThat(refusal("{ column = amount, type = integer, expression = \"amuont * 2\" }"))
                .hasMessageContaining("there is no column amuont, did you mean amount?")
                .hasMessageContaining("Nothing was created");
        assertThat(
                        trial.target.value(
                                "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'drover\\_%'"))
                .isEqualTo("0");
    }

    private MigrationException refusal(String column) {
        return catchThrowableOfType(
                MigrationException.class,
                () ->
                        trial.migrate(
                                "tables = [ { name = \"public.item\", columns = [ %s ] } ]"
                                        .formatted(column)));
    }
}
