package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.ConnectionPool;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.load.Checkpoint;
import io.drover.model.Verdict;
import io.drover.reconcile.HeldDifferences;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.OpenData;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestMariaDb;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Open data goes from PostgreSQL into what is reached by JDBC whole, and is proven; a second load
 * replaces it, and the tables that it replaced stay until they are released.
 */
@EnabledIf(value = "isThere", disabledReason = "there is no open data beside the repository")
class OpenDataByJdbcIT {
    private static final Path CHINOOK = OpenData.folder("chinook");
    private static final int ROWS = 15_607;
    private static final int TABLES = 11;

    @TempDir Path folder;

    private TestDatabase source;
    private TestDatabase ledger;

    static boolean isThere() {
        return Files.exists(CHINOOK);
    }

    @BeforeEach
    void open() {
        source = TestDatabase.create("chinook");
        ledger = TestDatabase.create("chinook_ledger");
        OpenData.load(source, CHINOOK);
    }

    @AfterEach
    void close() {
        ledger.close();
        source.close();
    }

    @Test
    void intoH2() throws Exception {
        String url = "jdbc:h2:" + folder.resolve("there");
        arrives("{ type = jdbc, url = \"%s\" }".formatted(url), url);

        assertThat(count(url, "information_schema.referential_constraints"))
                .as("references are made, and those of replaced tables are gone")
                .isEqualTo(source.rows("SELECT 1 FROM pg_constraint WHERE contype = 'f'").size());
    }

    @Test
    void intoDuckDb() throws Exception {
        String url = "jdbc:duckdb:" + folder.resolve("there.duckdb");
        arrives("{ type = jdbc, url = \"%s\" }".formatted(url), url);
    }

    @Test
    void intoSqlite() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("there.sqlite");
        arrives("{ type = sqlite, url = \"%s\" }".formatted(url), url);
    }

    @Test
    void intoMariaDb() throws Exception {
        try (TestMariaDb target = TestMariaDb.create("chinook_twice")) {
            arrives(
                    "{ type = mysql, url = \"%s\", user = drover, password = drover }"
                            .formatted(target.url()),
                    target.url() + "?user=drover&password=drover");
            ConnectionPool.closeAll();
        }
    }

    private void arrives(String target, String url) throws Exception {
        MigrationSpec spec = spec(target);
        assertThat(migrate(spec).rows()).isEqualTo(ROWS);
        HeldDifferences none = new HeldDifferences();
        ReconcileTables.Result proof = reconcile(spec, none);
        assertThat(proof.overall()).as("%s", proof.tables()).isEqualTo(Verdict.EQUAL);
        assertThat(none.all()).isEmpty();

        execute(url, "UPDATE track SET name = 'other' WHERE track_id = 1000");
        HeldDifferences one = new HeldDifferences();
        assertThat(reconcile(spec, one).overall()).isEqualTo(Verdict.DIFFERENT);
        assertThat(one.all())
                .singleElement()
                .satisfies(
                        each ->
                                assertThat(each.difference().changedColumns())
                                        .containsExactly("name"));

        again(spec, url);
    }

    /** A second load replaces the tables of the first, which stay until they are released. */
    private void again(MigrationSpec spec, String url) throws Exception {
        new RestartMigration(spec).run();
        assertThat(migrate(spec).rows()).isEqualTo(ROWS);
        ReconcileTables.Result proof = reconcile(spec, new HeldDifferences());
        assertThat(proof.overall()).as("%s", proof).isEqualTo(Verdict.EQUAL);
        assertThat(count(url, "drover_old_track")).isEqualTo(3503);
        assertThatThrownBy(() -> new RestartMigration(spec).run())
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONSISTENCY))
                .hasMessageContaining("migrate --release");

        assertThat(new ReleaseMigration(spec).run().dropped()).isEqualTo(TABLES);
        assertThat(new ReleaseMigration(spec).run().dropped()).isZero();

        assertThatThrownBy(() -> count(url, "drover_old_track")).isInstanceOf(SQLException.class);
        assertThat(count(url, "track")).isEqualTo(3503);
        new RestartMigration(spec).run();
    }

    private static MigrateTables.Result migrate(MigrationSpec spec) {
        return new MigrateTables(
                        spec,
                        TestSpark::session,
                        Trial.facts("migrate"),
                        Progress.SILENT,
                        Checkpoint.NONE)
                .run();
    }

    private static ReconcileTables.Result reconcile(MigrationSpec spec, HeldDifferences held) {
        return new ReconcileTables(
                        spec,
                        TestSpark::session,
                        held,
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run();
    }

    private static Connection connect(String url) throws SQLException {
        Properties properties = new Properties();
        if (url.startsWith("jdbc:duckdb:")) {
            // Connections of one process to a file must be configured alike.
            properties.setProperty("jdbc_stream_results", "true");
        }
        return DriverManager.getConnection(url, properties);
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(quoted(url, sql));
        }
    }

    private static long count(String url, String table) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(quoted(url, "SELECT count(*) FROM " + table))) {
            row.next();
            return row.getLong(1);
        }
    }

    /** H2 folds what stands in no quotes. */
    private static String quoted(String url, String sql) {
        return url.startsWith("jdbc:h2:")
                ? sql.replaceAll("\\b(track|name|track_id|drover_old_track)\\b", "\"$1\"")
                : sql;
    }

    private MigrationSpec spec(String target) throws IOException {
        Path file = folder.resolve("there.conf");
        Files.writeString(
                file,
                """
                migration {
                  name = there
                  source { type = postgres, url = "%s", user = postgres, password = postgres }
                  target %s
                  ledger { type = postgres, url = "%s", user = postgres, password = postgres }
                  select.include = ["public.*"]
                }
                """
                        .formatted(source.url(), target, ledger.url()));
        return new SpecReader().read(file, List.of());
    }
}
