package io.drover.engine.generic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.engine.Store;
import io.drover.engine.StoreContract;
import io.drover.engine.StoredTable;
import io.drover.engine.StoringEngine;
import io.drover.engine.jdbc.LogicalTable;
import io.drover.error.MigrationException;
import io.drover.model.ChunkPlan;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.spec.EndpointSpec;
import io.drover.spec.JdbcSpec;
import io.drover.spec.Secret;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2StoreSparkTest extends StoreContract {
    @TempDir Path folder;

    @Override
    protected StoringEngine engine() {
        return new GenericEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return endpoint("", null, JdbcSpec.Dialect.AUTO);
    }

    private EndpointSpec endpoint(String user, Secret password, JdbcSpec.Dialect dialect) {
        return new EndpointSpec(
                "jdbc",
                "jdbc:h2:" + folder.resolve("target"),
                user,
                password,
                Map.of(),
                4,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                null,
                new JdbcSpec(null, dialect, JdbcSpec.Quote.AUTO, true));
    }

    @Override
    protected List<String> rows(TableName table) {
        try (Connection connection = DriverManager.getConnection(endpoint().url());
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT \"id\" || '|' || \"note\" FROM \"%s\".\"%s\" ORDER BY \"id\""
                                        .formatted(table.schema(), table.name()))) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void readersWaitWhileATableIsReplaced() throws Exception {
        EndpointSpec endpoint = endpoint();
        execute(
                "CREATE TABLE \"t\" (\"id\" INT)",
                "INSERT INTO \"t\" VALUES (1), (2)",
                "CREATE INDEX \"t_id\" ON \"t\" (\"id\")");
        try (Store store = engine().store(endpoint, "test", 2);
                Connection reader = DriverManager.getConnection(endpoint.url())) {
            AtomicBoolean ended = new AtomicBoolean();
            CompletableFuture<Set<Integer>> seen =
                    CompletableFuture.supplyAsync(() -> counts(reader, ended));
            try {
                for (int round = 0; round < 20; round++) {
                    execute("CREATE TABLE \"drover_new_t\" (\"id\" INT)");
                    execute("INSERT INTO \"drover_new_t\" VALUES (1), (2)");
                    store.run(swap(), stored());
                }
            } finally {
                ended.set(true);
            }
            assertThat(seen.get()).containsExactly(2);
        }
    }

    @Test
    void aSwapThatWasCutOffBetweenItsRenamesGoesOn() {
        execute(
                "CREATE TABLE \"drover_old_t\" (\"id\" INT)",
                "CREATE TABLE \"drover_new_t\" (\"id\" INT)",
                "INSERT INTO \"drover_new_t\" VALUES (7)");
        try (Store store = engine().store(endpoint(), "test", 2)) {
            store.run(swap(), stored());
            store.run(swap(), stored());
        }
        execute(
                "SELECT 1 / (SELECT count(*) FROM \"t\")",
                "SELECT 1 / (SELECT count(*) FROM information_schema.indexes WHERE index_name = 't_id' AND table_name = 't')");
    }

    @Test
    void aUserWhoMayNotKeepOthersOutCannotReplace() {
        execute(
                "CREATE TABLE \"t\" (\"id\" INT)",
                "CREATE USER loader PASSWORD 'secret'",
                "GRANT ALTER ANY SCHEMA TO loader");
        EndpointSpec loader = endpoint("LOADER", new Secret("secret"), JdbcSpec.Dialect.AUTO);
        try (Store store = engine().store(loader, "test", 2)) {
            assertThatThrownBy(() -> store.ddl(List.of(stored())))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("Cannot replace PUBLIC.t")
                    .hasMessageContaining("ALTER USER … ADMIN TRUE");
        }
    }

    @Test
    void anotherProductIsRefusedWithWhatToDo() {
        EndpointSpec other = endpoint("", null, JdbcSpec.Dialect.STANDARD);
        assertThatThrownBy(() -> engine().store(other, "test", 2))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("Cannot load into H2 by JDBC (dialect standard)")
                .hasMessageContaining("Load into files");
    }

    private static DdlStep swap() {
        return new DdlStep(0, DdlPhase.SWAP, 0, "swap of PUBLIC.t", "");
    }

    private static StoredTable stored() {
        TableName name = new TableName("PUBLIC", "t");
        TableInfo definition =
                new LogicalTable(name, LogicalTable.noneTaken())
                        .index("t_id", List.of("id"), Set.of(), false)
                        .build(null, TableStatistics.NONE);
        TablePlan plan =
                new TablePlan(
                        0,
                        name,
                        name,
                        name,
                        LoadMode.REPLACE,
                        WireForm.BINARY,
                        ReadPath.COPY,
                        List.of(),
                        List.of(),
                        null,
                        true,
                        0,
                        0,
                        List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)),
                        null);
        return new StoredTable(plan, definition, "test", 1, 0);
    }

    private static Set<Integer> counts(Connection reader, AtomicBoolean ended) {
        Set<Integer> seen = new TreeSet<>();
        try (Statement statement = reader.createStatement()) {
            while (!ended.get()) {
                try (ResultSet row = statement.executeQuery("SELECT count(*) FROM \"t\"")) {
                    row.next();
                    seen.add(row.getInt(1));
                }
            }
            return seen;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void execute(String... statements) {
        try (Connection connection = DriverManager.getConnection(endpoint().url());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
