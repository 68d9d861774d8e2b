package io.drover.engine.files;

/** The strict check of UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** The index of the first byte that is not well-formed; -1 where all are. */
    static int firstBad(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int lead = bytes[at];
            if (lead >= 0) {
                at++;
                continue;
            }
            int length = length(lead & 0xff);
            if (length == 0 || to - at < length || !wellFormed(bytes, at, length)) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    private static int length(int lead) {
        if (lead >= 0xc2 && lead <= 0xdf) {
            return 2;
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            return 3;
        }
        return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
    }

    private static boolean wellFormed(byte[] bytes, int at, int length) {
        int point = bytes[at] & (0x7f >> length);
        for (int next = 1; next < length; next++) {
            if ((bytes[at + next] & 0xc0) != 0x80) {
                return false;
            }
            point = (point << 6) | (bytes[at + next] & 0x3f);
        }
        return switch (length) {
            case 2 -> true;
            case 3 -> point >= 0x800 && (point < 0xd800 || point > 0xdfff);
            default -> point >= 0x10000 && point <= 0x10ffff;
        };
    }

    static String told(byte[] bytes, int at, long offset) {
        return "byte 0x%02x at byte %d, which is not well-formed in the file's encoding"
                .formatted(bytes[at] & 0xff, offset);
    }

    /** How many characters well-formed bytes are. */
    static int characters(byte[] bytes, int from, int to) {
        int count = 0;
        for (int at = from; at < to; at++) {
            if ((bytes[at] & 0xc0) != 0x80) {
                count++;
            }
        }
        return count;
    }
}
