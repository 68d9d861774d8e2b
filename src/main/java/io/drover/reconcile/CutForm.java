package io.drover.reconcile;

import io.drover.canonical.CanonicalDigest;
import io.drover.canonical.CanonicalType;
import io.drover.canonical.FrameText;
import io.drover.canonical.RowForm;
import io.drover.model.Nullable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Row forms as the drill-down carries them: a frame of more than 8 KiB is stood in for by its
 * digest and the beginning of its text, so that no row is large and unequal values stay unequal.
 *
 * <p>A stand-in is a frame too: the negative tag, a length, then 16 bytes of digest, the number of
 * characters that the text has (int64), and its first {@link #SHOWN_CHARACTERS} in UTF-8.
 *
 * <p>Not thread-safe: one per task.
 */
final class CutForm {
    /** A value is shown up to this many characters, with its length. */
    static final int SHOWN_CHARACTERS = 8192;

    private static final int WHOLE_BYTES = 8192;
    private static final int COUNT_AT = 2 * Long.BYTES;
    private static final int TEXT_AT = COUNT_AT + Long.BYTES;

    private final RowForm cut;
    private final CanonicalDigest digest = new CanonicalDigest();

    CutForm(int columns) {
        this.cut = new RowForm(columns);
    }

    /** The same form, or one with stand-ins, good until the next. */
    RowForm of(RowForm row) {
        boolean isSmall = true;
        for (int column = 0; column < row.columns(); column++) {
            isSmall &= row.payloadLength(column) <= WHOLE_BYTES;
        }
        if (isSmall) {
            return row;
        }
        cut.clear();
        for (int column = 0; column < row.columns(); column++) {
            int length = row.payloadLength(column);
            if (length <= WHOLE_BYTES) {
                if (length == RowForm.NULL) {
                    cut.addNull(row.tag(column));
                } else {
                    cut.begin(row.tag(column));
                    cut.append(row.bytes(), row.payloadAt(column), length);
                    cut.end();
                }
            } else {
                addStandIn(row, column, length);
            }
        }
        return cut;
    }

    private void addStandIn(RowForm row, int column, int length) {
        int tag = row.tag(column);
        int at = row.payloadAt(column);
        digest.digest(row.bytes(), at, length);
        cut.begin(-tag);
        cut.appendLong(digest.high());
        cut.appendLong(digest.low());
        if (tag == CanonicalType.BINARY.tag()) {
            cut.appendLong(2 + 2L * length);
            byte[] start = Arrays.copyOfRange(row.bytes(), at, at + SHOWN_CHARACTERS / 2 - 1);
            append(("\\x" + HexFormat.of().formatHex(start)).getBytes(StandardCharsets.US_ASCII));
        } else if (tag == CanonicalType.TEXT.tag()) {
            appendText(row.bytes(), at, length);
        } else if (tag == CanonicalType.JSON.tag()) {
            appendText(row.bytes(), at + 1, length - 1);
        } else {
            byte[] text = FrameText.of(row, column).getBytes(StandardCharsets.UTF_8);
            appendText(text, 0, text.length);
        }
        cut.end();
    }

    private void append(byte[] bytes) {
        cut.append(bytes, 0, bytes.length);
    }

    private void appendText(byte[] utf8, int offset, int length) {
        long characters = 0;
        int shown = length;
        for (int at = 0; at < length; at++) {
            // Every byte but the continuations 10xxxxxx begins a character.
            if ((utf8[offset + at] & 0xc0) != 0x80 && characters++ == SHOWN_CHARACTERS) {
                shown = at;
            }
        }
        cut.appendLong(characters);
        cut.append(utf8, offset, shown);
    }

    static boolean isStandIn(RowForm row, int column) {
        return row.tag(column) < 0;
    }

    static boolean isSame(RowForm one, int column, RowForm other, int otherColumn) {
        return Arrays.equals(
                one.bytes(),
                one.frameAt(column),
                one.frameAt(column + 1),
                other.bytes(),
                other.frameAt(otherColumn),
                other.frameAt(otherColumn + 1));
    }

    /** The value for people; a long one by its beginning and its length. */
    static @Nullable String text(RowForm row, int column) {
        if (!isStandIn(row, column)) {
            String text = FrameText.of(row, column);
            return text == null || text.length() <= SHOWN_CHARACTERS
                    ? text
                    : shortened(text, text.codePointCount(0, text.length()));
        }
        return shortened(start(row, column), characters(row, column));
    }

    /** How many characters a stand-in's value has. */
    static long characters(RowForm row, int column) {
        int at = row.payloadAt(column) + COUNT_AT;
        return ByteBuffer.wrap(row.bytes(), at, Long.BYTES).getLong();
    }

    /** The first characters of a stand-in's value. */
    static String start(RowForm row, int column) {
        return new String(
                row.bytes(),
                row.payloadAt(column) + TEXT_AT,
                row.payloadLength(column) - TEXT_AT,
                StandardCharsets.UTF_8);
    }

    private static String shortened(String text, long characters) {
        return characters <= SHOWN_CHARACTERS
                ? text
                : "%s... (%d characters)"
                        .formatted(
                                text.substring(0, text.offsetByCodePoints(0, SHOWN_CHARACTERS)),
                                characters);
    }
}
