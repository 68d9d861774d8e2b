package io.drover.reconcile;

import io.drover.model.Difference;
import io.drover.model.Nullable;

/**
 * A difference as it comes out of the marks, before it is put in words.
 *
 * @param copies rows that it stands for
 * @param source a row of the source to show, or null where it has none under the key
 * @param target likewise
 */
record FoundDifference(
        int pair,
        Difference.Kind kind,
        long copies,
        @Nullable RowMark source,
        @Nullable RowMark target) {}
