package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.load.Checkpoint;
import io.drover.reconcile.DifferenceSink;
import io.drover.testing.TestSpark;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A table that is read again from its start takes no other table's rows with it, nor leaves any.
 */
class SharedStagingIT {
    private static final String SMALL_CHUNKS =
            "chunking { target-bytes = 256KiB, small-table-bytes = 64KiB }";

    private Trial trial;

    @BeforeEach
    void open() {
        trial = new Trial("shared");
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void partitionsThatGoIntoOneStandingTableAreReadAgainTogether() {
        trial.source.execute(
                "CREATE TABLE p (id int, half int, note text) PARTITION BY LIST (half)",
                "CREATE TABLE p_0 PARTITION OF p FOR VALUES IN (0)",
                "CREATE TABLE p_1 PARTITION OF p FOR VALUES IN (1)",
                "INSERT INTO p SELECT g, g % 2, repeat('x', 60) FROM generate_series(1, 30000) g");
        trial.target.execute("CREATE TABLE p (id int, half int, note text)");
        String[] spec = {"schema = existing", SMALL_CHUNKS};
        fail(2, spec);
        trial.source.execute("UPDATE p_0 SET note = 'changed' WHERE id = 2");
        trial.migrate(spec);
        assertThat(trial.target.value("SELECT count(*) || ' ' || count(DISTINCT id) FROM p"))
                .isEqualTo("30000 30000");
        ReconcileTables.Result proof =
                new ReconcileTables(
                                trial.spec(spec),
                                TestSpark::session,
                                DifferenceSink.NONE,
                                Progress.SILENT,
                                Clock.systemUTC(),
                                Set.of())
                        .run();
        assertThat(proof.tables()).hasSize(1);
        assertThat(proof.tables().get(0).targetDigest().rows()).isEqualTo(30000);
        assertThat(proof.tables().get(0).targetDigest())
                .isEqualTo(proof.tables().get(0).sourceDigest());
        assertThat(trial.target.value("SELECT note FROM p WHERE id = 2")).isEqualTo("changed");
    }

    @Test
    void aParentThatIsReadAgainLeavesTheRowsOfWhatInheritsFromIt() {
        trial.source.execute(
                "CREATE TABLE a (id int, note text)",
                "CREATE TABLE b (more int) INHERITS (a)",
                "INSERT INTO a SELECT g, repeat('x', 60) FROM generate_series(1, 15000) g",
                "INSERT INTO b SELECT g, repeat('y', 60), g FROM generate_series(1, 200) g");
        fail(2, SMALL_CHUNKS);
        trial.source.execute("UPDATE ONLY a SET note = 'changed' WHERE id = 1");
        trial.migrate(SMALL_CHUNKS);
        assertThat(trial.target.value("SELECT count(*) FROM ONLY a")).isEqualTo("15000");
        assertThat(trial.target.value("SELECT count(*) FROM b")).isEqualTo("200");
    }

    private void fail(int chunk, String... spec) {
        Checkpoint planted =
                (point, table, number) -> {
                    if (point == Checkpoint.Point.COPIED && number == chunk) {
                        throw new IllegalStateException("planted");
                    }
                };
        assertThatThrownBy(() -> trial.migrate(planted, spec)).hasMessageContaining("planted");
    }
}
