package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.reconcile.ReconcileTables;
import io.drover.model.Verdict;
import io.drover.testing.OpenData;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Open data in its MySQL and SQLite editions arrives whole in PostgreSQL, and is proven. */
@EnabledIf(value = "isThere", disabledReason = "there is no open data beside the repository")
class OpenDataEnginesIT {
    private static final Path CHINOOK = OpenData.folder("chinook").getParent();
    private static final Path EMPLOYEES = OpenData.folder("employees").getParent();

    @TempDir Path folder;

    static boolean isThere() {
        return CHINOOK != null && Files.exists(CHINOOK);
    }

    @Test
    void chinookOfMysqlArrivesWhole() {
        try (TestMariaDb source = TestMariaDb.create("chinook");
                TestDatabase target = TestDatabase.create("chinook_of_mysql")) {
            OpenData.loadMysql(source, CHINOOK.resolve("chinook.mysql.sql.gz"));
            EngineTrial trial = new EngineTrial(folder, mysql(source), target);

            assertThat(trial.migrate(select(source)).rows()).isEqualTo(15_607);
            equal(trial, select(source));
        }
    }

    @Test
    void chinookOfSqliteArrivesWhole() throws IOException {
        Path file = Files.copy(CHINOOK.resolve("chinook.sqlite"), folder.resolve("c.sqlite"));
        try (TestDatabase target = TestDatabase.create("chinook_of_sqlite")) {
            EngineTrial trial =
                    new EngineTrial(
                            folder,
                            "{ type = sqlite, url = \"jdbc:sqlite:%s\" }".formatted(file),
                            target);

            assertThat(trial.migrate().rows()).isEqualTo(15_607);
            equal(trial);
        }
    }

    @Test
    void employeesOfMysqlArrivesWithItsEnumAndThePublishedCounts() {
        try (TestMariaDb source = TestMariaDb.create("employees");
                TestDatabase target = TestDatabase.create("employees_of_mysql")) {
            OpenData.loadMysql(source, EMPLOYEES.resolve("employees.mysql.sql.gz"));
            EngineTrial trial = new EngineTrial(folder, mysql(source), target);

            assertThat(trial.migrate(select(source)).rows()).isEqualTo(130_783);

            assertThat(
                            target.value(
                                    "SELECT (SELECT count(*) FROM department) || ' ' || (SELECT count(*) FROM dept_emp) || ' '"
                                            + " || (SELECT count(*) FROM dept_manager) || ' ' || (SELECT count(*) FROM employee) || ' '"
                                            + " || (SELECT count(*) FROM salary) || ' ' || (SELECT count(*) FROM title)"))
                    .isEqualTo("9 11051 24 10000 94917 14782");
            assertThat(
                            target.value(
                                    "SELECT string_agg(DISTINCT gender, ',' ORDER BY gender) FROM employee"))
                    .isEqualTo("F,M");
            equal(trial, select(source));
        }
    }

    private static String mysql(TestMariaDb source) {
        return "{ type = mysql, url = \"%s\", user = drover, password = drover }"
                .formatted(source.url());
    }

    private static String select(TestMariaDb source) {
        return "select.include = [\"%s.*\"]".formatted(source.name());
    }

    private static void equal(EngineTrial trial, String... more) {
        List<String> named = new ArrayList<>();
        ReconcileTables.Result proof = trial.reconcile(named, more);
        assertThat(named).isEmpty();
        assertThat(proof.overall()).as("%s", proof.tables()).isEqualTo(Verdict.EQUAL);
    }
}
