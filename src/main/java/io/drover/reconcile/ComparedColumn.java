package io.drover.reconcile;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.ColumnPlan;
import java.io.Serializable;

/**
 * One column as both sides are asked for it, so that equal values have equal wire bytes.
 *
 * <p>Binary where the types are the same and the bytes hold no OID of their database. Otherwise a
 * form that both types have in common and that keeps different values apart: mostly the text that
 * the server prints under the fixed session of {@link io.drover.jdbc.Connections}.
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
        String template = template(column.sourceType(), targetType, column.oidInBinary());
        return new ComparedColumn(
                position,
                column.source(),
                template.formatted(source),
                template.formatted(target),
                source,
                target,
                template.equals(AS_IS) ? Form.BINARY : Form.COMMON);
    }

    private static final String AS_IS = "%s";
    private static final String TEXT = "(%s)::pg_catalog.text";

    private static String template(String sourceType, String targetType, boolean oidInBinary) {
        if (oidInBinary) {
            return TEXT;
        }
        if (sourceType.equals(targetType)) {
            return AS_IS;
        }
        String source = withoutModifier(sourceType);
        String target = withoutModifier(targetType);
        if (isFloat(source) && isFloat(target)) {
            return "(%s)::pg_catalog.float8";
        }
        if (isExact(source) && isExact(target)) {
            // The binary form and the text of a numeric both keep trailing zeros of its scale.
            return source.equals("numeric") || target.equals("numeric")
                    ? "pg_catalog.trim_scale((%s)::pg_catalog.numeric)::pg_catalog.text"
                    : TEXT;
        }
        // Padding is all that tells char(4) from char(8); casting to text takes it away.
        boolean modifierIsInTheBytes = source.equals("character") || source.equals("character[]");
        return source.equals(target) && !modifierIsInTheBytes ? AS_IS : TEXT;
    }

    /** {@code timestamp(3) without time zone} gives {@code timestamp without time zone}. */
    private static String withoutModifier(String type) {
        return type.startsWith("\"") || type.contains(".")
                ? type
                : type.replaceAll("\\([^)]*\\)", "");
    }

    private static boolean isFloat(String type) {
        return type.equals("real") || type.equals("double precision");
    }

    private static boolean isExact(String type) {
        return type.equals("smallint")
                || type.equals("integer")
                || type.equals("bigint")
                || type.equals("numeric");
    }
}
