package io.drover.profile;

/** The pattern of a text: letters as {@code a} and {@code A}, digits as {@code 9}. */
final class TextShape {
    /** A longer run of one sign is written once, with a plus. */
    private static final int LONGEST_RUN = 4;

    private static final int MOST_CHARACTERS = 40;

    private TextShape() {}

    static String of(String text) {
        StringBuilder shape = new StringBuilder();
        int index = 0;
        while (index < text.length() && shape.length() < MOST_CHARACTERS) {
            int sign = sign(text.codePointAt(index));
            int run = 0;
            while (index < text.length() && sign(text.codePointAt(index)) == sign) {
                index += Character.charCount(text.codePointAt(index));
                run++;
            }
            if (run > LONGEST_RUN) {
                shape.appendCodePoint(sign).append('+');
            } else {
                for (int time = 0; time < run; time++) {
                    shape.appendCodePoint(sign);
                }
            }
        }
        return index < text.length() ? shape.append('…').toString() : shape.toString();
    }

    private static int sign(int character) {
        if (Character.isDigit(character)) {
            return '9';
        }
        if (Character.isLetter(character)) {
            return Character.isUpperCase(character) ? 'A' : 'a';
        }
        // An accent that stands by itself belongs to its letter.
        return Character.getType(character) == Character.NON_SPACING_MARK ? 'a' : character;
    }
}
