package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.engine.Store;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import io.drover.testing.TestSpark;
import io.drover.testing.snowflake.Fault;
import io.drover.testing.snowflake.SnowflakeStandIn;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of a file that COPY does not take, and what only looks like them. */
class SnowflakeRejectsSparkTest extends SnowflakeTrial {
    @AfterEach
    void end() {
        server.close();
    }

    private long copies() {
        return server.statements().stream()
                .filter(sql -> sql.strip().startsWith("copy into"))
                .count();
    }

    @ParameterizedTest
    @EnumSource(StageKind.class)
    void rejectedRowsAreNamedAndTheOthersAreLoaded(StageKind stage) {
        server = standIn(stage);
        try (Store store = open()) {
            StoredTable table = table(store, "rejected", LoadMode.REPLACE, 1);
            begin(store, table);
            // The first row of a chunk, the last one, and two beside each other.
            server.faults().times(4, Fault.rowRejected("\\|note (0|299|417|418)$"));
            Map<Integer, StoredChunk> chunks = load(store, table, numbered(0, 600), List.of(2, 3));
            assertThat(chunks.get(2).refused())
                    .extracting(row -> row.number())
                    .containsExactly(1L, 300L);
            assertThat(chunks.get(3).refused())
                    .extracting(row -> row.number())
                    .containsExactly(118L, 119L);
            assertThat(chunks.values())
                    .allMatch(chunk -> chunk.read() == 300 && chunk.loaded() == 298)
                    .flatExtracting(StoredChunk::refused)
                    .allSatisfy(
                            row -> {
                                assertThat(row.state()).isEqualTo("22000");
                                assertThat(row.reason())
                                        .isEqualTo(
                                                "COPY rejected it: id: String '…' is too long and would be truncated");
                            });
            assertThat(store.loaded(table).get(3).quarantined()).isEqualTo(2);
            assertThat(copies()).isEqualTo(1);
            swap(store, table);
            assertThat(rows("rejected"))
                    .hasSize(596)
                    .doesNotHaveDuplicates()
                    .doesNotContain("0|note 0", "299|note 299", "417|note 417", "418|note 418");
        }
    }

    @ParameterizedTest
    @EnumSource(StageKind.class)
    void fileThatIsPartlyLoadedAndNotListedIsNotLoadedTwice(StageKind stage) {
        server = standIn(stage);
        try (Store store = open()) {
            StoredTable table = table(store, "forgotten", LoadMode.REPLACE, 1);
            begin(store, table);
            server.faults().once(Fault.rowRejected("\\|note 7$"));
            server.faults().times(2, Fault.fileForgotten(".*"));
            StoredChunk chunk = load(store, table, numbered(0, 40), List.of(0, 1)).get(0);
            assertThat(copies()).isGreaterThan(0);
            assertThat(chunk.refused()).extracting(row -> row.number()).containsExactly(8L);
            swap(store, table);
            assertThat(rows("forgotten")).hasSize(39).doesNotHaveDuplicates();
        }
    }

    /** The connector only warns of a file that it does not find in the second COPY either. */
    @ParameterizedTest
    @EnumSource(StageKind.class)
    void rowsOfALostFileAreNotTakenForRejectedOnes(StageKind stage) {
        server = standIn(stage);
        try (Store store = open()) {
            StoredTable table = table(store, "lost", LoadMode.REPLACE, 1);
            begin(store, table);
            server.faults().always(Fault.fileLost("/0\\."));
            server.faults().once(Fault.rowRejected("\\|note 39$"));
            assertThatThrownBy(() -> load(store, table, numbered(0, 40), List.of(0, 1)))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONSISTENCY))
                    .hasMessageContaining("COPY tells of")
                    .hasMessageContaining("give the same command again");
            assertThat(store.loaded(table)).isEmpty();
            server.faults().clear();
            load(store, table, numbered(0, 40), List.of(0, 1));
            swap(store, table);
            assertThat(rows("lost")).hasSize(40);
        }
    }

    /** Rows that are missing or doubled behind COPY's back, which rejected one itself. */
    @ParameterizedTest
    @CsvSource({
        "COPY tells of 40 rows, DELETE FROM %s WHERE DROVER_ROW = 3",
        "not each of them once, INSERT INTO %s SELECT * FROM %1$s WHERE DROVER_ROW = 3 AND DROVER_CHUNK = 0",
        "not each of them once, UPDATE %s SET DROVER_ROW = 21 WHERE DROVER_ROW = 3"
    })
    void rowsThatNoCopyRejectedEndTheLoad(String told, String meddling) {
        server = standIn(StageKind.S3);
        try (Store store = open()) {
            StoredTable table = table(store, "meddled", LoadMode.REPLACE, 1);
            begin(store, table);
            server.faults().once(Fault.rowRejected("\\|note 7$"));
            assertThatThrownBy(
                            () ->
                                    store.load(
                                            TestSpark.session(),
                                            table,
                                            dataset(store, table, numbered(0, 40), 2),
                                            List.of(0, 1),
                                            new Meddling(server, meddling)))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONSISTENCY))
                    .hasMessageContaining(told);
            assertThat(store.loaded(table)).isEmpty();
        }
    }

    /** Changes what was staged, once COPY is done and before it is counted. */
    private record Meddling(SnowflakeStandIn server, String sql) implements StoredRows {
        @Override
        public void moved(long rows, long bytes) {}

        @Override
        public long handed(int chunk) {
            if (chunk == 0) {
                try (Connection h2 = server.h2();
                        ResultSet staging =
                                h2.createStatement()
                                        .executeQuery(
                                                "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'DROVER_STAGE_%'")) {
                    staging.next();
                    h2.createStatement().execute(sql.formatted("PUBLIC." + staging.getString(1)));
                } catch (SQLException failure) {
                    throw new IllegalStateException(failure);
                }
            }
            return 20;
        }
    }

    @ParameterizedTest
    @CsvSource({"40, 0", "100001, 100000"})
    void allRowsMayBeRejectedButNotEndlesslyMany(int rows, int most) {
        server = standIn(StageKind.S3);
        try (Store store = open()) {
            StoredTable table = table(store, "all", LoadMode.REPLACE, 1);
            begin(store, table);
            server.faults().always(Fault.rowRejected("."));
            if (most == 0) {
                StoredChunk chunk = load(store, table, numbered(0, rows), List.of(0)).get(0);
                assertThat(chunk.loaded()).isZero();
                assertThat(chunk.refused()).hasSize(rows);
                return;
            }
            assertThatThrownBy(() -> load(store, table, numbered(0, rows), List.of(0)))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.TARGET))
                    .hasMessageContaining(
                            "COPY rejected 100001 rows of one batch, more than 100000: id: String '…' is too long");
            assertThat(store.loaded(table)).isEmpty();
        }
    }
}
