package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import java.util.List;
import org.junit.jupiter.api.Test;

class BucketScanIT {
    private static final String ORDERS =
            "CREATE TABLE orders (id bigint PRIMARY KEY, name text, amount numeric(12,2),"
                    + " at timestamptz)";
    private static final String ROWS =
            "INSERT INTO orders SELECT i, 'name ' || i, i / 7.0,"
                    + " '2024-01-01'::timestamptz + i * interval '1 hour'"
                    + " FROM generate_series(1, 20000) AS i";

    @Test
    void equalTablesAreEqualHoweverTheyLieAndAreCut() {
        try (Pairs pairs = new Pairs().taskBytes(256 << 10)) {
            pairs.both(ORDERS);
            pairs.source.execute(ROWS);
            pairs.target.execute(
                    ROWS + " ORDER BY i % 97, i DESC", "DELETE FROM orders WHERE id % 3 = 0");
            pairs.target.execute(ROWS + " WHERE i % 3 = 0");

            PairOutcome outcome = pairs.compare("orders", "id");

            assertThat(outcome.comparison().failure()).isNull();
            assertThat(outcome.comparison().source().rows()).isEqualTo(20000);
            assertThat(outcome.comparison().target()).isEqualTo(outcome.comparison().source());
            assertThat(outcome.comparison().differing().isEmpty()).isTrue();
        }
    }

    @Test
    void oneChangedValueMakesOneBucketDiffer() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(ORDERS, ROWS);
            pairs.target.execute("UPDATE orders SET name = name || ' ' WHERE id = 777");

            PairComparison comparison = pairs.compare("orders", "id").comparison();

            assertThat(comparison.differing().cardinality()).isEqualTo(1);
            assertThat(comparison.source().rows()).isEqualTo(comparison.target().rows());
            assertThat(comparison.source()).isNotEqualTo(comparison.target());
        }
    }

    @Test
    void aTableThatCannotBeReadSaysWhyAndTheOthersGoOn() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(ORDERS, ROWS);
            var readable = pairs.pair("orders", null, "id");
            var broken = pairs.pair("orders", "1 / (id - 10) > -1000", "id");

            var outcomes = pairs.compare(List.of(broken, readable));

            assertThat(outcomes.get(0).comparison().failure())
                    .contains("source public.orders")
                    .contains("division by zero");
            assertThat(outcomes.get(1).comparison().failure()).isNull();
            assertThat(outcomes.get(1).comparison().source().rows()).isEqualTo(20000);
        }
    }

    @Test
    void aFieldThatNoTaskCouldHoldIsToldBeforeItIsRead() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(
                    "CREATE TABLE wide (id int, v bytea, w text)",
                    "ALTER TABLE wide ALTER v SET STORAGE EXTERNAL",
                    "INSERT INTO wide VALUES (1, 'a', 'b'), (2, convert_to(repeat('x', 1000000), 'UTF8'), repeat('y', 3000000))");

            PairComparison comparison = pairs.compare("wide", "id").comparison();

            // The limit of these tests is 1 MiB; w is compressed to less.
            assertThat(comparison.failure())
                    .contains("public.wide")
                    .contains("column w has 3000000 bytes in the row at (0,2)")
                    .contains("transfer.max-field-bytes is 1048576");
        }
    }

    @Test
    void nobodyCanTruncateWhatIsBeingCompared() throws Exception {
        try (Pairs pairs = new Pairs()) {
            pairs.both(ORDERS, ROWS);
            try (SnapshotHolder holder =
                    SnapshotHolder.open(Side.SOURCE, pairs.source.endpoint(), "test")) {
                var all = List.of(pairs.pair("orders", null, "id"));
                TableLocks.hold(
                        Side.SOURCE,
                        holder.connection(),
                        SideRelations.read(Side.SOURCE, holder.connection(), all));

                assertThatThrownBy(
                                () ->
                                        pairs.source.execute(
                                                "SET lock_timeout = '50ms'; TRUNCATE orders"))
                        .hasRootCauseMessage("ERROR: canceling statement due to lock timeout");
                assertThat(holder.alive()).isTrue();
            }
        }
    }
}
