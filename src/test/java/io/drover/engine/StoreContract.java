package io.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.catalog.TableSelection;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.testing.TestSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

/**
 * What every place that tables are loaded into promises. An engine's test extends this and says how
 * its rows are looked at.
 */
public abstract class StoreContract extends StoreTrial {
    /** Rows of a table as {@code id|note}, by id; of a table that does not stand, null. */
    protected abstract List<String> rows(TableName table);

    /** Whether a row whose key or NULL the table forbids is refused, and not the load. */
    protected boolean refusesRows() {
        return true;
    }

    /** Whether rows can be merged by a key; a store that cannot refuses the plan. */
    protected boolean upserts() {
        return true;
    }

    /** Whether NULL where the table forbids it ends a load that does not refuse its row alone. */
    protected boolean refusesNulls() {
        return true;
    }

    /** Stands for a driver that is killed when the chunks are in and nobody knows it. */
    private static final class Killed implements StoredRows {
        private static final long serialVersionUID = 1L;

        @Override
        public void moved(long rows, long bytes) {}

        @Override
        public long handed(int chunk) {
            throw new IllegalStateException("killed");
        }

        @Override
        public long aside(int chunk) {
            throw new IllegalStateException("killed");
        }
    }

    @Test
    void rowsAreLoadedOnceHoweverOftenTheCallIsRepeated() {
        try (Store store = open()) {
            StoredTable table = table(store, "repeated", LoadMode.REPLACE, 1);
            begin(store, table);
            Map<Integer, StoredChunk> first = load(store, table, numbered(0, ROWS), List.of(0, 1));
            assertThat(first.keySet()).containsExactly(0, 1);
            assertThat(store.loaded(table)).isEqualTo(first);
            if (repeatsChunks()) {
                assertThat(load(store, table, numbered(0, ROWS), List.of(0, 1))).isEqualTo(first);
            }
            Map<Integer, StoredChunk> rest =
                    load(store, table, numbered(ROWS, ROWS), List.of(2, 3));
            assertThat(rest.keySet()).containsExactly(2, 3);
            assertThat(store.loaded(table).keySet()).containsExactly(0, 1, 2, 3);
            swap(store, table);
            assertThat(rows(table.plan().target())).hasSize(2 * ROWS).doesNotHaveDuplicates();
        }
    }

    /** Whether a chunk that is loaded may be given once more. */
    protected boolean repeatsChunks() {
        return true;
    }

    @Test
    void chunkThatFailsHalfWayLeavesNothing() {
        try (Store store = open()) {
            StoredTable table = table(store, "half", LoadMode.REPLACE, 1);
            begin(store, table);
            assertThatThrownBy(() -> load(store, table, breaking(), List.of(0)))
                    .hasStackTraceContaining("the reader broke");
            assertThat(store.loaded(table)).isEmpty();
            load(store, table, numbered(0, ROWS), List.of(0));
            swap(store, table);
            assertThat(rows(table.plan().target())).hasSize(ROWS).doesNotHaveDuplicates();
        }
    }

    @Test
    void driverKilledBehindTheCommitFindsTheRowsOnce() {
        StoredTable table;
        try (Store store = open()) {
            table = table(store, "killed", LoadMode.REPLACE, 1);
            begin(store, table);
            StoredTable killed = table;
            assertThatThrownBy(
                            () ->
                                    store.load(
                                            TestSpark.session(),
                                            killed,
                                            dataset(store, killed, numbered(0, ROWS), 2),
                                            List.of(0, 1),
                                            new Killed()))
                    .hasStackTraceContaining("killed");
            assertThat(store.loaded(table)).isEmpty();
        }
        try (Store store = open()) {
            load(store, table, numbered(0, ROWS), List.of(0, 1));
            assertThat(store.loaded(table).values().stream().mapToLong(StoredChunk::loaded).sum())
                    .isEqualTo(ROWS);
            swap(store, table);
            assertThat(rows(table.plan().target())).hasSize(ROWS).doesNotHaveDuplicates();
        }
    }

    @Test
    void nobodySeesARowBeforeTheSwap() {
        try (Store store = open()) {
            StoredTable old = table(store, "seen", LoadMode.REPLACE, 1);
            begin(store, old);
            load(store, old, numbered(0, 10), List.of(0));
            swap(store, old);
            assertThat(rows(old.plan().target())).hasSize(10);
            StoredTable table = table(store, "seen", LoadMode.REPLACE, 2);
            begin(store, table);
            load(store, table, numbered(5000, ROWS), List.of(0, 1));
            assertThat(rows(old.plan().target())).hasSize(10);
            swap(store, table);
            assertThat(rows(old.plan().target())).hasSize(ROWS);
            behindTheRows(store, table);
            assertThat(rows(old.plan().target())).hasSize(ROWS);
        }
    }

