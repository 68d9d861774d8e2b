package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.RowForm;
import io.drover.jdbc.SqlFailures.Side;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
    void rowsUnderOneKeyThatAreTooLargeToHoldAreAllCounted() {
        for (int row = 0; row < 100; row++) {
            add(KEYED, 7, row, Side.SOURCE, 1 << 20);
        }
        target(KEYED, 7, 200);
        assertThat(differences())
                .hasSize(100)
                .filteredOn(found -> found.startsWith("1 MISSING x1"))
                .hasSize(99);
    }

    @Test
    void keysThatSeveralRowsHaveAreCountedForEachSide() {
        source(KEYED, 7, 70);
        target(KEYED, 7, 70);
        target(KEYED, 7, 70);
        source(KEYED, 8, 80);
        source(KEYED, 8, 81);
        target(KEYED, 9, 90);
        target(KEYED, 9, 90);
        source(KEYLESS, 9, 90);
        source(KEYLESS, 9, 90);
        MarkMatcher matcher = matcher();
        matcher.forEachRemaining(next -> {});
        assertThat(matcher.repeated()).containsOnlyKeys(KEYED);
        assertThat(matcher.repeated().get(KEYED).source()).isEqualTo(1);
        assertThat(matcher.repeated().get(KEYED).target()).isEqualTo(2);
        assertThat(matcher.seen()).containsOnly(Map.entry(KEYED, 7L), Map.entry(KEYLESS, 2L));
    }

    @Test
    void marksKeepWhatTheyAreMadeOf() {
        RowForm form = new RowForm(1);
        form.begin(25);
        form.appendByte('x');
        form.end();
        RowMark mark = RowMark.of(RowMark.bytes(3, -1, 2, 3, -4, Side.TARGET, form));
        assertThat(mark).isEqualTo(new RowMark(3, -1, 2, 3, -4, Side.TARGET, mark.bytes()));
        RowForm read = new RowForm(1);
        mark.load(read);
        assertThat(read.toBytes()).isEqualTo(form.toBytes());
    }

    private void source(int pair, long key, long digest) {
        add(pair, key, digest, Side.SOURCE);
    }

    private void target(int pair, long key, long digest) {
        add(pair, key, digest, Side.TARGET);
    }

    private void add(int pair, long key, long digest, Side side) {
        add(pair, key, digest, side, 1);
    }

    private void add(int pair, long key, long digest, Side side, int bytes) {
        RowForm form = new RowForm(1);
        form.begin(17);
        form.appendInt(rows++);
        form.append(new byte[bytes], 0, bytes);
        form.end();
        marks.add(RowMark.bytes(pair, key, 0, digest, 0, side, form));
    }

    private List<String> differences() {
        List<String> found = new ArrayList<>();
        matcher().forEachRemaining(next -> found.add(text(next)));
        return found;
    }

    private MarkMatcher matcher() {
        marks.sort(new RowMark.Order());
        Iterator<RowMark> sorted = marks.stream().map(RowMark::of).iterator();
        return new MarkMatcher(sorted, Set.of(KEYED));
    }

    private static String text(FoundDifference found) {
        return "%d %s x%d %s/%s"
                .formatted(
                        found.pair(),
                        found.kind(),
                        found.copies(),
                        row(found.source()),
                        row(found.target()));
    }

    private static Object row(RowMark mark) {
        if (mark == null) {
            return "-";
        }
        RowForm form = new RowForm(1);
        mark.load(form);
        return ByteBuffer.wrap(form.bytes()).getInt(form.payloadAt(0));
    }
}
