package io.drover.dialect.postgres;

import io.drover.model.Nullable;

/**
 * Damage that a validator must see, or must not mind, in one column.
 *
 * @param kind for people, as {@code trailing blank}
 * @param suffers a condition: the values that it can be done to
 * @param damaged the value afterwards
 * @param prepared a literal that suffers it, for a column that has no such value; null: none is
 *     known
 */
public record Corruption(
        String kind, Effect effect, String suffers, String damaged, @Nullable String prepared) {
    /** Whether the value is another afterwards. */
    public enum Effect {
        ANOTHER_VALUE,
        /** Written otherwise, and the same. */
        SAME_VALUE
    }
}
