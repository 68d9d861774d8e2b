package io.drover.profile;

import java.nio.charset.Charset;

/**
 * Finds UTF-8 that was once read as Windows-1252 and written again: {@code Ã©} for {@code é},
 * {@code â€™} for {@code ’}. It knows the sequences of European texts and of Cyrillic; a capital
 * letter before a closing quotation mark is not taken for one.
 */
final class Mojibake {
    private static final Charset WINDOWS = Charset.forName("windows-1252");
    private static final int NONE = -1;

    private Mojibake() {}

    static boolean isIn(String text) {
        int cyrillic = 0;
        for (int index = 0; index < text.length() - 1; index++) {
            int next = single(text.charAt(index + 1));
            boolean pair = isContinuation(next);
            switch (text.charAt(index)) {
                case 'Â', 'Ã', 'Ä', 'Å' -> {
                    if (pair && !closesQuotation(text, index + 1)) {
                        return true;
                    }
                }
                case 'â' -> {
                    if (pair
                            && index + 2 < text.length()
                            && isContinuation(single(text.charAt(index + 2)))) {
                        return true;
                    }
                }
                case 'Ð', 'Ñ' -> {
                    // One pair may be a Spanish word before a mark; two are not.
                    if (pair && ++cyrillic == 2) {
                        return true;
                    }
                }
                default -> {}
            }
        }
        return false;
    }

    private static boolean closesQuotation(String text, int index) {
        char mark = text.charAt(index);
        boolean quotation = mark == '»' || mark == '«' || mark == '”' || mark == '’' || mark == '“';
        return quotation
                && (index + 1 == text.length() || !Character.isLetter(text.charAt(index + 1)));
    }

    private static boolean isContinuation(int single) {
        return single >= 0x80 && single <= 0xbf;
    }

    /** The byte that Windows-1252 writes for a character; C1 controls stand for themselves. */
    private static int single(char character) {
        if (character < 0x80) {
            return NONE;
        }
        if (character <= 0xff) {
            return character;
        }
        if (character < 0x0152 || character > 0x2122) {
            return NONE;
        }
        byte[] bytes = String.valueOf(character).getBytes(WINDOWS);
        return bytes.length == 1 && bytes[0] != '?' ? bytes[0] & 0xff : NONE;
    }
}
