package io.drover.profile;

/** What a byte of a UTF-8 text is, as bits that are collected over a text. */
final class TextClass {
    static final int PLAIN = 1;
    static final int BLANK = 2;
    static final int CONTROL = 4;

    /** Part of a character beyond ASCII. */
    static final int HIGH = 8;

    static final int C1_CONTROL = 1;
    static final int REPLACEMENT = 2;
    static final int PERHAPS_MOJIBAKE = 4;
    static final int PERHAPS_COMBINING = 8;

    private static final byte[] CLASSES = new byte[256];

    static {
        for (int value = 0; value < CLASSES.length; value++) {
            int kind = PLAIN;
            if (value >= 0x80) {
                kind = HIGH;
            } else if (value == ' ' || (value >= '\t' && value <= '\r')) {
                kind = BLANK;
            } else if (value < ' ' || value == 0x7f) {
                kind = CONTROL;
            }
            CLASSES[value] = (byte) kind;
        }
    }

    private TextClass() {}

    static int of(byte value) {
        return CLASSES[value & 0xff];
    }

    /** What characters beyond ASCII there are, told by their first two or three bytes. */
    static int beyondAscii(byte[] array, int from, int to) {
        int found = 0;
        for (int position = from; position < to - 1; position++) {
            int lead = array[position] & 0xff;
            if (lead < 0xc2) {
                continue;
            }
            int next = array[position + 1] & 0xff;
            if (lead == 0xc2) {
                found |= next < 0xa0 ? C1_CONTROL : 0;
            } else if (lead == 0xc3) {
                // Â to Å, Ð, Ñ, â
                boolean suspect =
                        (next >= 0x82 && next <= 0x85)
                                || next == 0x90
                                || next == 0x91
                                || next == 0xa2;
                found |= suspect ? PERHAPS_MOJIBAKE : 0;
            } else if (!isComposed(lead)) {
                found |= PERHAPS_COMBINING;
                boolean replacement =
                        lead == 0xef
                                && next == 0xbf
                                && position + 2 < to
                                && (array[position + 2] & 0xff) == 0xbd;
                found |= replacement ? REPLACEMENT : 0;
            }
        }
        return found;
    }

    /**
     * Whether a lead byte begins none but characters that stay as they are in form NFC: Latin to
     * U+02FF, Cyrillic to U+047F, ideographs and Hangul syllables.
     */
    private static boolean isComposed(int lead) {
        return lead <= 0xcb || lead == 0xd0 || lead == 0xd1 || (lead >= 0xe4 && lead <= 0xed);
    }

    static boolean isBlank(byte value) {
        return of(value) == BLANK;
    }
}
