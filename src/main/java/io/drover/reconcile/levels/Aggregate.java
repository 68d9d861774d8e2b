package io.drover.reconcile.levels;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One aggregate of a column, in SQL that gives the same text on both sides for the same values,
 * whatever their versions, collations and the order of their rows.
 *
 * <p>Sums are exact: of floats the sum of their significant digits (15, of a float4 6), as a sum of
 * floats depends on the order in which they are met.
 *
 * @param of the column; it is always one that is carried untouched
 * @param kind what is aggregated
 */
record Aggregate(CarriedColumn of, Kind kind) {
    /** A text that is an extreme is compared up to this length. */
    private static final int EXTREME_CHARACTERS = 400;

    /** What is asked of a column. */
    enum Kind {
        NULLS,
        MIN,
        MAX,
        SUM,
        DISTINCT,
        LENGTH,
        /** How many are true. */
        TRUE
    }

    /** All that make sense for a column; without a tolerance distinct values are counted too. */
    static List<Aggregate> of(CarriedColumn column, BigDecimal tolerance) {
        List<Kind> kinds = new ArrayList<>(List.of(Kind.NULLS));
        switch (column.kind()) {
            case INTEGER, DECIMAL, FLOAT -> kinds.addAll(List.of(Kind.MIN, Kind.MAX, Kind.SUM));
            case TEXT -> kinds.addAll(List.of(Kind.MIN, Kind.MAX, Kind.LENGTH));
            case TIME -> kinds.addAll(List.of(Kind.MIN, Kind.MAX));
            case BOOLEAN -> kinds.add(Kind.TRUE);
            case BINARY -> kinds.add(Kind.LENGTH);
            case OTHER -> {
                if (column.sameBase()) {
                    kinds.add(Kind.LENGTH);
                }
            }
        }
        boolean comparable = column.kind() != ColumnKind.OTHER || column.sameBase();
        if (comparable && tolerance.signum() == 0) {
            kinds.add(Kind.DISTINCT);
        }
        return kinds.stream().map(kind -> new Aggregate(column, kind)).toList();
    }

    /** {@code sum(amount)}. */
    String name() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + "(" + of.name() + ")";
    }

    /** Whether its figure is one value of the column, which may be masked. */
    boolean showsAValue() {
        return kind == Kind.MIN || kind == Kind.MAX;
    }

    /**
     * SQL of its text.
     *
     * @param tolerance of the column; where times have one their extremes are told in seconds
     */
    String sql(Side side, BigDecimal tolerance) {
        String column = Subject.quoted(side, of);
        return switch (kind) {
            case NULLS -> "(count(*) - count(" + column + "))::text";
            case MIN -> extreme(column, value -> "min(" + value + ")", tolerance);
            case MAX -> extreme(column, value -> "max(" + value + ")", tolerance);
            case SUM -> sum(column);
            case DISTINCT -> "count(DISTINCT " + comparable(column) + ")::text";
            case LENGTH -> length(column);
            case TRUE -> "(count(*) FILTER (WHERE " + column + "))::text";
        };
    }

    private String extreme(
            String column, Function<String, String> aggregate, BigDecimal tolerance) {
        if (of.kind() == ColumnKind.TEXT) {
            return "left(%s, %d)"
                    .formatted(
                            aggregate.apply(column + "::text COLLATE \"C\""), EXTREME_CHARACTERS);
        }
        return of.kind() == ColumnKind.TIME && tolerance.signum() > 0
                ? "extract(epoch FROM " + aggregate.apply(column) + ")::numeric::text"
                : aggregate.apply(column) + "::text";
    }

    /** NaN and infinities of floats have no digits to add; they are in the extremes. */
    private String sum(String column) {
        String sum = "sum(" + column + "::numeric)";
        return of.kind() == ColumnKind.FLOAT
                ? "(%1$s FILTER (WHERE %2$s > '-Infinity' AND %2$s < 'Infinity'))::text"
                        .formatted(sum, column)
                : sum + "::text";
    }

    private String length(String column) {
        return switch (of.kind()) {
            case BINARY -> "sum(octet_length(" + column + "))::text";
            case TEXT -> "sum(length(" + column + "::text))::text";
            case INTEGER, DECIMAL, FLOAT, BOOLEAN, TIME, OTHER ->
                    "sum(length(" + PostgresNames.printed(column) + "))::text";
        };
    }

    /** What tells values apart alike on both sides: an interval's own equality does not. */
    private String comparable(String column) {
        boolean byText =
                of.kind() == ColumnKind.OTHER
                        || of.source().shape().baseName().equals("interval")
                        || of.target().shape().baseName().equals("interval");
        if (byText) {
            return PostgresNames.printed(column) + " COLLATE \"C\"";
        }
        return of.kind() == ColumnKind.TEXT ? column + "::text COLLATE \"C\"" : column;
    }
}
