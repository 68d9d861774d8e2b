package io.drover.model.profile;

import io.drover.model.Nullable;
import java.io.Serializable;
import java.util.List;

/**
 * Whether the rows of a table differ in some columns, by a query over all of them; rows with a NULL
 * among the columns are left out.
 *
 * @param keys that occur more than once
 * @param rows that have one of them
 * @param examples the most frequent keys, as {@code column=value}; empty where a column is masked
 * @param failure why the source did not answer; then nothing else is known. Else null
 */
public record DuplicateKeys(
        Kind kind,
        List<String> columns,
        long keys,
        long rows,
        List<String> examples,
        @Nullable String failure)
        implements Serializable {
    /** Why the columns were looked at. */
    public enum Kind {
        /** The spec names them: {@code key} or {@code deduplicate.by}. */
        DECLARED,
        /** They have about as many different values as there are rows. */
        CANDIDATE,
        /** Asked for: equal after lower-casing, without accents, blanks collapsed. */
        NEAR
    }

    public DuplicateKeys {
        columns = List.copyOf(columns);
        examples = List.copyOf(examples);
    }
}
