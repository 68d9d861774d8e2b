package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.job.migrate.LoadPart;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.run.Progress;
import io.drover.load.Checkpoint;
import io.drover.model.TableName;
import io.drover.testing.TestSpark;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartialLoadIT {
    private static final String CHUNKS =
            "chunking { target-bytes = 64KiB, small-table-bytes = 16KiB }";
    private static final TableName ORDERS = new TableName("public", "orders");
    private static final TableName ITEM = new TableName("public", "item");

    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("part");
        trial.source.execute(
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders SELECT g, repeat('x', 50) FROM generate_series(1, 10000) g",
                "CREATE TABLE item (id int PRIMARY KEY, order_id int REFERENCES orders)",
                "INSERT INTO item SELECT g, g FROM generate_series(1, 1000) g",
                "ANALYZE");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void aTableIsLoadedAloneAndNothingIsSwappedBeforeTheOthers() {
        MigrateTables.Result first = load(new LoadPart(List.of(ITEM), null));
        assertThat(first.outcome()).isEqualTo(MigrateTables.Outcome.PARTLY_LOADED);
        assertThat(first.loadedTables()).isEqualTo(1);
        assertThat(first.rows()).isEqualTo(1000);
        assertThat(standing()).isEqualTo("0");
        assertThat(trial.target.value("SELECT outcome || ' ' || message FROM drover.run"))
                .isEqualTo("DONE A part: 1 of 2 tables are loaded, nothing is swapped.");

        MigrateTables.Result last = load(new LoadPart(List.of(ORDERS), null));
        assertThat(last.outcome()).isEqualTo(MigrateTables.Outcome.DONE);
        assertThat(last.rows()).isEqualTo(11000);
        assertThat(standing()).isEqualTo("2");
        assertThat(
                        trial.target.value(
                                "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = 'public.item'::regclass"))
                .isEqualTo("1");
    }

    @Test
    void aChunkIsLoadedOnceAndTheRestLater() {
        MigrateTables.Result one = load(new LoadPart(List.of(ORDERS), 2));
        assertThat(one.outcome()).isEqualTo(MigrateTables.Outcome.PARTLY_LOADED);
        assertThat(one.loadedTables()).isZero();
        assertThat(receipts()).isEqualTo("2");
        assertThat(load(new LoadPart(List.of(ORDERS), 2)).rows()).isEqualTo(one.rows());
        assertThat(receipts()).isEqualTo("2");

        assertThat(load(LoadPart.WHOLE).rows()).isEqualTo(11000);
        assertThat(trial.target.value("SELECT count(DISTINCT id) FROM orders")).isEqualTo("10000");
    }

    @Test
    void whatIsNotThereIsRefusedBeforeAnythingIsCreated() {
        assertThatThrownBy(() -> load(new LoadPart(List.of(ORDERS), 4711)))
                .hasMessageContaining("its chunks are 0 to ");
        assertThatThrownBy(() -> load(new LoadPart(List.of(new TableName("public", "no")), null)))
                .hasMessageContaining("has no such table");
        assertThat(trial.target.value("SELECT count(*) FROM drover.migration_load")).isEqualTo("0");
    }

    private MigrateTables.Result load(LoadPart part) {
        return new MigrateTables(
                        trial.spec(CHUNKS),
                        TestSpark::session,
                        Trial.facts("migrate"),
                        Progress.SILENT,
                        Checkpoint.NONE)
                .run(part);
    }

    private String receipts() {
        return trial.target.value(
                "SELECT string_agg(chunk_number::text, ' ' ORDER BY chunk_number) FROM drover.receipt");
    }

    private String standing() {
        return trial.target.value(
                "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'");
    }
}
