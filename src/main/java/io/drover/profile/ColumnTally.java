package io.drover.profile;

import io.drover.model.Nullable;
import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.Trouble;
import java.io.Serializable;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.apache.datasketches.memory.XxHash;

/**
 * All that is counted of one column, in one pass and in memory that does not depend on the rows.
 *
 * <p>Values are added, then the tally is sealed, then it may be merged with other sealed ones.
 * Order: none matters; the same rows in any cut give the same figures.
 */
final class ColumnTally implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int EXAMPLES = 3;
    private static final long SEED = 0;

    /** A look-up that finds one value in so many is not worth its time. */
    private static final int WORTHWHILE = 8;

    private static final int TRIED = 20_000;
    private static final int EXAMPLE_BYTES = 4 * ColumnProfile.SHOWN_CHARACTERS;

    private final ValueFamily family;
    private final @Nullable Limit limit;
    private final Map<Trouble.Kind, FirstExamples> troubles = new EnumMap<>(Trouble.Kind.class);
    private final DistinctSketch distinct = new DistinctSketch();
    private final LengthTally characters = new LengthTally();
    private final LengthTally bytes = new LengthTally();
    private final Bounds bounds = new Bounds();
    private final @Nullable Extremes least;
    private final @Nullable Extremes greatest;
    private long values;
    private long nulls;
    private long empty;
    private long blank;

    /** Null once values have been left out and their look-up does not pay. */
    private @Nullable KnownValues known = new KnownValues();

    private boolean knowsAll = true;
    private transient long found;
    private transient long missed;

    ColumnTally(ProfiledColumn column) {
        this.family = column.family();
        this.limit = column.limit();
        boolean numbers = family == ValueFamily.NUMBER;
        this.least = numbers ? Extremes.least() : null;
        this.greatest = numbers ? Extremes.greatest() : null;
    }

    /** Counts a row without a value; true where the target refuses it. */
    boolean addNull() {
        nulls++;
        return limit != null && limit.notNull();
    }

    /** Counts a value; true where the target could not hold it. */
    boolean add(byte[] array, int from, int to, long place) {
        values++;
        int end = family == ValueFamily.PADDED ? withoutPadding(array, from, to) : to;
        long hash = XxHash.hashByteArr(array, from, end - from, SEED);
        if (known == null) {
            distinct.add(hash);
            return examine(array, from, end, 1, place);
        }
        int entry = known.find(hash, array, from, end);
        if (entry != KnownValues.ABSENT) {
            found++;
            known.count(entry, 1, place);
            return known.isUnfit(entry);
        }
        distinct.add(hash);
        if (!known.isFull() && end - from <= KnownValues.MOST_BYTES) {
            int made = known.insert(hash, Arrays.copyOfRange(array, from, end), 1, place);
            boolean unfit = breaksLimit(array, from, end);
            if (unfit) {
                known.markUnfit(made);
            }
            return unfit;
        }
        knowsAll = false;
        missed++;
        if (missed >= TRIED && found < missed / WORTHWHILE) {
            settleKnown();
            known = null;
        }
        return examine(array, from, end, 1, place);
    }

    /** Ends the adding. */
    void seal() {
        settleKnown();
        if (!knowsAll) {
            known = null;
        }
    }

    private void settleKnown() {
        if (known == null) {
            return;
        }
        for (int entry = 0; entry < known.size(); entry++) {
            byte[] value = known.value(entry);
            examine(value, 0, value.length, known.count(entry), known.place(entry));
        }
    }

    /** What the sample keeps of a value. */
    byte[] sampled(TextFields fields, int field) {
        byte[] array = fields.array(field);
        int from = fields.from(field);
        int to = fields.to(field);
        int end = family == ValueFamily.PADDED ? withoutPadding(array, from, to) : to;
        return Bytes.copy(array, from, end, RowSample.VALUE_BYTES);
    }

    private static int withoutPadding(byte[] array, int from, int to) {
        int end = to;
        while (end > from && array[end - 1] == ' ') {
            end--;
        }
        return end;
    }

    private boolean breaksLimit(byte[] array, int from, int to) {
        return limit != null && limit.refuses(array, from, to);
    }

    /** Looks at a value that occurs so many times; its hash has been counted. */
    private boolean examine(byte[] array, int from, int to, long count, long place) {
        switch (family) {
            case NUMBER -> examineNumber(array, from, to, count, place);
            case MOMENT -> examineMoment(array, from, to, count, place);
                // "\\x", and two hexadecimal digits a byte.
            case BINARY -> bytes.add((to - from - 2L) / 2, count);
            case TEXT, PADDED, CODE, BOOLEAN, OTHER -> examineText(array, from, to, count, place);
        }
        return breaksLimit(array, from, to);
    }

    private void examineNumber(byte[] array, int from, int to, long count, long place) {
        characters.add(to - from, count);
        bytes.add(to - from, count);
        double value = DecimalText.parse(array, from, to);
        if (Double.isFinite(value)) {
            bounds.offer(value, array, from, to);
            least.offer(value, count);
            greatest.offer(value, count);
        } else {
            trouble(Trouble.Kind.NOT_A_NUMBER, array, from, to, count, place);
        }
    }

    private void examineMoment(byte[] array, int from, int to, long count, long place) {
        characters.add(to - from, count);
        bytes.add(to - from, count);
        long year = MomentText.year(array, from, to);
        bounds.offer((double) year, array, from, to);
        if (year == MomentText.INFINITY || year == MomentText.MINUS_INFINITY) {
            trouble(Trouble.Kind.DATE_INFINITE, array, from, to, count, place);
        } else if (MomentText.isSentinel(array, from, to)) {
            trouble(Trouble.Kind.DATE_SENTINEL, array, from, to, count, place);
        } else if (year < 1900 || year > 2100) {
            trouble(Trouble.Kind.DATE_OUT_OF_RANGE, array, from, to, count, place);
        }
    }

    private void examineText(byte[] array, int from, int to, long count, long place) {
        int seen = 0;
        int continuations = 0;
        for (int position = from; position < to; position++) {
            byte next = array[position];
            seen |= TextClass.of(next);
            continuations += (next & 0xc0) == 0x80 ? 1 : 0;
        }
        long length = (long) to - from - continuations;
        characters.add(length, count);
        bytes.add(to - from, count);
        if (family.hasOrder()) {
            bounds.offer(0, array, from, to);
        }
        if (family.isText()) {
            examineEnds(array, from, to, count, place, seen);
        }
        if (family.holdsCharacters() && (seen & (TextClass.CONTROL | TextClass.HIGH)) != 0) {
            examineCharacters(array, from, to, count, place, seen);
        }
    }

    private void examineEnds(byte[] array, int from, int to, long count, long place, int seen) {
        if (from == to) {
            empty += count;
        } else if ((seen & ~TextClass.BLANK) == 0) {
            blank += count;
        } else if ((seen & TextClass.BLANK) != 0) {
            if (TextClass.isBlank(array[from])) {
                trouble(Trouble.Kind.LEADING_BLANK, array, from, to, count, place);
            }
            if (TextClass.isBlank(array[to - 1])) {
                trouble(Trouble.Kind.TRAILING_BLANK, array, from, to, count, place);
            }
        }
    }

    private void examineCharacters(
            byte[] array, int from, int to, long count, long place, int seen) {
        boolean control = (seen & TextClass.CONTROL) != 0;
        if ((seen & TextClass.HIGH) != 0) {
            int found = TextClass.beyondAscii(array, from, to);
            control |= (found & TextClass.C1_CONTROL) != 0;
            if ((found & TextClass.REPLACEMENT) != 0) {
                trouble(Trouble.Kind.REPLACEMENT_CHARACTER, array, from, to, count, place);
            }
            if ((found & TextClass.PERHAPS_MOJIBAKE) != 0
                    && Mojibake.isIn(Bytes.text(array, from, to))) {
                trouble(Trouble.Kind.MOJIBAKE, array, from, to, count, place);
            }
            if ((found & TextClass.PERHAPS_COMBINING) != 0
                    && !Normalizer.isNormalized(Bytes.text(array, from, to), Normalizer.Form.NFC)) {
                trouble(Trouble.Kind.NOT_NFC, array, from, to, count, place);
            }
        }
        if (control) {
            trouble(Trouble.Kind.CONTROL_CHARACTER, array, from, to, count, place);
        }
    }

    private void trouble(
            Trouble.Kind kind, byte[] array, int from, int to, long count, long place) {
        FirstExamples examples = troubles.computeIfAbsent(kind, any -> new FirstExamples(EXAMPLES));
        examples.count(count);
        if (examples.wants(place)) {
            examples.offer(place, Bytes.text(Bytes.copy(array, from, to, EXAMPLE_BYTES)));
        }
    }

    /** Takes the figures of another sealed tally of the same column. */
    void merge(ColumnTally other) {
        values += other.values;
        nulls += other.nulls;
        empty += other.empty;
        blank += other.blank;
        distinct.merge(other.distinct);
        characters.merge(other.characters);
        bytes.merge(other.bytes);
        bounds.merge(other.bounds);
        if (least != null) {
            least.merge(other.least);
            greatest.merge(other.greatest);
        }
        other.troubles.forEach(
                (kind, examples) ->
                        troubles.computeIfAbsent(kind, any -> new FirstExamples(EXAMPLES))
                                .merge(examples));
        mergeKnown(other);
    }

    private void mergeKnown(ColumnTally other) {
        knowsAll &= other.knowsAll;
        for (int entry = 0; knowsAll && entry < other.known.size(); entry++) {
            byte[] value = other.known.value(entry);
            long hash = other.known.hash(entry);
            int own = known.find(hash, value, 0, value.length);
            if (own != KnownValues.ABSENT) {
                known.count(own, other.known.count(entry), other.known.place(entry));
            } else if (known.isFull()) {
                knowsAll = false;
            } else {
                known.insert(hash, value, other.known.count(entry), other.known.place(entry));
            }
        }
        if (!knowsAll) {
            known = null;
        }
    }

    ValueFamily family() {
        return family;
    }

    long values() {
        return values;
    }

    long nulls() {
        return nulls;
    }

    long empty() {
        return empty;
    }

    long blank() {
        return blank;
    }

    DistinctSketch distinct() {
        return distinct;
    }

    LengthTally characters() {
        return characters;
    }

    LengthTally bytes() {
        return bytes;
    }

    Bounds bounds() {
        return bounds;
    }

    Extremes least() {
        return least;
    }

    Extremes greatest() {
        return greatest;
    }

    Map<Trouble.Kind, FirstExamples> troubles() {
        return troubles;
    }

    /** All different values with their counts, or null where there are too many. */
    @Nullable
    KnownValues everyValue() {
        return knowsAll ? known : null;
    }
}
