package io.drover.engine.files;

import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.WireBuffer;
import io.drover.model.WireForm;
import java.util.Arrays;

/** UUIDs; those of 36 characters are written without an object. */
final class UuidField implements FieldWriter {
    static final int CHARACTERS = 36;

    /** Values of the digits by their characters; -1 for what is none. */
    private static final byte[] HEXADECIMAL = new byte[256];

    static {
        Arrays.fill(HEXADECIMAL, (byte) -1);
        for (int character = 0; character < 128; character++) {
            HEXADECIMAL[character] = (byte) Character.digit(character, 16);
        }
    }

    private final ValueEncoder others = ValueEncoder.of("uuid", WireForm.BINARY);

    @Override
    public void write(byte[] bytes, int from, int to, WireBuffer out) {
        int size = out.size();
        if (to - from != CHARACTERS || !hasHyphens(bytes, from) || !plain(bytes, from, out)) {
            out.truncate(size);
            others.encode(FieldWriter.text(bytes, from, to), out);
        }
    }

    /** Whether the four hyphens of 36 characters stand in their places. */
    private static boolean hasHyphens(byte[] bytes, int from) {
        return bytes[from + 8] == '-'
                && bytes[from + 13] == '-'
                && bytes[from + 18] == '-'
                && bytes[from + 23] == '-';
    }

    private static boolean plain(byte[] bytes, int from, WireBuffer out) {
        int at = from;
        for (int octet = 0; octet < 16; octet++) {
            at += octet == 4 || octet == 6 || octet == 8 || octet == 10 ? 1 : 0;
            int value = HEXADECIMAL[bytes[at] & 0xff] << 4 | HEXADECIMAL[bytes[at + 1] & 0xff];
            if (value < 0) {
                return false;
            }
            out.put(value);
            at += 2;
        }
        return true;
    }

    /** Whether 36 characters are one as it is printed: in lower case, with hyphens. */
    static boolean isPrinted(byte[] bytes, int from) {
        if (!hasHyphens(bytes, from)) {
            return false;
        }
        int found = 0;
        int hyphens = 0;
        for (int at = from; at < from + CHARACTERS; at++) {
            byte next = bytes[at];
            hyphens += next == '-' ? 1 : 0;
            found += next < 'A' || next > 'F' ? HEXADECIMAL[next & 0xff] >>> 31 : 1;
        }
        return hyphens == 4 && found == 4;
    }
}