    @Test
    void appendKeepsWhatStands() {
        try (Store store = open()) {
            StoredTable old = table(store, "grown", LoadMode.APPEND, 1);
            begin(store, old);
            load(store, old, numbered(0, 10), List.of(0));
            swap(store, old);
            StoredTable table = table(store, "grown", LoadMode.APPEND, 2);
            begin(store, table);
            load(store, table, numbered(10, 10), List.of(0));
            swap(store, table);
            assertThat(rows(old.plan().target())).hasSize(20).doesNotHaveDuplicates();
        }
    }

    @Test
    void upsertOverwritesRowsOfTheSameKey() {
        try (Store store = open()) {
            if (!upserts()) {
                StoredTable refused = table(store, "merged", LoadMode.UPSERT, 2);
                assertThatThrownBy(() -> store.ddl(List.of(refused)))
                        .isInstanceOfSatisfying(
                                MigrationException.class,
                                refusal -> assertThat(refusal.kind()).isEqualTo(ErrorKind.SPEC))
                        .hasMessageContaining("Cannot upsert into");
                return;
            }
            StoredTable old = table(store, "merged", LoadMode.REPLACE, 1);
            begin(store, old);
            load(store, old, numbered(0, 10), List.of(0));
            swap(store, old);
            StoredTable table = table(store, "merged", LoadMode.UPSERT, 2);
            begin(store, table);
            load(
                    store,
                    table,
                    List.of(RowFactory.create(9L, "changed"), RowFactory.create(10L, "new")),
                    List.of(0));
            swap(store, table);
            assertThat(rows(table.plan().target()))
                    .hasSize(11)
                    .contains("8|note 8", "9|changed", "10|new");
        }
    }

    @Test
    void forgottenLoadLeavesNoRowAndNoReceipt() {
        try (Store store = open()) {
            StoredTable table = table(store, "forgotten", LoadMode.REPLACE, 1);
            begin(store, table);
            load(store, table, numbered(0, ROWS), List.of(0, 1));
            assertThat(store.keepsApart(LoadMode.REPLACE)).isTrue();
            store.forget(table);
            store.forget(table);
            assertThat(store.loaded(table)).isEmpty();
            load(store, table, numbered(0, 7), List.of(0));
            swap(store, table);
            assertThat(rows(table.plan().target())).hasSize(7);
        }
    }

    @Test
    void refusedRowIsFoundAndTheOthersAreLoaded() {
        try (Store store = open()) {
            StoredTable table = table(store, "refused", LoadMode.REPLACE, 1);
            begin(store, table);
            if (!refusesRows()) {
                List<Row> keyless = List.of(RowFactory.create(null, "no key"));
                if (refusesNulls()) {
                    assertThatThrownBy(() -> load(store, table, keyless, List.of(0)))
                            .hasStackTraceContaining("id");
                    assertThat(store.loaded(table)).isEmpty();
                }
                return;
            }
            List<Row> rows = new ArrayList<>(numbered(0, 1200));
            rows.set(700, RowFactory.create(3L, "again"));
            rows.set(1100, RowFactory.create(null, "no key"));
            StoredChunk chunk = load(store, table, rows, List.of(0)).get(0);
            assertThat(chunk.read()).isEqualTo(1200);
            assertThat(chunk.loaded()).isEqualTo(1198);
            assertThat(chunk.quarantined()).isEqualTo(2);
            assertThat(chunk.refused())
                    .extracting(row -> row.number())
                    .containsExactly(701L, 1101L);
            assertThat(chunk.refused())
                    .allMatch(row -> !row.reason().isBlank() && !row.reason().contains("again"));
            assertThat(store.loaded(table).get(0).quarantined()).isEqualTo(2);
            swap(store, table);
            assertThat(rows(table.plan().target())).hasSize(1198).contains("3|note 3");
        }
    }

    @Test
    void catalogTellsTheTypesThatWerePromised() {
        try (Store store = open()) {
            StoredTable table = table(store, "typed", LoadMode.REPLACE, 1);
            begin(store, table);
            load(store, table, numbered(0, 3), List.of(0));
            swap(store, table);
            Catalog standing =
                    store.standing(
                            TableSelection.standing(
                                    List.of(table.plan().target()),
                                    List.of(table.plan().target().schema())));
            TableInfo stands = standing.table(table.plan().target()).orElseThrow();
            for (int index = 0; index < stands.columns().size(); index++) {
                ColumnInfo wanted = table.definition().columns().get(index);
                assertThat(stands.columns().get(index).type())
                        .isEqualTo(store.type(wanted).logicalType());
            }
        }
    }
}
