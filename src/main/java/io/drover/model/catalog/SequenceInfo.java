package io.drover.model.catalog;

import io.drover.model.Nullable;
import io.drover.model.TableName;

/**
 * A sequence with its value.
 *
 * @param ownerTable the table of the column that owns it, or null
 * @param identity whether it is the hidden sequence of an identity column, which DDL does not
 *     create by itself
 * @param lastValue its {@code last_value}; its start where not readable
 * @param readable whether the connected role may read its value
 * @param called {@code is_called}: whether the next value is behind lastValue
 */
public record SequenceInfo(
        TableName name,
        String dataType,
        long start,
        long minimum,
        long maximum,
        long increment,
        long cache,
        boolean cycles,
        long lastValue,
        boolean called,
        @Nullable TableName ownerTable,
        @Nullable String ownerColumn,
        boolean identity,
        @Nullable String comment,
        boolean readable) {
    /** The same sequence, owned by another column of its table; null: by none. */
    public SequenceInfo ownedBy(@Nullable String column) {
        return new SequenceInfo(
                name,
                dataType,
                start,
                minimum,
                maximum,
                increment,
                cache,
                cycles,
                lastValue,
                called,
                column == null ? null : ownerTable,
                column,
                identity,
                comment,
                readable);
    }
}
