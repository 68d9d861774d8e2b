package io.drover.engine.files;

import java.io.IOException;
import java.io.PushbackInputStream;
import java.util.HexFormat;

/**
 * The mark at the beginning of a text that tells its encoding.
 *
 * <p>Source: The Unicode Standard, section 23.8.
 */
enum ByteOrderMark {
    // The longer ones first: UTF-32LE begins as UTF-16LE does.
    UTF_32LE("UTF-32LE", "fffe0000"),
    UTF_32BE("UTF-32BE", "0000feff"),
    UTF_8("UTF-8", "efbbbf"),
    UTF_16LE("UTF-16LE", "fffe"),
    UTF_16BE("UTF-16BE", "feff"),
    NONE("", "");

    private final String encoding;
    private final String hexadecimal;

    ByteOrderMark(String encoding, String hexadecimal) {
        this.encoding = encoding;
        this.hexadecimal = hexadecimal;
    }

    String encoding() {
        return encoding;
    }

    int length() {
        return hexadecimal.length() / 2;
    }

    /** Takes the mark off the text, where there is one. */
    static ByteOrderMark read(PushbackInputStream text) throws IOException {
        byte[] first = new byte[4];
        int count = text.readNBytes(first, 0, 4);
        String shown = HexFormat.of().formatHex(first);
        for (ByteOrderMark mark : values()) {
            int length = mark.length();
            if (length <= count && shown.startsWith(mark.hexadecimal)) {
                text.unread(first, length, count - length);
                return mark;
            }
        }
        throw new IllegalStateException("NONE is every text's");
    }
}
