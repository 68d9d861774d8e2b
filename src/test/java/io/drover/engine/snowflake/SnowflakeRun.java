package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.engine.Store;
import io.drover.engine.StoreTrial;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.engine.StoringEngine;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import io.drover.testing.TestSpark;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;

/**
 * A load of two batches over a table that stands, in a stand-in of its own, as {@code migrate} runs
 * it: what the ledger would note outlives the process.
 */
final class SnowflakeRun extends StoreTrial implements AutoCloseable {
    static final List<String> OLD = List.of("0|note 0", "1|note 1", "2|note 2");

    private static final List<List<Integer>> BATCHES = List.of(List.of(0, 1), List.of(2, 3));
    static final String NAME = "loaded";

    private final SnowflakeStandIn server = SnowflakeStandIn.start(StageKind.S3, ResultKind.ARROW);
    private final LoadMode mode;
    private final Set<Integer> done = new HashSet<>();
    private final List<String> told = new ArrayList<>();
    private @Nullable List<DdlStep> plan;
    private Runnable staged = () -> {};

    SnowflakeRun(LoadMode mode) {
        this.mode = mode;
        execute(
                "CREATE TABLE PUBLIC.LOADED (ID NUMERIC(19,0) NOT NULL, NOTE VARCHAR)",
                "INSERT INTO PUBLIC.LOADED VALUES (0, 'note 0'), (1, 'note 1'), (2, 'note 2')");
    }

    @Override
    protected StoringEngine engine() {
        return new SnowflakeEngine();
    }

    @Override
    protected EndpointSpec endpoint() {
        return SnowflakeEndpoints.of(server);
    }

    LoadMode mode() {
        return mode;
    }

    SnowflakeStandIn server() {
        return server;
    }

    /** What happens when the next rows are staged, before they are counted. */
    void whenStaged(Runnable meanwhile) {
        staged = meanwhile;
    }

    /** What its stores told. */
    List<String> told() {
        return told;
    }

    /** What is missing, by a process of its own. */
    void goOn() {
        try (Store store = open()) {
            load(store);
            step(store, table(store, NAME, mode, 1), DdlPhase.SWAP);
            told.addAll(store.left());
        }
    }

    /** Up to the end of the load. */
    void load() {
        try (Store store = open()) {
            load(store);
        }
    }

    private void load(Store store) {
        StoredTable table = table(store, NAME, mode, 1);
        if (plan == null) {
            List<DdlStep> planned = store.ddl(List.of(table));
            store.forget(new StoredTable(table.plan(), table.definition(), "test", 0, 0));
            plan = planned;
        }
        step(store, table, DdlPhase.PRE_DATA);
        Set<Integer> loaded = store.loaded(table).keySet();
        if (loaded.isEmpty()) {
            store.forget(table);
        }
        for (List<Integer> batch : BATCHES) {
            if (!loaded.containsAll(batch)) {
                List<Row> rows = rows(batch);
                store.load(
                        TestSpark.session(),
                        table,
                        dataset(store, table, rows, batch.size()),
                        batch,
                        new Staged(rows.size() / batch.size(), staged));
            }
        }
    }

    private record Staged(long each, Runnable meanwhile) implements StoredRows {
        @Override
        public void moved(long rows, long bytes) {}

        @Override
        public long handed(int chunk) {
            meanwhile.run();
            return each;
        }
    }

    private void step(Store store, StoredTable table, DdlPhase phase) {
        for (DdlStep step : plan) {
            if (step.phase() == phase && !done.contains(step.number())) {
                store.run(step, table);
                done.add(step.number());
            }
        }
    }

    private static List<Row> rows(List<Integer> batch) {
        return numbered(100 + 10 * batch.get(0), 4);
    }

    /** The rows that the table has in the end. */
    List<String> wanted() {
        List<String> rows = new ArrayList<>(mode == LoadMode.REPLACE ? List.of() : OLD);
        for (List<Integer> batch : BATCHES) {
            rows(batch).forEach(row -> rows.add(row.get(0) + "|" + row.get(1)));
        }
        return rows;
    }

    /** The rows that it has now; null where none stands. */
    @Nullable
    List<String> target() {
        return SnowflakeStoreSparkTest.rows(server, NAME);
    }

    void isComplete() {
        assertThat(target()).isEqualTo(wanted());
        List<String> beside =
                mode == LoadMode.REPLACE
                        ? List.of("DROVER_OLD_LOADED", "DROVER_RECEIPT", "LOADED")
                        : List.of("DROVER_BEFORE_LOADED", "DROVER_RECEIPT", "LOADED");
        assertThat(tables()).isEqualTo(beside);
        assertThat(SnowflakeStoreSparkTest.rows(server, beside.get(0))).isEqualTo(OLD);
    }

    private List<String> tables() {
        List<String> tables = new ArrayList<>();
        try (Connection connection = server.h2();
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery(
                                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC' ORDER BY 1")) {
            while (found.next()) {
                tables.add(found.getString(1));
            }
            return tables;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void execute(String... statements) {
        try (Connection connection = server.h2();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
