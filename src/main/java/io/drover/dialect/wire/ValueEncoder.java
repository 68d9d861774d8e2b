package io.drover.dialect.wire;

import io.drover.dialect.postgres.WireType;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.WireForm;

/**
 * Writes the values of one ruled column in a COPY wire form. A value arrives exactly or is refused:
 * what the server would round or cut without a word is {@link ValueRefused}; what it refuses itself
 * is left to it.
 *
 * <p>Shape: the bytes of the field, without the length before it and what parts it from others.
 * Nullability: never called for NULL.
 */
public interface ValueEncoder {
    void encode(Object value, WireBuffer out);

    /** The encoder for a column of a type, as {@code format_type()} prints it. */
    static ValueEncoder of(String targetType, WireForm form) {
        WireType type = WireType.of(targetType);
        ValueEncoder encoder =
                switch (form) {
                    case BINARY -> BinaryEncoders.of(type, targetType);
                    case TEXT -> TextEncoders.of(type, targetType);
                };
        return (value, out) -> {
            try {
                encoder.encode(value, out);
            } catch (ClassCastException mismatch) {
                throw new MigrationException(
                        ErrorKind.BUG,
                        "Cannot write a %s into a column of type %s: the plan should have cast it. Please report it."
                                .formatted(value.getClass().getName(), targetType),
                        mismatch);
            }
        };
    }
}
