package io.drover.profile;

import java.util.Arrays;

/**
 * The fields of one row of COPY's text form. A field without escapes is not copied: it lies in the
 * row's own array.
 *
 * <p>Source: PostgreSQL documentation, COPY, "Text Format".
 */
final class TextFields {
    private final byte[][] arrays;
    private final int[] from;
    private final int[] to;
    private byte[] unescaped = new byte[256];
    private int unescapedBytes;

    TextFields(int fields) {
        this.arrays = new byte[fields][];
        this.from = new int[fields];
        this.to = new int[fields];
    }

    byte[] array(int field) {
        return arrays[field];
    }

    int from(int field) {
        return from[field];
    }

    int to(int field) {
        return to[field];
    }

    boolean isNull(int field) {
        return arrays[field] == null;
    }

    /** A copy of a field of at most {@code bytes} bytes, not cut inside a character. */
    byte[] copy(int field, int bytes) {
        return Bytes.copy(arrays[field], from[field], to[field], bytes);
    }

    /** Finds the fields of a line, which ends with its line feed. */
    void scan(byte[] array, int offset, int length) {
        int end = offset + length - 1;
        int position = offset;
        unescapedBytes = 0;
        if (unescaped.length < length) {
            unescaped = new byte[length + length / 2];
        }
        for (int field = 0; field < arrays.length; field++) {
            int start = position;
            boolean escapes = false;
            while (position < end && array[position] != '\t') {
                if (array[position] == '\\') {
                    escapes = true;
                    position++;
                }
                position++;
            }
            if (!escapes) {
                arrays[field] = array;
                from[field] = start;
                to[field] = position;
            } else if (position - start == 2 && array[start + 1] == 'N') {
                arrays[field] = null;
            } else {
                unescape(field, array, start, position);
            }
            boolean last = field == arrays.length - 1;
            if (last != (position >= end)) {
                throw new IllegalStateException(
                        "A row of %d bytes has %s than %d fields"
                                .formatted(length, last ? "more" : "fewer", arrays.length));
            }
            position++;
        }
    }

    private void unescape(int field, byte[] array, int start, int end) {
        int begin = unescapedBytes;
        int write = begin;
        int read = start;
        while (read < end) {
            int plain = read;
            while (read < end && array[read] != '\\') {
                read++;
            }
            System.arraycopy(array, plain, unescaped, write, read - plain);
            write += read - plain;
            if (read < end) {
                unescaped[write++] = meaning(array[read + 1]);
                read += 2;
            }
        }
        unescapedBytes = write;
        arrays[field] = unescaped;
        from[field] = begin;
        to[field] = write;
    }

    private static byte meaning(byte escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            default -> escaped;
        };
    }

    @Override
    public String toString() {
        return "TextFields" + Arrays.toString(from);
    }
}
