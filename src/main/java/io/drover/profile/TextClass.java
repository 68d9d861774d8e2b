package io.drover.profile;

/** What a byte of a UTF-8 text is, as bits that are collected over a text. */
final class TextClass {
    static final int PLAIN = 1;
    static final int BLANK = 2;
    static final int CONTROL = 4;

    /** Part of a character beyond ASCII. */
    static final int HIGH = 8;

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

    static boolean isBlank(byte value) {
        return of(value) == BLANK;
    }
}
