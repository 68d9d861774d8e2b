package io.drover.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.drover.model.SetDigest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Different rows have different forms, and sets of rows a digest that no order and cut changes. */
class InjectivityTest {
    private static final long SEED = 20240331;
    private static final int PAIRS = 1_000_000;

    /**
     * Types of columns: what a cell of a row holds is a value of Java that equals() tells apart.
     */
    private enum Kind {
        TEXT,
        BINARY,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        TEXTS
    }

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void aMillionPairsOfRowsThatDifferHaveFormsThatDiffer() {
        RowForm one = null;
        RowForm other = null;
        Kind[] kinds = {};
        int differing = 0;
        for (int pair = 0; differing < PAIRS; pair++) {
            if (pair % 1000 == 0) {
                kinds = kinds();
                one = new RowForm(kinds.length);
                other = new RowForm(kinds.length);
            }
            Object[] row = row(kinds);
            Object[] near = near(kinds, row);
            if (Arrays.deepEquals(row, near)) {
                continue;
            }
            differing++;
            write(kinds, row, one);
            write(kinds, near, other);
            if (Arrays.equals(one.bytes(), 0, one.length(), other.bytes(), 0, other.length())) {
                fail("%s and %s have one form", Arrays.asList(row), Arrays.asList(near));
            }
        }
        assertThat(differing).isEqualTo(PAIRS);
    }

