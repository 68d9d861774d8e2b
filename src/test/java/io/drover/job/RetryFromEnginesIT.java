package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.quarantine.RetryQuarantine;
import io.drover.ledger.QuarantineLedger.Choice;
import io.drover.load.Checkpoint;
import io.drover.spec.MigrationSpec;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of other engines that were set aside are found again by their keys, and loaded once. */
class RetryFromEnginesIT {
    private static final Choice ALL = new Choice(List.of(), null, List.of());
    private static final String BALANCE =
            "SELECT sum(read_rows) || ' = ' || sum(loaded_rows) || ' + ' || sum(quarantined_rows) FROM drover.receipt";

    @TempDir Path folder;

    @Test
    void aMendedLineOfAFileIsLoaded() throws IOException {
        file("id,name,amount\n1,one,1.50\n2,short\n3,three\n4,four,4.00\n");
        try (TestDatabase target = TestDatabase.create("retry_files")) {
            target.execute(
                    "CREATE TABLE orders (id bigint PRIMARY KEY, name text, amount numeric(10,2))");
            EngineTrial trial = files(target);
            String[] more = {
                "schema = existing",
                "load = append",
                "quarantine.max-rows = 5",
                "tables = [ { name = files.orders, key = [id] } ]"
            };
            trial.migrate(more);
            assertThat(target.value(BALANCE)).isEqualTo("4 = 2 + 2");

            file("id,name,amount\n1,one,1.50\n2,mended,2.00\n3,three\n4,four,4.00\n");
            RetryQuarantine.Result result = retry(trial.spec(more));

            assertThat(result.tables())
                    .singleElement()
                    .satisfies(
                            table -> {
                                assertThat(table.tried()).as("%s", table).isEqualTo(2);
                                assertThat(table.loaded()).isEqualTo(1);
                                assertThat(table.held())
                                        .as("line 4 is as it was, and not gone")
                                        .isEqualTo(1);
                            });
            assertThat(target.value("SELECT name || ' ' || amount FROM orders WHERE id = 2"))
                    .isEqualTo("mended 2.00");
            assertThat(target.value(BALANCE)).isEqualTo("4 = 3 + 1");
            assertThat(retry(trial.spec(more)).tables().get(0).loaded()).isZero();
            assertThat(target.value("SELECT count(*) FROM orders")).isEqualTo("3");
            assertNothingIsLeft(target);
        }
    }

    @Test
    void withoutAKeyThatNamesOneRowNothingIsTriedAndTheReasonSaid() throws IOException {
        file("id,name\n1,one\n2\n");
        try (TestDatabase target = TestDatabase.create("retry_keyless")) {
            EngineTrial trial = files(target);
            trial.migrate("quarantine.max-rows = 5");
            file("id,name\n1,one\n2,two\n");

            RetryQuarantine.Tried none =
                    retry(trial.spec("quarantine.max-rows = 5")).tables().get(0);
            RetryQuarantine.Tried twice =
                    retry(
                                    trial.spec(
                                            "quarantine.max-rows = 5",
                                            "tables = [ { name = files.orders, key = [id] } ]"))
                            .tables()
                            .get(0);

            assertThat(none.obstacle()).contains("no key to find its rows by");
            assertThat(twice.obstacle()).contains("several rows may have the same key (id)");
            assertThat(target.value("SELECT count(*) FROM orders")).isEqualTo("1");
        }
    }

    @Test
    void aRowThatTheTargetRefusedIsFoundByTheKeyInTheRowThatWasKept() {
        try (TestMariaDb source = TestMariaDb.create("retry");
                TestDatabase target = TestDatabase.create("retry_mysql")) {
            source.execute(
                    "CREATE TABLE item (id int, part varchar(5), price decimal(10,2), at time, PRIMARY KEY (id, part))",
                    "INSERT INTO item SELECT seq, 'a', seq * 1.1, '10:00:00' FROM seq_1_to_300",
                    "INSERT INTO item VALUES (7, 'b', -5, '10:00:00'), (8, 'b', -6, '10:00:00')");
            target.execute(
                    "CREATE TABLE item (id int, part varchar(5), price numeric(10,2) CHECK (price > 0), at interval, PRIMARY KEY (id, part))");
            EngineTrial trial =
                    new EngineTrial(
                            folder,
                            "{ type = mysql, url = \"%s\", user = drover, password = drover }"
                                    .formatted(source.url()),
                            target);
            String[] more = {
                "select { include = [\"%s.*\"] }".formatted(source.name()),
                "schema = existing",
                "load = append",
                "quarantine.max-rows = 5"
            };
            trial.migrate(more);
            assertThat(target.value(BALANCE)).isEqualTo("302 = 300 + 2");

            source.execute("UPDATE item SET price = 5 WHERE id = 7 AND part = 'b'");
            RetryQuarantine.Tried tried = retry(trial.spec(more)).tables().get(0);

            assertThat(tried.tried()).as("%s", tried).isEqualTo(2);
            assertThat(tried.loaded()).isEqualTo(1);
            assertThat(tried.held()).isEqualTo(1);
            assertThat(target.value("SELECT price FROM item WHERE id = 7 AND part = 'b'"))
                    .isEqualTo("5.00");
            source.execute("DELETE FROM item WHERE id = 8 AND part = 'b'");
            assertThat(retry(trial.spec(more)).tables().get(0).gone()).isEqualTo(1);
            assertThat(target.value(BALANCE)).isEqualTo("302 = 301 + 1");
            assertNothingIsLeft(target);
        }
    }

