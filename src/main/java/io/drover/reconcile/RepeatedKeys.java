package io.drover.reconcile;

import io.drover.model.Nullable;
import java.io.Serializable;

/**
 * Keys that more than one row has.
 *
 * @param source how many in the source
 * @param target how many in the target
 * @param mark a row under one of them, or null
 */
record RepeatedKeys(long source, long target, @Nullable RowMark mark) {
    static RepeatedKeys of(boolean inSource, boolean inTarget, RowMark mark) {
        return new RepeatedKeys(inSource ? 1 : 0, inTarget ? 1 : 0, mark);
    }

    RepeatedKeys plus(RepeatedKeys other) {
        return new RepeatedKeys(source + other.source, target + other.target, mark);
    }

    /** The same with a key in words, which can leave its task. */
    record Said(long source, long target, String example) implements Serializable {
        static final Said NONE = new Said(0, 0, "");

        Said plus(Said other) {
            return new Said(
                    source + other.source,
                    target + other.target,
                    example.isEmpty() ? other.example : example);
        }
    }
}
