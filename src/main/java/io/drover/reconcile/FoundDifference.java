package io.drover.reconcile;

import io.drover.model.Difference;
import io.drover.model.Nullable;
import java.io.Serializable;

/**
 * A difference before its rows are fetched.
 *
 * @param copies rows that it stands for
 * @param source a row of the source to show, or null where it has none under the key
 * @param target likewise
 */
record FoundDifference(
        int pair, Difference.Kind kind, long copies, @Nullable Place source, @Nullable Place target)
        implements Serializable {}
