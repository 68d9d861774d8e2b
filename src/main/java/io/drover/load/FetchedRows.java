package io.drover.load;

import io.drover.model.Nullable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;

/** Source rows by their places, a few at a time. */
final class FetchedRows {
    /** So many rows are fetched, and written to the ledger, at a time. */
    static final int AT_ONCE = 1000;

    private static final Fetched NOT_FOUND = new Fetched(null, null);

    private final Map<Long, Fetched> rows = new HashMap<>();

    private record Fetched(@Nullable String row, @Nullable String key) {}

    /**
     * Fetches the rows at the places, {@link HeldRows#NO_PLACE} aside; null: there is no way to.
     */
    static FetchedRows at(@Nullable SourceRowLookup lookup, LongStream places) {
        FetchedRows fetched = new FetchedRows();
        long[] wanted =
                lookup == null
                        ? new long[0]
                        : places.filter(place -> place != HeldRows.NO_PLACE)
                                .sorted()
                                .distinct()
                                .toArray();
        for (int from = 0; from < wanted.length; from += AT_ONCE) {
            lookup.fetch(
                    Arrays.copyOfRange(wanted, from, Math.min(from + AT_ONCE, wanted.length)),
                    (place, row, key) -> fetched.rows.put(place, new Fetched(row, key)));
        }
        return fetched;
    }

    @Nullable
    String key(long place) {
        return rows.getOrDefault(place, NOT_FOUND).key();
    }

    @Nullable
    String row(long place) {
        return rows.getOrDefault(place, NOT_FOUND).row();
    }
}
