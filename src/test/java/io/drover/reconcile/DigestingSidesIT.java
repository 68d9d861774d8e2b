package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.engine.BucketDigest;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.Verdict;
import io.drover.spec.ReconcileSpec.DigestPlace;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DigestingSidesIT {
    private static final String TABLE =
            "CREATE TABLE t (a int PRIMARY KEY, b text, c numeric(12,2))";
    private static final String ROWS =
            "INSERT INTO t SELECT n, 'row ' || n, n * 1.10 FROM generate_series(1, 2000) n";

    static Stream<Set<Side>> engines() {
        return Stream.of(
                Set.of(Side.SOURCE), Set.of(Side.TARGET), Set.of(Side.SOURCE, Side.TARGET));
    }

    @ParameterizedTest
    @MethodSource("engines")
    void digestsOfAServerAreThoseOfTheWire(Set<Side> engines) {
        try (Pairs pairs = new Pairs()) {
            pairs.both(TABLE, ROWS);
            String wire =
                    pairs.digest(DigestPlace.TASKS).compare("t", "a").comparison().source().hex();

            PairOutcome outcome =
                    pairs.engines(engines)
                            .by(DigestingTexts.of(digest -> digest))
                            .digest(DigestPlace.SERVER)
                            .compare("t", "a");

            assertThat(outcome.computed()).contains("by the server of texts");
            assertThat(outcome.comparison().source().hex()).isEqualTo(wire);
            assertThat(outcome.comparison().target().hex()).isEqualTo(wire);
            assertThat(outcome.comparison().source().rows()).isEqualTo(2000);
            assertThat(verdict(outcome)).isEqualTo(Verdict.EQUAL);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void whatDiffersIsNamedByItsKey(Set<Side> engines) {
        try (Pairs pairs =
                new Pairs()
                        .engines(engines)
                        .by(DigestingTexts.of(digest -> digest))
                        .digest(DigestPlace.SERVER)) {
            pairs.both(TABLE, ROWS);
            pairs.target.execute(
                    "DELETE FROM t WHERE a = 7",
                    "INSERT INTO t VALUES (5000, 'new', 1)",
                    "UPDATE t SET b = b || ' ' WHERE a = 11");

            PairOutcome outcome = pairs.compare("t", "a");

            assertThat(pairs.found())
                    .containsExactlyInAnyOrder(
                            "MISSING {a=7} [] x1", "EXTRA {a=5000} [] x1", "CHANGED {a=11} [b] x1");
            assertThat(outcome.computed()).contains("by the server of texts");
            assertThat(verdict(outcome)).isEqualTo(Verdict.DIFFERENT);
        }
    }

    @Test
    void rowsWithoutAKeyAreAMultiset() {
        try (Pairs pairs =
                new Pairs()
                        .engines(Set.of(Side.SOURCE))
                        .by(DigestingTexts.of(digest -> digest))
                        .digest(DigestPlace.SERVER)) {
            pairs.both("CREATE TABLE t (a int, b text)", "INSERT INTO t VALUES (1, 'x'), (1, 'x')");
            pairs.target.execute("INSERT INTO t VALUES (1, 'x')");

            pairs.compare("t");

            assertThat(pairs.found()).containsExactly("DUPLICATED {a=1, b=x} [] x1");
        }
    }

    @Test
    void aServerThatFailedItsTrialDigestsNothing() {
        tasksReadIt(
                DigestingTexts.refusing("the server's form of 1 is 2"),
                "the server's form of 1 is 2");
    }

    @Test
    void aServerThatFailsOnTheWayDigestsNothing() {
        tasksReadIt(
                DigestingTexts.of(
                        digest -> {
                            throw new IllegalStateException("the server has no memory");
                        }),
                "the server has no memory");
    }

    @Test
    void rowsWithoutADigestAreReadByTasks() {
        tasksReadIt(
                DigestingTexts.of(
                        digest ->
                                new BucketDigest(
                                        digest.bucket(),
                                        1,
                                        0,
                                        0,
                                        Long.remainderUnsigned(digest.low(), 2))),
                "the server has no form of ");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void digestsThatNoRowExplainsAreNotBelieved(Set<Side> engines) {
        try (Pairs pairs =
                new Pairs()
                        .engines(engines)
                        .by(
                                DigestingTexts.of(
                                        digest ->
                                                new BucketDigest(
                                                        digest.bucket(),
                                                        1,
                                                        digest.high(),
                                                        // Each side is wrong in its own way.
                                                        digest.low() + System.nanoTime(),
                                                        0)))
                        .digest(DigestPlace.SERVER)) {
            pairs.both(TABLE, ROWS);

            PairOutcome outcome = pairs.compare("t", "a");

            assertThat(outcome.computed())
                    .contains("the auditor of texts reads (read again: digests that a server made");
            assertThat(verdict(outcome)).isEqualTo(Verdict.EQUAL);
        }
    }

    @Test
    void byTasksWhereTheSpecSaysSo() {
        try (Pairs pairs =
                new Pairs()
                        .engines(Set.of(Side.TARGET))
                        .by(DigestingTexts.of(digest -> digest))
                        .digest(DigestPlace.TASKS)) {
            pairs.both(TABLE, ROWS);

            assertThat(pairs.compare("t", "a").computed())
                    .endsWith("the auditor of texts reads (reconcile.digest is tasks)");
        }
    }

    @Test
    void whereIsMeasuredOfAFirstChunk() {
        try (Pairs pairs =
                new Pairs().engines(Set.of(Side.SOURCE)).by(DigestingTexts.of(digest -> digest))) {
            pairs.both(TABLE, ROWS);

            assertThat(pairs.compare("t", "a").computed())
                    .startsWith(
                            "source: in Spark tasks, of what the auditor of texts reads (not measured: all tables have less than 256 MiB)");

            PairOutcome measured = pairs.digest(DigestPlace.AUTO).compare("t", "a");

            assertThat(measured.computed())
                    .containsPattern(
                            "source: (by the server of texts|in Spark tasks, of what the auditor of texts reads)"
                                    + " \\(measured \\d+\\.\\d us a row against \\d+\\.\\d us over the wire,"
                                    + " wall time of one session over 2 rows of public\\.t\\)");
            assertThat(verdict(measured)).isEqualTo(Verdict.EQUAL);
        }
    }

    @Test
    void aServerThatIsWrongInTheSampleDigestsNothing() {
        try (Pairs pairs =
                new Pairs()
                        .engines(Set.of(Side.TARGET))
                        .by(
                                DigestingTexts.of(
                                        digest ->
                                                new BucketDigest(
                                                        digest.bucket(),
                                                        1,
                                                        digest.high(),
                                                        digest.low() + 1,
                                                        0)))
                        .digest(DigestPlace.AUTO)) {
            pairs.both(TABLE, ROWS);

            PairOutcome outcome = pairs.compare("t", "a");

            assertThat(outcome.computed())
                    .endsWith(
                            "the auditor of texts reads (the server's digests of 2 rows of public.t are not those of the tasks)");
            assertThat(verdict(outcome)).isEqualTo(Verdict.EQUAL);
        }
    }

    private static void tasksReadIt(DigestingTexts engine, String reason) {
        try (Pairs pairs =
                new Pairs().engines(Set.of(Side.SOURCE)).by(engine).digest(DigestPlace.SERVER)) {
            pairs.both(TABLE, ROWS);

            PairOutcome outcome = pairs.compare("t", "a");

            assertThat(outcome.computed())
                    .startsWith(
                            "source: in Spark tasks, of what the auditor of texts reads ("
                                    + reason);
            assertThat(verdict(outcome)).isEqualTo(Verdict.EQUAL);

            pairs.target.execute("UPDATE t SET c = 0 WHERE a = 3");
            assertThat(verdict(pairs.compare("t", "a"))).isEqualTo(Verdict.DIFFERENT);
            assertThat(pairs.found()).containsExactly("CHANGED {a=3} [c] x1");
        }
    }

    private static Verdict verdict(PairOutcome outcome) {
        return outcome.verdict(new LevelVerdict(Level.SCHEMA, Verdict.EQUAL, "")).verdict();
    }
}
