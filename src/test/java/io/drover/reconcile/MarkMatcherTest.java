package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.jdbc.SqlFailures.Side;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MarkMatcherTest {
    private static final int KEYED = 1;
    private static final int KEYLESS = 2;

    private final List<byte[]> marks = new ArrayList<>();
    private int rows;

    @Test
    void equalRowsCancelOut() {
        source(KEYED, 7, 70);
        target(KEYED, 7, 70);
        assertThat(differences()).isEmpty();
    }

    @Test
    void oneKeyWithAnotherRowHasChanged() {
        source(KEYED, 7, 70);
        target(KEYED, 7, 71);
        assertThat(differences()).containsExactly("1 CHANGED x1 0/1");
    }

    @Test
    void aKeyOnOneSideOnlyIsMissingOrExtra() {
        source(KEYED, 7, 70);
        target(KEYED, 8, 70);
        assertThat(differences()).containsExactly("1 MISSING x1 0/-", "1 EXTRA x1 -/1");
    }

    @Test
    void aKeyThatTheTargetHasTwiceIsDuplicatedWhateverTheSecondRowHolds() {
        source(KEYED, 7, 70);
        target(KEYED, 7, 70);
        target(KEYED, 7, 70);
        target(KEYED, 7, 71);
        assertThat(differences()).containsExactly("1 DUPLICATED x1 0/1", "1 DUPLICATED x1 0/3");
    }

    @Test
    void aChangedRowThatIsThereTwiceIsChangedOnceAndDuplicatedOnce() {
        source(KEYED, 7, 70);
        target(KEYED, 7, 71);
        target(KEYED, 7, 71);
        assertThat(differences()).containsExactly("1 CHANGED x1 0/1", "1 DUPLICATED x1 0/1");
    }

    @Test
    void withoutAKeyCopiesAreCounted() {
        source(KEYLESS, 70, 70);
        source(KEYLESS, 70, 70);
        source(KEYLESS, 70, 70);
        target(KEYLESS, 70, 70);
        source(KEYLESS, 71, 71);
        target(KEYLESS, 71, 71);
        target(KEYLESS, 71, 71);
        target(KEYLESS, 72, 72);
        assertThat(differences())
                .containsExactly("2 MISSING x2 0/-", "2 DUPLICATED x1 4/5", "2 EXTRA x1 -/7");
    }

    @Test
    void pairsDoNotMeet() {
        source(KEYED, 7, 70);
        target(KEYLESS, 7, 70);
        assertThat(differences()).containsExactly("1 MISSING x1 0/-", "2 EXTRA x1 -/1");
    }

    @Test
    void manyRowsUnderOneKeyAreAllCounted() {
        for (int row = 0; row < 5000; row++) {
            source(KEYED, 7, row);
        }
        assertThat(differences()).hasSize(5000).allMatch(found -> found.startsWith("1 MISSING x1"));
    }

    @Test
    void marksKeepWhatTheyAreMadeOf() {
        RowMark mark = new RowMark(3, -1, 2, 3, -4, Side.TARGET, new Place(65535, -2, 40000));
        assertThat(RowMark.of(mark.toBytes())).isEqualTo(mark);
    }

    private void source(int pair, long key, long digest) {
        add(pair, key, digest, Side.SOURCE);
    }

    private void target(int pair, long key, long digest) {
        add(pair, key, digest, Side.TARGET);
    }

    private void add(int pair, long key, long digest, Side side) {
        marks.add(new RowMark(pair, key, 0, digest, 0, side, new Place(0, rows++, 1)).toBytes());
    }

    private List<String> differences() {
        marks.sort(new RowMark.Order());
        Iterator<RowMark> sorted = marks.stream().map(RowMark::of).iterator();
        List<String> found = new ArrayList<>();
        new MarkMatcher(sorted, Set.of(KEYED)).forEachRemaining(next -> found.add(text(next)));
        return found;
    }

    private static String text(FoundDifference found) {
        return "%d %s x%d %s/%s"
                .formatted(
                        found.pair(),
                        found.kind(),
                        found.copies(),
                        found.source() == null ? "-" : found.source().block(),
                        found.target() == null ? "-" : found.target().block());
    }
}
