package io.drover.reconcile;

import io.drover.canonical.CanonicalType;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.WireFrame;
import io.drover.dialect.postgres.WireFrame.Wire;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ColumnPlan;
import io.drover.model.TypeVerdict;
import java.io.Serializable;
import java.util.Optional;

/**
 * One column as both sides are asked for it, so that equal values have equal frames.
 *
 * <p>An engine other than PostgreSQL is asked for the frames of {@link #type}. A PostgreSQL sends
 * it as it is where both sides have it in one logical type and no value changes on its way;
 * otherwise the source's text (under the fixed session of {@link io.drover.jdbc.Connections}) as
 * the target's type reads it, which is what a load puts there.
 *
 * @param position in the source, from 0
 * @param name the source's name, by which differences are reported
 * @param targetName the target's name, by which a spec speaks of it
 * @param sourceExpression SQL over the source's columns
 * @param targetExpression SQL over the target's columns
 * @param sourceValue the source's column itself
 * @param targetValue the target's column itself
 * @param sourceFrame what a frame is made of, of what the source sends
 * @param targetFrame likewise, with the same tag
 * @param sourceType the source's logical type
 * @param targetType likewise
 * @param conversion what is made of the source's value before it is compared; empty where it is
 *     compared as it is
 */
public record ComparedColumn(
        int position,
        String name,
        String targetName,
        String sourceExpression,
        String targetExpression,
        String sourceValue,
        String targetValue,
        WireFrame sourceFrame,
        WireFrame targetFrame,
        String sourceType,
        String targetType,
        String conversion)
        implements Serializable {
    /** The column, or nothing where the two types have no form in common. */
    static Optional<ComparedColumn> of(int position, ColumnPlan plan, String targetType) {
        String source = PostgresNames.quote(plan.source());
        String target = PostgresNames.quote(plan.target());
        WireFrame here = WireFrame.of(plan.sourceType());
        WireFrame there = WireFrame.of(targetType);
        if (isComparedAsItIs(plan, here, targetType, there)) {
            boolean decimal = isWhole(here) != isWhole(there);
            return Optional.of(
                    new ComparedColumn(
                            position,
                            plan.source(),
                            plan.target(),
                            expression(source, here),
                            expression(target, there),
                            source,
                            target,
                            decimal ? here.asDecimal() : here,
                            decimal ? there.asDecimal() : there,
                            plan.sourceType(),
                            targetType,
                            ""));
        }
        boolean intoText = there.type() == CanonicalType.TEXT && !there.array();
        if (plan.verdict() == TypeVerdict.REFUSED || (here.array() != there.array() && !intoText)) {
            return Optional.empty();
        }
        String printed = PostgresNames.printed(source);
        boolean readByTarget = isBuiltIn(targetType);
        return Optional.of(
                new ComparedColumn(
                        position,
                        plan.source(),
                        plan.target(),
                        // A type that a user has made is in the other database only.
                        readByTarget ? expression(printed + "::" + targetType, there) : printed,
                        expression(target, there),
                        source,
                        target,
                        there,
                        there,
                        plan.sourceType(),
                        targetType,
                        readByTarget
                                ? "%s read as %s".formatted(plan.sourceType(), targetType)
                                : "%s and %s by their texts"
                                        .formatted(plan.sourceType(), targetType)));
    }

    private static String expression(String value, WireFrame frame) {
        return frame.isOwn() ? value : PostgresNames.printed(value);
    }

    private static boolean isComparedAsItIs(
            ColumnPlan plan, WireFrame here, String targetType, WireFrame there) {
        boolean survives =
                plan.verdict() == TypeVerdict.LOSSLESS || plan.verdict() == TypeVerdict.WIDENING;
        if (!here.isOwn() && !there.isOwn()) {
            // Of two users' types the names may differ and the texts may not.
            return plan.sourceType().equals(targetType)
                    || (!isBuiltIn(plan.sourceType()) && !isBuiltIn(targetType));
        }
        if (here.array() != there.array()) {
            return false;
        }
        if (!here.isOwn() || !there.isOwn()) {
            return survives && there.wire() == Wire.BYTES && there.type() == CanonicalType.TEXT;
        }
        if (isNumber(here) && isNumber(there)) {
            // What does not fit a narrower integer was refused and is missing there.
            return survives || isWhole(here) || isWhole(there);
        }
        if (here.type() == CanonicalType.JSON && there.type() == CanonicalType.JSON) {
            // What jsonb does not keep is not in the form either.
            return true;
        }
        // A load reads the shortest digits of a binary32, and keeps the padding of char(n) in text.
        boolean byWire = here.type() == CanonicalType.FLOAT || here.type() == CanonicalType.TEXT;
        return survives && here.type() == there.type() && (!byWire || here.wire() == there.wire());
    }

    private static boolean isNumber(WireFrame frame) {
        return isWhole(frame) || frame.type() == CanonicalType.DECIMAL;
    }

    private static boolean isWhole(WireFrame frame) {
        return frame.type() == CanonicalType.INTEGER;
    }

    private static boolean isBuiltIn(String type) {
        return (!type.contains(".") && !type.startsWith("\"")) || type.startsWith("\"char\"");
    }

    /** What of the side is selected. */
    String expression(Side side) {
        return side == Side.SOURCE ? sourceExpression : targetExpression;
    }

    /** As the side's catalog tells it. */
    public String logicalType(Side side) {
        return side == Side.SOURCE ? sourceType : targetType;
    }

    /** What a frame is made of, of what the side sends. */
    public WireFrame frame(Side side) {
        return side == Side.SOURCE ? sourceFrame : targetFrame;
    }

    /** The logical type in which it is compared; of an array that of its elements. */
    public CanonicalType type() {
        return targetFrame.type();
    }

    public boolean isArray() {
        return targetFrame.array();
    }
}
