package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Difference.Kind;
import io.drover.spec.ReconcileSpec.DigestPlace;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketFilterIT {
    private static final ReconcileLimits LIMITS =
            new ReconcileLimits(64 << 20, 1 << 20, 1000, 10, DigestPlace.TASKS, 1 << 30);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i::int",
                "i - 500::bigint",
                "'key ' || i || 'ä'",
                "(i / 7.0)::numeric(12,4)",
                "md5(i::text)::uuid",
                "date '1999-01-01' + i",
                "timestamptz '1999-01-01' + i * interval '7 hours'",
                "timestamp '1999-01-01' + i * interval '1 us'"
            })
    void aServerSendsTheRowsOfTheBucketsThatDifferAndNoOthers(String key) {
        try (Pairs pairs = new Pairs()) {
            pairs.both(
                    "CREATE TABLE k AS SELECT %s AS id, NULL::int AS half, 'v' AS v FROM generate_series(1, 2000) i"
                            .formatted(key));
            pairs.target.execute("UPDATE k SET v = 'w' WHERE ctid = (SELECT min(ctid) FROM k)");

            assertThat(pairs.compare("k", "id", "half").rows(Kind.CHANGED)).isEqualTo(1);
            assertThat(pairs.differences).hasSize(1);
            assertThat(sent(pairs, pairs.pair("k", null, "id", "half"), 3)).isBetween(1L, 400L);
        }
    }

    @Test
    void whereTheKeyHasNoHashInSqlAllRowsAreSent() {
        try (Pairs pairs = new Pairs()) {
            pairs.both("CREATE TABLE k AS SELECT i::float8 AS id FROM generate_series(1, 2000) i");
            assertThat(sent(pairs, pairs.pair("k", null, "id"), 3)).isEqualTo(2000);
            assertThat(sent(pairs, pairs.pair("k", null), 3)).isEqualTo(2000);
        }
    }

    /** How many rows of the target are asked for where one bucket of sixteen differs. */
    private static long sent(Pairs pairs, TablePair pair, int bucket) {
        BitSet differing = new BitSet();
        differing.set(bucket);
        PairComparison comparison =
                new PairComparison(
                        PairComparison.NOTHING.source(),
                        PairComparison.NOTHING.target(),
                        differing,
                        1,
                        0,
                        0,
                        0,
                        null,
                        Map.of());
        try (SnapshotHolder here =
                        SnapshotHolder.open(Side.SOURCE, pairs.source.endpoint(), "test");
                SnapshotHolder there =
                        SnapshotHolder.open(Side.TARGET, pairs.target.endpoint(), "test")) {
            List<ScanItem> items =
                    ScanItems.of(
                            List.of(pair),
                            SideRelations.read(Side.SOURCE, here.connection(), List.of(pair)),
                            SideRelations.read(Side.TARGET, there.connection(), List.of(pair)),
                            LIMITS);
            return new BucketFilter(ServerTrial.shipped(), here.connection(), there.connection())
                    .narrow(items, Map.of(0, comparison)).stream()
                            .filter(item -> item.side() == Side.TARGET)
                            .mapToLong(
                                    item ->
                                            Long.parseLong(
                                                    pairs.target
                                                            .value(
                                                                    "SELECT count(*) FROM k WHERE "
                                                                            + item.predicate())
                                                            .toString()))
                            .sum();
        }
    }
}
