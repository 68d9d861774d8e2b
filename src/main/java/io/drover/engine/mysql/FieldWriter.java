package io.drover.engine.mysql;

import io.drover.dialect.wire.WireBuffer;

/**
 * Writes one field, as the text protocol of MySQL has it, in the wire form of a target type: the
 * bytes of the field alone. One for each column of a task; not thread-safe.
 */
interface FieldWriter {
    /**
     * True when a value was written; false: the field is NULL in the target.
     *
     * @throws io.drover.dialect.wire.ValueRefused when the target type cannot hold it
     */
    boolean write(byte[] bytes, int from, int length, WireBuffer out);
}
