package io.drover.spec;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody probably meant. */
public final class NearestName {
    private NearestName() {}

    /** The known name with the smallest edit distance, if it is near; the first of equals. */
    public static Optional<String> to(String written, Collection<String> known) {
        String wanted = normal(written);
        int near = Math.max(2, wanted.length() / 3);
        return known.stream()
                .filter(name -> distance(wanted, normal(name)) <= near)
                .min(Comparator.comparingInt(name -> distance(wanted, normal(name))));
    }

    /** {@code maxRows} and {@code max_rows} are {@code max-rows} in another country's spelling. */
    private static String normal(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1-$2")
                .replace('_', '-')
                .toLowerCase(Locale.ROOT);
    }

    /** Insertions, deletions, substitutions and swaps of neighbours, each counting one. */
    static int distance(String left, String right) {
        int[] beforeLast = new int[right.length() + 1];
        int[] last = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            last[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] now = new int[right.length() + 1];
            now[0] = row;
            for (int column = 1; column <= right.length(); column++) {
                boolean same = left.charAt(row - 1) == right.charAt(column - 1);
                now[column] =
                        Math.min(
                                Math.min(now[column - 1], last[column]) + 1,
                                last[column - 1] + (same ? 0 : 1));
                boolean swapped =
                        row > 1
                                && column > 1
                                && left.charAt(row - 1) == right.charAt(column - 2)
                                && left.charAt(row - 2) == right.charAt(column - 1);
                if (swapped) {
                    now[column] = Math.min(now[column], beforeLast[column - 2] + 1);
                }
            }
            beforeLast = last;
            last = Arrays.copyOf(now, now.length);
        }
        return last[right.length()];
    }
}
