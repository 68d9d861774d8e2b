package io.drover.profile;

/** What is read off the ISO text of a date or timestamp. */
final class MomentText {
    static final long INFINITY = Long.MAX_VALUE;
    static final long MINUS_INFINITY = Long.MIN_VALUE;

    private static final String[] SENTINELS = {
        "9999-12-31",
        "1900-01-01",
        "1970-01-01",
        "0001-01-01",
        "1753-01-01",
        "1899-12-30",
        "2999-12-31",
        "1000-01-01"
    };

    private MomentText() {}

    /** The year, 0 and below before Christ; of infinities one of the constants. */
    static long year(byte[] array, int from, int to) {
        if (array[from] == 'i') {
            return INFINITY;
        }
        if (array[from] == '-') {
            return MINUS_INFINITY;
        }
        long year = 0;
        for (int position = from; position < to && array[position] != '-'; position++) {
            year = year * 10 + (array[position] - '0');
        }
        boolean before = to - from > 2 && array[to - 1] == 'C' && array[to - 2] == 'B';
        return before ? 1 - year : year;
    }

    /** Whether the day is one that systems write for "none" or "for ever". */
    static boolean isSentinel(byte[] array, int from, int to) {
        if (to - from < 10 || array[to - 1] == 'C') {
            return false;
        }
        // Only the last days of December and the first of January are among them.
        boolean turn =
                (array[from + 5] == '1' && array[from + 6] == '2' && array[from + 8] == '3')
                        || (array[from + 6] == '1'
                                && array[from + 8] == '0'
                                && array[from + 9] == '1');
        if (!turn) {
            return false;
        }
        for (String sentinel : SENTINELS) {
            int position = 0;
            while (position < 10 && array[from + position] == sentinel.charAt(position)) {
                position++;
            }
            if (position == 10) {
                return true;
            }
        }
        return false;
    }
}
