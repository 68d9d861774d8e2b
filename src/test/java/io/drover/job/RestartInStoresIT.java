package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.run.Progress;
import io.drover.ledger.LedgerHome;
import io.drover.load.Checkpoint;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code migrate --restart} and {@code --release} where the target is a store. */
class RestartInStoresIT {
    @TempDir Path folder;
    private TestDatabase source;
    private TestDatabase ledger;

    @BeforeEach
    void open() {
        source = TestDatabase.create("restart_old");
        ledger = TestDatabase.create("restart_ledger");
        source.execute(
                "CREATE TABLE item (id int PRIMARY KEY, price numeric(10,2))",
                "INSERT INTO item SELECT n, n FROM generate_series(1, 2000) n");
    }

    @AfterEach
    void close() {
        LedgerHome.leaveAll();
        source.close();
        ledger.close();
    }

    @Test
    void sqliteKeepsTheReplacedTableUntilItsRelease() throws Exception {
        MigrationSpec spec = spec(sqliteTarget());
        migrate(spec);
        source.execute("DELETE FROM item WHERE id > 100");
        new RestartMigration(spec).run();
        migrate(spec);
        assertThat(sqlite("SELECT count(*) FROM item")).containsExactly("100");

        assertThatThrownBy(() -> new RestartMigration(spec).run())
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONSISTENCY))
                .hasMessageContaining("Give `migrate --release` first");
        assertThat(tables()).hasSize(2);

        assertThat(new ReleaseMigration(spec).run().dropped()).isEqualTo(1);
        assertThat(tables()).containsExactly("item");
        assertThat(new ReleaseMigration(spec).run().dropped()).isZero();
        new RestartMigration(spec).run();
        migrate(spec);
        assertThat(sqlite("SELECT count(*) FROM item")).containsExactly("100");
    }

    @Test
    void aLoadIntoSqliteThatStoppedBeginsAgainWithAnotherSpec() throws Exception {
        stopsAndBeginsAgain(sqliteTarget());
        assertThat(sqlite("SELECT count(*), sum(id) FROM item")).containsExactly("1999|1999000");
    }

    @Test
    void aLoadIntoDeltaThatStoppedBeginsAgainWithAnotherSpec() throws Exception {
        stopsAndBeginsAgain(deltaTarget());
        assertThat(
                        TestSpark.session()
                                .read()
                                .format("delta")
                                .load(folder.resolve("lake").resolve("item").toString())
                                .selectExpr("count(*)", "sum(id)")
                                .first()
                                .mkString("|"))
                .isEqualTo("1999|1999000");
    }

    @Test
    void deltaKeepsVersionsAndHasNothingToRelease() throws Exception {
        MigrationSpec spec = spec(deltaTarget());
        migrate(spec);
        assertThat(new ReleaseMigration(spec).run().dropped()).isZero();
        source.execute("DELETE FROM item WHERE id > 100");
        new RestartMigration(spec).run();
        migrate(spec);
        assertThat(
                        TestSpark.session()
                                .read()
                                .format("delta")
                                .load(folder.resolve("lake").resolve("item").toString())
                                .count())
                .isEqualTo(100);
    }

    @Test
    void aLoadThatIsNotCompleteHasNothingToRelease() throws Exception {
        source.execute("UPDATE item SET price = 'NaN' WHERE id = 200");
        MigrationSpec spec = spec(deltaTarget());
        assertThatThrownBy(() -> migrate(spec)).isInstanceOf(MigrationException.class);

        assertThatThrownBy(() -> new ReleaseMigration(spec).run())
                .hasMessageContaining("is LOADING. Run `drover migrate` to its end first");
    }

    private void stopsAndBeginsAgain(String target) throws IOException {
        source.execute("UPDATE item SET price = 'NaN' WHERE id = 2000");
        String small = "chunking { target-bytes = 16KiB, small-table-bytes = 16KiB }";
        MigrationSpec first = spec(target, small);
        assertThatThrownBy(() -> migrate(first))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure ->
                                assertThat(failure.kind()).isEqualTo(ErrorKind.QUARANTINE_LIMIT));
        MigrationSpec mended =
                spec(
                        target,
                        small,
                        "tables = [ { name = public.item, where = \"price <> 'NaN'\" } ]");
        assertThatThrownBy(() -> migrate(mended)).hasMessageContaining("migrate --restart");

        new RestartMigration(mended).run();
        assertThat(migrate(mended).rows()).isEqualTo(1999);
    }

    private MigrateTables.Result migrate(MigrationSpec spec) {
        return new MigrateTables(
                        spec,
                        TestSpark::session,
                        Trial.facts("migrate"),
                        Progress.SILENT,
                        Checkpoint.NONE)
                .run();
    }

    private String sqliteTarget() {
        return "{ type = sqlite, url = \"jdbc:sqlite:%s\" }".formatted(folder.resolve("new.db"));
    }

    private String deltaTarget() {
        return "{ type = delta, url = \"%s\" }".formatted(folder.resolve("lake"));
    }

    private List<String> tables() throws SQLException {
        return sqlite(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%item%' ORDER BY name");
    }

    private List<String> sqlite(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("new.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                StringBuilder row = new StringBuilder(rows.getString(1));
                for (int column = 2; column <= rows.getMetaData().getColumnCount(); column++) {
                    row.append('|').append(rows.getString(column));
                }
                found.add(row.toString());
            }
        }
        return found;
    }

    private MigrationSpec spec(String target, String... more) throws IOException {
        Path file = folder.resolve("restart.conf");
        Files.writeString(
                file,
                """
                migration {
                  name = restart
                  source { type = postgres, url = "%s", user = postgres, password = postgres }
                  target %s
                  ledger { type = postgres, url = "%s", user = postgres, password = postgres }
                  select { include = ["public.*"] }
                  transfer { retry-for = 5s }
                  %s
                }
                """
                        .formatted(source.url(), target, ledger.url(), String.join("\n  ", more)));
        return new SpecReader().read(file, List.of());
    }
}