    @Test
    void columnsOfAnotherCountOrTypeHaveFormsThatDiffer() {
        List<String> forms = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int columns = 1; columns < 4; columns++) {
                Kind[] kinds = new Kind[columns];
                Arrays.fill(kinds, kind);
                RowForm row = new RowForm(columns);
                write(kinds, new Object[columns], row);
                forms.add(Arrays.toString(row.toBytes()));
            }
        }
        assertThat(forms).doesNotHaveDuplicates();
    }

    @Test
    void aSetHasOneDigestInAnyOrderAndAnyCut() {
        Kind[] kinds = Kind.values();
        RowForm form = new RowForm(kinds.length);
        List<SetDigest> rows = new ArrayList<>();
        for (int row = 0; row < 2000; row++) {
            write(kinds, row(kinds), form);
            rows.add(digest(form));
        }
        SetDigest all = sum(rows);
        assertThat(all.rows()).isEqualTo(2000);
        for (int attempt = 0; attempt < 50; attempt++) {
            Collections.shuffle(rows, new java.util.Random(random.nextLong()));
            int cut = random.nextInt(rows.size());
            int next = cut + random.nextInt(rows.size() - cut);
            SetDigest parts =
                    sum(rows.subList(next, rows.size()))
                            .plus(sum(rows.subList(0, cut)))
                            .plus(sum(rows.subList(cut, next)));
            assertThat(parts).isEqualTo(all);
        }
        // A row that comes twice counts twice.
        assertThat(all.plus(rows.get(0))).isNotEqualTo(all);
        assertThat(all.plus(rows.get(0)).plus(rows.get(0))).isNotEqualTo(all);
        assertThat(sum(rows.subList(1, rows.size())).plus(rows.get(0))).isEqualTo(all);
    }

    private static SetDigest digest(RowForm form) {
        CanonicalDigest digest = new CanonicalDigest();
        digest.digest(form);
        SetDigestBuilder set = new SetDigestBuilder();
        set.add(digest);
        return set.toDigest();
    }

    private static SetDigest sum(List<SetDigest> rows) {
        SetDigestBuilder set = new SetDigestBuilder();
        rows.forEach(set::add);
        return set.toDigest();
    }

    private Kind[] kinds() {
        Kind[] kinds = new Kind[1 + random.nextInt(6)];
        // Neighbours of one type are where a border can be shifted.
        for (int column = 0; column < kinds.length; column++) {
            boolean same = column > 0 && random.nextBoolean();
            kinds[column] = same ? kinds[column - 1] : Kind.values()[random.nextInt(6)];
        }
        return kinds;
    }

    private Object[] row(Kind[] kinds) {
        Object[] row = new Object[kinds.length];
        Arrays.setAll(row, column -> value(kinds[column]));
        return row;
    }

    private Object value(Kind kind) {
        if (random.nextInt(8) == 0) {
            return null;
        }
        return switch (kind) {
            case TEXT -> text();
            case BINARY -> new Bytes(text());
            case INTEGER -> random.nextLong() >> random.nextInt(64);
            case DECIMAL ->
                    BigDecimal.valueOf(
                                    random.nextLong() >> random.nextInt(64), random.nextInt(25) - 4)
                            .stripTrailingZeros();
            case BOOLEAN -> random.nextBoolean();
            case TEXTS -> {
                List<String> texts = new ArrayList<>();
                for (int size = random.nextInt(4); size > 0; size--) {
                    texts.add(random.nextInt(6) == 0 ? null : text());
                }
                yield texts;
            }
        };
    }

    /** Bytes that a text is made of, as another value than the text. */
    private record Bytes(String text) {}

    /** Short, of few letters, and of what hashes of other tools take for a border or for NULL. */
    private String text() {
        String[] parts = {"a", "b", " ", "|", ",", "", "NULL", "\\N", "\u0000", "\u00e9", "1", "0"};
        StringBuilder text = new StringBuilder();
        for (int part = random.nextInt(5); part > 0; part--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    /** A row that differs little: what a weak form would not see. */
    private Object[] near(Kind[] kinds, Object[] row) {
        Object[] near = row.clone();
        int column = random.nextInt(row.length);
        int next = (column + 1) % row.length;
        switch (random.nextInt(6)) {
            case 0 -> near[column] = value(kinds[column]);
            case 1 -> near[column] = near[column] == null ? empty(kinds[column]) : null;
            case 2 -> {
                if (kinds[column] == kinds[next]) {
                    near[column] = row[next];
                    near[next] = row[column];
                }
            }
            case 3 -> shiftBorder(kinds, near, column, next);
            case 4 -> near[column] = touched(near[column]);
            default -> Arrays.setAll(near, each -> value(kinds[each]));
        }
        return near;
    }

    private static Object empty(Kind kind) {
        return switch (kind) {
            case TEXT -> "";
            case BINARY -> new Bytes("");
            case INTEGER -> 0L;
            case DECIMAL -> BigDecimal.ZERO;
            case BOOLEAN -> false;
            case TEXTS -> List.of();
        };
    }

    /** Moves the last character or digit of a column to the beginning of the next one. */
    private static void shiftBorder(Kind[] kinds, Object[] near, int column, int next) {
        if (kinds[column] != kinds[next] || near[column] == null || near[next] == null) {
            return;
        }
        if (kinds[column] == Kind.TEXT && !((String) near[column]).isEmpty()) {
            String text = (String) near[column];
            near[next] = text.substring(text.length() - 1) + near[next];
            near[column] = text.substring(0, text.length() - 1);
        } else if (kinds[column] == Kind.INTEGER && (long) near[next] > 0) {
            long digit = Math.abs((long) near[column] % 10);
            near[column] = (long) near[column] / 10;
            near[next] = Long.parseUnsignedLong(digit + "" + (long) near[next] % 1_000_000_000);
        } else if (kinds[column] == Kind.TEXTS) {
            List<String> all = texts(near[column]);
            List<String> others = texts(near[next]);
            if (!all.isEmpty()) {
                others.add(0, all.remove(all.size() - 1));
            }
            near[column] = all;
            near[next] = others;
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> texts(Object cell) {
        return new ArrayList<>((List<String>) cell);
    }

    /** The least that can change in a value. */
    private Object touched(Object value) {
        if (value instanceof String text) {
            return random.nextBoolean() ? text + " " : text + "\u0000";
        }
        if (value instanceof Long number) {
            return number ^ (1L << random.nextInt(64));
        }
        if (value instanceof BigDecimal number) {
            return (random.nextBoolean() ? number.negate() : number.scaleByPowerOfTen(1))
                    .stripTrailingZeros();
        }
        if (value instanceof List<?> list && !list.isEmpty()) {
            List<String> texts = texts(list);
            String first = texts.get(0);
            texts.set(0, first == null ? "" : first.isEmpty() ? null : first.substring(1));
            return texts;
        }
        return value;
    }

    private static void write(Kind[] kinds, Object[] row, RowForm to) {
        to.clear();
        CanonicalValues values = new CanonicalValues(to);
        for (int column = 0; column < kinds.length; column++) {
            Object cell = row[column];
            switch (kinds[column]) {
                case TEXT -> {
                    if (cell == null) {
                        values.addNull(CanonicalType.TEXT);
                    } else {
                        values.addText((String) cell);
                    }
                }
                case BINARY -> {
                    if (cell == null) {
                        values.addNull(CanonicalType.BINARY);
                    } else {
                        values.addBinary(bytes(((Bytes) cell).text()));
                    }
                }
                case INTEGER -> {
                    if (cell == null) {
                        values.addNull(CanonicalType.INTEGER);
                    } else {
                        values.addInteger((Long) cell);
                    }
                }
                case DECIMAL -> {
                    if (cell == null) {
                        values.addNull(CanonicalType.DECIMAL);
                    } else {
                        values.addDecimal((BigDecimal) cell);
                    }
                }
                case BOOLEAN -> {
                    if (cell == null) {
                        values.addNull(CanonicalType.BOOLEAN);
                    } else {
                        values.addBoolean((Boolean) cell);
                    }
                }
                case TEXTS -> writeTexts(cell, values);
            }
        }
    }

    private static void writeTexts(Object cell, CanonicalValues values) {
        if (cell == null) {
            values.addNullArray(CanonicalType.TEXT);
            return;
        }
        List<String> texts = texts(cell);
        int[] sizes = texts.isEmpty() ? new int[0] : new int[] {texts.size()};
        values.beginArray(CanonicalType.TEXT, sizes, texts.isEmpty() ? new int[0] : new int[] {1});
        for (String text : texts) {
            if (Objects.isNull(text)) {
                values.addNull(CanonicalType.TEXT);
            } else {
                values.addText(text);
            }
        }
        values.endArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
