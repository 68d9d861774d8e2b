package io.drover.model;

import java.io.Serializable;

/**
 * A sequence that must stand behind its source's value when the migration is complete.
 *
 * @param source its name in the source
 * @param staging its name in the target until the swap
 * @param target its final name
 * @param lastValue the source's {@code last_value} when the plan was made; it is read again before
 *     the swap
 * @param called the source's {@code is_called}: whether the next value is behind lastValue
 */
public record SequencePlan(
        TableName source, TableName staging, TableName target, long lastValue, boolean called)
        implements Serializable {}
