package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalDigest;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is not compared, or not as it is, stands in the verdict. */
class TablePairIT {
    private static final LevelVerdict SCHEMA = new LevelVerdict(Level.SCHEMA, Verdict.EQUAL, "");

    @Test
    void aPairOfTypesWithoutACommonFormIsRefusedByName() {
        try (Pairs pairs = new Pairs()) {
            pairs.source.execute(
                    "CREATE TABLE t (id int, v int[])", "INSERT INTO t VALUES (1, '{2}')");
            pairs.target.execute("CREATE TABLE t (id int, v int)", "INSERT INTO t VALUES (1, 2)");

            TableVerdict verdict = pairs.compare("t", "id").verdict(SCHEMA);

            assertThat(verdict.verdict()).isEqualTo(Verdict.NOT_PROVEN);
            assertThat(verdict.equality()).isEqualTo(CanonicalDigest.EQUALITY);
            assertThat(verdict.levels())
                    .filteredOn(level -> level.level() == Level.DIGESTS)
                    .extracting(LevelVerdict::detail)
                    .first()
                    .asString()
                    .endsWith(
                            "not compared were columns whose types have no form in common: v (integer[] and integer)");
        }
    }

    @Test
    void conversionsAndColumnsOfOneSideAreNotes() {
        try (Pairs pairs = new Pairs()) {
            pairs.source.execute(
                    "CREATE TABLE t (id int, r real, gone text)",
                    "INSERT INTO t VALUES (1, 0.1, 'x')");
            pairs.target.execute(
                    "CREATE TABLE t (id bigint, r double precision, came text)",
                    "INSERT INTO t VALUES (1, 0.1, 'y')");

            TableVerdict verdict = pairs.compare("t", "id").verdict(SCHEMA);

            assertThat(verdict.verdict()).isEqualTo(Verdict.EQUAL);
            assertThat(verdict.notes())
                    .containsExactly(
                            "column r is compared as real read as double precision",
                            "not compared: columns of the source that the target lacks: gone",
                            "not compared: columns that the target has besides, or generates: came");
        }
    }

    @Test
    void aColumnThatTheSpecLeavesOutIsNotComparedAndSaid() {
        try (Pairs pairs = new Pairs()) {
            pairs.both(
                    "CREATE TABLE t (id int, v text, w text)",
                    "INSERT INTO t VALUES (1, 'a', 'b')");
            pairs.target.execute("UPDATE t SET v = 'z'");
            TablePair whole = pairs.pair("t", null, "id");

            TablePair without = whole.leavingOut(Set.of("v"));
            assertThat(without.keyColumns()).isEqualTo(1);
            TableVerdict verdict = pairs.compare(List.of(without)).get(0).verdict(SCHEMA);
            assertThat(verdict.verdict()).isEqualTo(Verdict.EQUAL);
            assertThat(verdict.notes())
                    .containsExactly("not compared: columns that the spec leaves out: v");

            TablePair keyless = whole.leavingOut(Set.of("id"));
            assertThat(keyless.isKeyed()).isFalse();
            assertThat(pairs.compare(List.of(keyless)).get(0).verdict(SCHEMA).verdict())
                    .isEqualTo(Verdict.DIFFERENT);
        }
    }
}
