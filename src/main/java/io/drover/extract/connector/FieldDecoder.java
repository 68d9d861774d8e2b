package io.drover.extract.connector;

import io.drover.model.Nullable;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;

/**
 * Puts the bytes of one field, which is not NULL, into a Spark row. Strings are put by reference:
 * they stand until the next row is read.
 *
 * <p>Fails for bytes that are no value of the type, never for a value.
 */
interface FieldDecoder {
    /**
     * Null when the value stands in the row; else its text: the Spark type cannot hold it exactly.
     */
    @Nullable
    String decode(byte[] array, int from, int length, SpecificInternalRow row, int at);

    /** For {@code bytes} that a type of fixed length cannot have. */
    static IllegalStateException wrongLength(String type, int bytes) {
        return new IllegalStateException("A field of %d bytes is no %s".formatted(bytes, type));
    }
}
