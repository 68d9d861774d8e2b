package io.drover.reconcile;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.ColumnPlan;
import java.io.Serializable;

/**
 * One column as both sides are asked for it, so that equal values have equal wire bytes.
 *
 * <p>Binary where the types are the same and the bytes hold no OID of their database. Otherwise the
 * source's text (under the fixed session of {@link io.drover.jdbc.Connections}) as the target's
 * type reads it; or the text of both, where a type is a user's.
 *
 * @param position in the source, from 0
 * @param name the source's name, by which differences are reported
 * @param sourceExpression SQL over the source's columns
 * @param targetExpression SQL over the target's columns
 * @param sourceValue the source's column itself
 * @param targetValue the target's column itself
 * @param form what is hashed of it
 */
public record ComparedColumn(
        int position,
        String name,
        String sourceExpression,
        String targetExpression,
        String sourceValue,
        String targetValue,
        Form form)
        implements Serializable {
    /** What of a column is hashed. */
    public enum Form {
        /** The bytes of the type's send function. */
        BINARY,
        /** The value as text, or cast to a type that both sides can be cast to without loss. */
        COMMON
    }

    static ComparedColumn of(int position, ColumnPlan column, String targetType) {
        String source = PostgresNames.quote(column.source());
        String target = PostgresNames.quote(column.target());
        boolean sameBytes = sameBytes(column.sourceType(), targetType);
        if (sameBytes && !column.oidInBinary()) {
            return new ComparedColumn(
                    position, column.source(), source, target, source, target, Form.BINARY);
        }
        // What the target's type makes of the source's text is what a load puts there.
        boolean builtIn = isBuiltIn(column.sourceType()) && isBuiltIn(targetType);
        return sameBytes || !builtIn
                ? new ComparedColumn(
                        position,
                        column.source(),
                        PostgresNames.printed(source),
                        PostgresNames.printed(target),
                        source,
                        target,
                        Form.COMMON)
                : new ComparedColumn(
                        position,
                        column.source(),
                        PostgresNames.printed(source) + "::" + targetType,
                        target,
                        source,
                        target,
                        Form.COMMON);
    }

    private static boolean sameBytes(String sourceType, String targetType) {
        if (sourceType.equals(targetType)) {
            return true;
        }
        String source = withoutModifier(sourceType);
        // Padding is all that tells char(4) from char(8), and the scale is in a numeric's bytes.
        boolean modifierIsInTheBytes =
                (source.startsWith("character") && !source.startsWith("character varying"))
                        || source.startsWith("numeric");
        return source.equals(withoutModifier(targetType)) && !modifierIsInTheBytes;
    }

    private static boolean isBuiltIn(String type) {
        return (!type.contains(".") && !type.startsWith("\"")) || type.startsWith("\"char\"");
    }

    /** {@code timestamp(3) without time zone} gives {@code timestamp without time zone}. */
    private static String withoutModifier(String type) {
        return type.startsWith("\"") || type.contains(".")
                ? type
                : type.replaceAll("\\([^)]*\\)", "");
    }

    String expression(io.drover.jdbc.SqlFailures.Side side) {
        return side == io.drover.jdbc.SqlFailures.Side.SOURCE ? sourceExpression : targetExpression;
    }

    io.drover.dialect.postgres.WireFrame frame(io.drover.jdbc.SqlFailures.Side side) {
        return io.drover.dialect.postgres.WireFrame.PRINTED;
    }
}
