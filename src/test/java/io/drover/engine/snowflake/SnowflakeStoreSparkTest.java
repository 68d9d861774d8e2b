package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.engine.Store;
import io.drover.engine.StoreContract;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredTable;
import io.drover.engine.StoringEngine;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import io.drover.testing.TestSpark;
import io.drover.testing.snowflake.Fault;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every store promises, kept by the real connector and driver against the stand-in. */
class SnowflakeStoreSparkTest extends StoreContract {
    private SnowflakeStandIn server;

    @BeforeEach
    void begin() {
        server = SnowflakeStandIn.start(stage(), results());
    }

    StageKind stage() {
        return StageKind.S3;
    }

    ResultKind results() {
        return ResultKind.ARROW;
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Override
    protected StoringEngine engine() {
        return new SnowflakeEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return SnowflakeEndpoints.of(server);
    }

    @Override
    protected List<String> rows(TableName table) {
        return rows(server, table.name());
    }

    /** Every statement that exchanges the tables, failed before its effect and behind it. */
    @ParameterizedTest
    @CsvSource({
        "before, DROP TABLE IF EXISTS .*DROVER_OLD_",
        "after, DROP TABLE IF EXISTS .*DROVER_OLD_",
        "before, SWAP WITH",
        "after, SWAP WITH",
        "before, RENAME TO .*DROVER_OLD_",
        "after, RENAME TO .*DROVER_OLD_",
        "before, COMMENT ON TABLE",
        "after, COMMENT ON TABLE"
    })
    void replaceThatFailsAtAStatementLeavesTheOldTableOrTheNewOne(String when, String statement) {
        try (Store store = open()) {
            StoredTable old = table(store, "swapped", LoadMode.REPLACE, 1);
            begin(store, old);
            load(store, old, numbered(0, 3), List.of(0));
            swap(store, old);
            StoredTable table = table(store, "swapped", LoadMode.REPLACE, 2);
            begin(store, table);
            load(store, table, numbered(100, 2), List.of(0));
            int fired = server.faults().fired().size();
            server.faults()
                    .once(
                            when.equals("before")
                                    ? Fault.failsBefore(statement)
                                    : Fault.failsAfter(statement));
            assertThatThrownBy(() -> swap(store, table)).isInstanceOf(MigrationException.class);
            assertThat(server.faults().fired()).hasSize(fired + 1);
            assertThat(rows(table.plan().target()))
                    .isIn(
                            List.of("0|note 0", "1|note 1", "2|note 2"),
                            List.of("100|note 100", "101|note 101"));

            swap(store, table);
            swap(store, table);
            assertThat(rows(table.plan().target())).containsExactly("100|note 100", "101|note 101");
            assertThat(rows(server, "drover_old_swapped")).hasSize(3);
            assertThat(rows(server, "drover_new_swapped")).isNull();
            assertThat(tables(server)).noneMatch(name -> name.startsWith("DROVER_STAGE"));
        }
    }

    @Test
    void upsertMayDeleteWhatTheSourceDoesNotHave() {
        try (Store store = engine().store(SnowflakeEndpoints.deletingMissing(server), "test", 2)) {
            StoredTable old = table(store, "trimmed", LoadMode.REPLACE, 1);
            begin(store, old);
            load(store, old, numbered(0, 4), List.of(0));
            swap(store, old);
            StoredTable table = table(store, "trimmed", LoadMode.UPSERT, 2);
            begin(store, table);
            load(store, table, numbered(3, 2), List.of(0));
            swap(store, table);
            assertThat(rows(table.plan().target())).containsExactly("3|note 3", "4|note 4");
        }
    }

    @Test
    void rowWhoseKeyTheTableHasIsSetAsideByAnAppend() {
        try (Store store = open()) {
            StoredTable old = table(store, "keyed", LoadMode.REPLACE, 1);
            begin(store, old);
            load(store, old, numbered(0, 2), List.of(0));
            swap(store, old);
            StoredTable table = table(store, "keyed", LoadMode.APPEND, 2);
            begin(store, table);
            StoredChunk chunk = load(store, table, numbered(1, 2), List.of(0)).get(0);
            assertThat(chunk.loaded()).isEqualTo(1);
            assertThat(chunk.refused())
                    .singleElement()
                    .satisfies(row -> assertThat(row.reason()).contains("same key"));
            swap(store, table);
            assertThat(rows(table.plan().target())).hasSize(3).doesNotHaveDuplicates();
        }
    }

    @Test
    void tableWithOtherColumnsIsRefusedBeforeARowIsStaged() throws SQLException {
        try (Connection connection = server.h2()) {
            connection
                    .createStatement()
                    .execute("CREATE TABLE PUBLIC.OTHER (ID NUMERIC(5,0), MUST VARCHAR NOT NULL)");
            connection.commit();
        }
        try (Store store = open()) {
            StoredTable table = table(store, "other", LoadMode.APPEND, 1);
            assertThatThrownBy(() -> begin(store, table))
                    .hasMessageContaining("its column id is number(5,0) and would get number(19,0)")
                    .hasMessageContaining("it has no column note")
                    .hasMessageContaining("nothing of the source goes to must, which is NOT NULL");
        }
    }

    @Test
    void whatTheRoleMayNotDoIsToldWithItsGrant() {
        server.faults()
                .always(Fault.missingPrivilege("CREATE TABLE IF NOT EXISTS", "schema 'PUBLIC'"));
        try (Store store = open()) {
            StoredTable table = table(store, "forbidden", LoadMode.REPLACE, 1);
            assertThatThrownBy(() -> begin(store, table))
                    .hasMessageContaining(
                            "GRANT USAGE, CREATE TABLE, CREATE STAGE ON SCHEMA PUBLIC TO ROLE");
        }
        server.faults().clear();
        server.faults().always(Fault.suspendedWarehouse("^\\s*SELECT"));
        try (Store store = open()) {
            StoredTable table = table(store, "asleep", LoadMode.REPLACE, 1);
            assertThatThrownBy(() -> store.loaded(table))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.TARGET))
                    .hasMessageContaining("GRANT USAGE, OPERATE ON WAREHOUSE");
        }
    }

    /** The driver is there under two names, and a user who is refused five times is locked out. */
    @Test
    void refusedLoginIsNotTriedAgain() {
        server.faults().once(Fault.loginRefused("390100", "Incorrect username or password"));
        try (Store store = open()) {
            StoredTable table = table(store, "refused", LoadMode.REPLACE, 1);
            assertThatThrownBy(() -> store.loaded(table)).isInstanceOf(MigrationException.class);
            assertThat(store.loaded(table)).isEmpty();
        }
    }

    @Test
    void noSecretIsInWhatSparkPrintsOfOptions() {
        SnowflakeConnector.hideSecrets(TestSpark.session());
        for (String option :
                List.of("sfPassword", "sfToken", "pem_private_key", "proxy_password")) {
            assertThat(
                            TestSpark.session()
                                    .sessionState()
                                    .conf()
                                    .redactOptions(
                                            new scala.collection.immutable.Map.Map1<>(
                                                    option, "hunter2"))
                                    .toString())
                    .doesNotContain("hunter2");
        }
    }

    /** Whatever the number of rows. */
    @Test
    void aBatchCostsTheSameStatementsWhateverItsRows() {
        try (Store store = open()) {
            List<Integer> counts = new ArrayList<>();
            for (int rows : new int[] {2, 400}) {
                StoredTable table = table(store, "counted" + rows, LoadMode.REPLACE, 1);
                begin(store, table);
                int before = server.statements().size();
                load(store, table, numbered(0, rows), List.of(0));
                counts.add(server.statements().size() - before);
            }
            System.out.println("statements of a batch: " + counts);
            assertThat(counts.get(0)).isEqualTo(counts.get(1));
        }
    }

    /** The names of all tables. */
    static List<String> tables(SnowflakeStandIn server) {
        List<String> tables = new ArrayList<>();
        try (Connection connection = server.h2();
                ResultSet found =
                        connection
                                .createStatement()
                                .executeQuery(
                                        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'")) {
            while (found.next()) {
                tables.add(found.getString(1));
            }
            return tables;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Rows of a table as {@code id|note}, by id; null where none stands. */
    static List<String> rows(SnowflakeStandIn server, String table) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = server.h2();
                ResultSet found =
                        connection
                                .createStatement()
                                .executeQuery(
                                        "SELECT id, note FROM PUBLIC.\"%s\" ORDER BY 1"
                                                .formatted(table.toUpperCase(Locale.ROOT)))) {
            while (found.next()) {
                rows.add(found.getString(1) + "|" + found.getString(2));
            }
            return rows;
        } catch (SQLException failure) {
            if (failure.getSQLState().startsWith("42S")) {
                return null;
            }
            throw new IllegalStateException(failure);
        }
    }
}
