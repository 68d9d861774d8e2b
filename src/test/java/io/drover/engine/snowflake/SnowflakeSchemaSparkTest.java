package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.engine.Store;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that somebody changes while rows are on their way to them. */
class SnowflakeSchemaSparkTest extends SnowflakeTrial {
    private static final List<Integer> ALL = List.of(0, 1, 2, 3);
    private static final List<String> OLD = List.of("0|note 0", "1|note 1", "2|note 2", "3|note 3");
    private static final List<String> NEW = List.of("4|note 4", "5|note 5", "6|note 6", "7|note 7");

    @BeforeEach
    void begin() {
        server = standIn(StageKind.S3);
    }

    @AfterEach
    void end() {
        server.close();
    }

    /** Somebody else's statements. */
    private void meddle(String statements) {
        try (Connection h2 = server.h2()) {
            for (String sql : statements.split("; ", -1)) {
                h2.createStatement().execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A table with rows, and some chunks on their way to it. */
    private StoredTable loaded(Store store, LoadMode mode, List<Integer> chunks) {
        StoredTable old = table(store, "item", LoadMode.REPLACE, 1);
        begin(store, old);
        load(store, old, numbered(0, 4), ALL);
        behindTheRows(store, old);
        StoredTable table = table(store, "item", mode, 2);
        begin(store, table);
        load(store, table, numbered(4, chunks.size()), chunks);
        return table;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "APPEND ~ nothing of the source goes to must, which is NOT NULL ~ ALTER TABLE ITEM ADD MUST INT DEFAULT 1 NOT NULL; ALTER TABLE ITEM ALTER COLUMN MUST DROP DEFAULT ~ ALTER TABLE ITEM DROP COLUMN MUST",
                "UPSERT ~ it has no column note ~ ALTER TABLE ITEM DROP COLUMN NOTE ~ ALTER TABLE ITEM ADD NOTE VARCHAR",
                "APPEND ~ it has no column note ~ ALTER TABLE ITEM ALTER COLUMN NOTE RENAME TO REMARK ~ ALTER TABLE ITEM ALTER COLUMN REMARK RENAME TO NOTE",
                "UPSERT ~ its column id is number(19,2) and would get number(19,0) ~ ALTER TABLE ITEM ALTER COLUMN ID NUMERIC(19,2) ~ ALTER TABLE ITEM ALTER COLUMN ID NUMERIC(19,0)",
                "APPEND ~ it is gone ~ ALTER TABLE ITEM RENAME TO ELSEWHERE ~ ALTER TABLE ELSEWHERE RENAME TO ITEM"
            })
    void rowsAreNotAddedToATableThatWasChanged(
            LoadMode mode, String told, String meddling, String back) {
        try (Store store = open()) {
            StoredTable table = loaded(store, mode, ALL);
            meddle(meddling);
            assertThatThrownBy(() -> behindTheRows(store, table))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.TARGET))
                    .hasMessageContaining("Cannot add the rows to public.item")
                    .hasMessageContaining(told)
                    .hasMessageContaining("put the table back as it was");
            assertThat(rows("drover_new_item")).as("rows that wait").hasSize(4);
            meddle(back);
            assertThat(rows("item")).as("nothing was added").hasSize(4);
            behindTheRows(store, table);
            assertThat(rows("item")).hasSize(8).containsAll(NEW);
        }
    }

    /** While batches come: only the search for keys in the table looks at it. */
    @Test
    void batchForATableThatIsGoneIsToldSo() {
        try (Store store = open()) {
            StoredTable table = loaded(store, LoadMode.APPEND, List.of(0, 1));
            meddle("ALTER TABLE ITEM RENAME TO ELSEWHERE");
            assertThatThrownBy(() -> load(store, table, numbered(6, 2), List.of(2, 3)))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining(
                            "Cannot add the rows to public.item: somebody changed it since the load began: it is gone");
            meddle("ALTER TABLE ELSEWHERE RENAME TO ITEM");
            load(store, table, numbered(6, 2), List.of(2, 3));
            behindTheRows(store, table);
            assertThat(rows("item")).hasSize(8).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "swap ~ it has no column note ~ ALTER TABLE DROVER_NEW_ITEM DROP COLUMN NOTE",
                "swap ~ its column id is number(19,2) and would get number(19,0) ~ ALTER TABLE DROVER_NEW_ITEM ALTER COLUMN ID NUMERIC(19,2)",
                "swap ~ it has a column more ~ ALTER TABLE DROVER_NEW_ITEM ADD MORE INT",
                "swap ~ its receipts tell of 4 rows and 3 wait for it ~ DELETE FROM DROVER_NEW_ITEM WHERE ID = 5",
                "swap ~ somebody dropped or replaced public.drover_new_item ~ DROP TABLE DROVER_NEW_ITEM",
                "batch ~ it has no column note ~ ALTER TABLE DROVER_NEW_ITEM DROP COLUMN NOTE",
                "batch ~ it is gone ~ DROP TABLE DROVER_NEW_ITEM"
            })
    void oldTableStandsWhereTheNewOneWasChanged(String when, String told, String meddling) {
        try (Store store = open()) {
            StoredTable table =
                    loaded(store, LoadMode.REPLACE, when.equals("swap") ? ALL : List.of(0, 1));
            meddle(meddling);
            assertThatThrownBy(
                            () -> {
                                if (when.equals("swap")) {
                                    behindTheRows(store, table);
                                } else {
                                    load(store, table, numbered(6, 2), List.of(2, 3));
                                }
                            })
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONSISTENCY))
                    .hasMessageContaining(told)
                    .hasMessageContaining("give `migrate --restart`");
            assertThat(rows("item")).isEqualTo(OLD);
            StoredTable again = table(store, "item", LoadMode.REPLACE, 3);
            begin(store, again);
            load(store, again, numbered(4, 4), ALL);
            behindTheRows(store, again);
            assertThat(rows("item")).isEqualTo(NEW);
        }
    }

    /** Dropped, or replaced by another one, which is kept. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "DROP TABLE ITEM ~ ",
                "DROP TABLE ITEM; CREATE TABLE ITEM (ID INT, NOTE VARCHAR, MUST INT NOT NULL); INSERT INTO ITEM VALUES (9, 'theirs', 1) ~ 9|theirs"
            })
    void newTableTakesThePlaceOfWhateverStandsThere(String meddling, String kept) {
        try (Store store = open()) {
            StoredTable table = loaded(store, LoadMode.REPLACE, ALL);
            meddle(meddling);
            behindTheRows(store, table);
            behindTheRows(store, table);
            assertThat(rows("item")).isEqualTo(NEW);
            assertThat(rows("drover_old_item")).isEqualTo(kept == null ? null : List.of(kept));
        }
    }
}
