package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.error.ErrorKind;
import io.drover.job.check.CheckMigration;
import io.drover.job.run.CheckFinding;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckRulesIT {
    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("checkrules");
        trial.source.execute(
                "CREATE TABLE item (id int PRIMARY KEY, name text, amount numeric(10,2), quantity int, born text)",
                "CREATE TABLE place (code text, iso text)",
                "INSERT INTO place VALUES ('1', 'FR'), ('1', 'DE'), ('2', 'IT'), (NULL, 'X'), (NULL, 'Y')");
        trial.target.execute(
                "CREATE TABLE item (id int PRIMARY KEY, name text, amount numeric(10,2), quantity int, born date, place text, code varchar(5), odd boolean)",
                "CREATE TABLE kind (code text PRIMARY KEY)");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void rulesThatCanBeAppliedAreSaidToBe() {
        CheckMigration.Result result =
                check(
                        """
                        filters = ["quantity <> 0"]
                        columns = [
                          { column = amount, expression = "amount / quantity" }
                          { column = born, from = born, type = date, format = "dd/MM/yyyy" }
                          { column = place, expression = "CASE WHEN quantity > 3 THEN 'many' END", default = few }
                        ]
                        checks = [ { holds = "amount > 0" } ]
                        """);

        assertThat(CheckFixture.bad(result)).isEmpty();
        assertThat(result.findings())
                .extracting(CheckFinding::what)
                .anyMatch(what -> what.startsWith("The rules of 1 table can be applied"));
    }

    @Test
    void allThatSparkRefusesIsFoundAtOnceWithItsLine() {
        List<String> bad =
                refused(
                        """
                        filters = ["quantty > 3", "quantity", "name >"]
                        deduplicate { by = [naem], keep = latest, order = ["lenght(name)"] }
                        columns = [
                          { column = amount, expression = "sum(amount)" }
                          { column = quantity, expression = "amount + born_" }
                          { column = born, expression = "array(1, 2)" }
                        ]
                        checks = [ { holds = "name = amount_" } ]
                        """);

        assertThat(bad)
                .satisfiesOnlyOnce(
                        says("filters[0]", "\"quantty > 3\"", "quantty, did you mean quantity?"))
                .satisfiesOnlyOnce(says("filters[1]", "its type is INT"))
                .satisfiesOnlyOnce(says("filters[2]", "syntax error at its end, character 7"))
                .satisfiesOnlyOnce(says("deduplicate", "naem, did you mean name?"))
                .satisfiesOnlyOnce(says("deduplicate", "no function lenght"))
                .satisfiesOnlyOnce(says("columns[0]", "one row at a time"))
                .satisfiesOnlyOnce(says("columns[1]", "no column born_, did you mean born?"))
                .satisfiesOnlyOnce(says("columns[2]", "born"))
                .satisfiesOnlyOnce(says("checks[0]", "amount_, did you mean amount?"))
                .hasSize(9)
                .allMatch(line -> line.matches("(?s).*\\.conf: \\d+: .*"))
                .noneMatch(line -> line.contains("drover_") || line.contains("[UNRESOLVED"));
    }

    @Test
    void constantsAndDefaultsMustFitTheirColumns() {
        List<String> bad =
                refused(
                        """
                        flag-column = odd
                        columns = [
                          { column = code, constant = "too long" }
                          { column = quantity, from = quantity, default = many }
                          { column = amount, from = name, map { a = "1.5", b = "much" }, otherwise { default = "none" } }
                          { column = born, from = born, type = date, on-violation { default = "yesterday", flag = true } }
                        ]
                        """);

        assertThat(bad)
                .satisfiesOnlyOnce(says("columns[0]", "'too long'"))
                .satisfiesOnlyOnce(says("columns[1]", "'many'", "int"))
                .satisfiesOnlyOnce(says("columns[2]", "'much'"))
                .satisfiesOnlyOnce(says("columns[2]", "'none'"))
                .satisfiesOnlyOnce(says("columns[3]", "'yesterday'"))
                .hasSize(5);
    }

    @Test
    void whatThePlanRefusesIsFoundBesideWhatSparkRefuses() {
        List<String> bad =
                refused(
                        """
                        drop = [nosuch, born]
                        filters = ["quantty > 3"]
                        columns = [
                          { column = absent, from = id }
                          { column = quantity, from = qty }
                          { column = place, from = name, lookup { table = "public.place", key = code, value = iso }, otherwise = keep }
                          { column = name, from = name, lookup { target-table = "public.kind", key = code, value = label }, otherwise = keep }
                        ]
                        checks = [ { column = gone, required = true }, { exists { of = [place], target-table = "public.nothing", key = code } } ]
                        """);

        assertThat(String.join("\n", bad))
                .contains("no column nosuch")
                .contains("no column absent")
                .contains("no column qty")
                .contains("no column gone")
                .contains("quantty, did you mean quantity?")
                .contains("public.place: its key code is not unique (1: 2 times)")
                .contains("public.kind: it has no column label; it has code")
                .contains("public.nothing: the target has no such table");
    }

    private static java.util.function.Consumer<String> says(String... parts) {
        return line -> assertThat(line).contains(parts);
    }

    private CheckMigration.Result check(String rules) {
        return CheckFixture.check(
                trial.spec(
                        "schema = existing",
                        "load = append",
                        "select { include = [\"public.item\"] }",
                        "tables = [ { name = \"public.item\"",
                        rules,
                        "} ]"));
    }

    private List<String> refused(String rules) {
        CheckMigration.Result result = check(rules);
        assertThat(result.worst()).contains(ErrorKind.SPEC);
        Predicate<CheckFinding> failed = finding -> finding.level() == CheckFinding.Level.FAILURE;
        return result.findings().stream().filter(failed).map(CheckFinding::what).toList();
    }
}
