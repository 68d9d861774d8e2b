package io.drover.model.rules;

import io.drover.model.Nullable;
import java.io.Serializable;
import java.util.List;

/**
 * A small table that rows are looked up in. Its keys must be unique, without which a row would
 * double. Expressions call its values {@link #valueName} and whether there is one {@link
 * #foundName}.
 *
 * @param number from 0 within the table
 * @param location {@code schema.table}, a file's path as the spec's folder resolves it, or the name
 *     of an id-map
 * @param keys its key columns
 * @param on Spark SQL for each of them: the looked-up value
 * @param values its value columns; none where only the presence matters
 * @param digest SHA-256 of a file's bytes; null for others
 */
public record LookupPlan(
        int number,
        Origin origin,
        String location,
        List<String> keys,
        List<String> on,
        List<String> values,
        @Nullable String digest)
        implements Serializable {
    public LookupPlan {
        keys = List.copyOf(keys);
        on = List.copyOf(on);
        values = List.copyOf(values);
    }

    /** Where the rows of a lookup are. */
    public enum Origin {
        /** A table of the source, read under the run's snapshot. */
        SOURCE,
        /** A standing table of the target. */
        TARGET,
        /** A CSV file with a header line. */
        FILE,
        /** Old keys and new ones, kept in the ledger. */
        ID_MAP
    }

    public String foundName() {
        return "drover_l" + number + "_found";
    }

    public String keyName(int key) {
        return "drover_l" + number + "_k" + key;
    }

    public String valueName(int value) {
        return "drover_l" + number + "_v" + value;
    }
}