    @Test
    void aRowThatCouldNotBeReadIsLoadedOnceTheValueIsMended() throws SQLException {
        Path base = folder.resolve("shop.db");
        sqlite(
                base,
                "CREATE TABLE item (id INTEGER PRIMARY KEY, amount INTEGER)",
                "INSERT INTO item VALUES (1, 10), (2, 'ten'), (3, 30)");
        try (TestDatabase target = TestDatabase.create("retry_sqlite")) {
            EngineTrial trial =
                    new EngineTrial(
                            folder,
                            "{ type = sqlite, url = \"jdbc:sqlite:%s\" }".formatted(base),
                            target);
            trial.migrate("quarantine.max-rows = 5");
            assertThat(target.value(BALANCE)).isEqualTo("3 = 2 + 1");

            sqlite(base, "UPDATE item SET amount = 20 WHERE id = 2");
            RetryQuarantine.Tried tried =
                    retry(trial.spec("quarantine.max-rows = 5")).tables().get(0);

            assertThat(tried.loaded()).as("%s", tried).isEqualTo(1);
            assertThat(target.value("SELECT sum(amount) FROM item")).isEqualTo("60");
            assertThat(target.value(BALANCE)).isEqualTo("3 = 3 + 0");
        }
    }

    @Test
    void rowsThatARuleSetAsideGoThroughTheMendedRule() throws IOException {
        file("id,name,grade\n1,one,A\n2,two,C\n3,three,B\n4,,A\n");
        try (TestDatabase target = TestDatabase.create("retry_rules")) {
            target.execute("CREATE TABLE orders (id bigint PRIMARY KEY, name text, grade int)");
            EngineTrial trial = files(target);
            String[] more = {
                "schema = existing",
                "load = append",
                "quarantine.max-rows = 5",
                "tables = [ { name = files.orders, key = [id]"
                        + ", columns = [ { column = grade, from = grade, map { A = 1, B = 2 }, otherwise = violation } ]"
                        + ", checks = [ { column = name, required = true } ] } ]"
            };
            trial.migrate(more);
            assertThat(target.value(BALANCE)).isEqualTo("4 = 2 + 2");
            assertThat(
                            target.value(
                                    "SELECT string_agg(source_key ->> 'id', ',' ORDER BY source_key::text) FROM drover.quarantine"))
                    .isEqualTo("2,4");

            more[3] = more[3].replace("B = 2", "B = 2, C = 3");
            RetryQuarantine.Tried tried = retry(trial.spec(more)).tables().get(0);

            assertThat(tried.tried()).as("%s", tried).isEqualTo(2);
            assertThat(tried.loaded()).isEqualTo(1);
            assertThat(tried.held()).isEqualTo(1);
            assertThat(target.value("SELECT grade FROM orders WHERE id = 2")).isEqualTo("3");
            assertThat(target.value(BALANCE)).isEqualTo("4 = 3 + 1");
        }
    }

    @Test
    void aTargetThatIsNoPostgresIsRefusedByName() {
        try (StoreTrial trial = new StoreTrial(folder)) {
            assertThatThrownBy(() -> retry(trial.spec()))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.USAGE))
                    .hasMessageContaining("the target is of type delta")
                    .hasMessageContaining("migrate --restart");
        }
    }

    private static RetryQuarantine.Result retry(MigrationSpec spec) {
        return new RetryQuarantine(
                        spec, TestSpark::session, Trial.facts("quarantine"), Checkpoint.NONE)
                .run(ALL);
    }

    private static void assertNothingIsLeft(TestDatabase target) {
        assertThat(
                        target.rows(
                                "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'drover_copied%'"))
                .isEmpty();
    }

    private EngineTrial files(TestDatabase target) {
        return new EngineTrial(
                folder, "{ type = files, url = \"%s\" }".formatted(folder.resolve("in")), target);
    }

    private void file(String text) throws IOException {
        Path file = folder.resolve("in").resolve("orders.csv");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void sqlite(Path base, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + base);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
