package io.drover.reconcile;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.RowForm;
import io.drover.model.Nullable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What is digested where columns may be apart by a tolerance: in place of such a value the number
 * of its cell on a grid as wide as the tolerance. Values of one cell are within it; values of two
 * cells may be, which the drill-down decides by the values themselves.
 *
 * <p>Not thread-safe: one per task.
 */
final class ToleranceGrid {
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    private final List<@Nullable BigDecimal> tolerances;
    private final boolean hasAny;
    private final RowForm gridded;

    ToleranceGrid(TablePair pair) {
        this.tolerances =
                pair.columns().stream()
                        .map(column -> pair.tolerances().get(column.name()))
                        .toList();
        this.hasAny = !pair.tolerances().isEmpty();
        this.gridded = new RowForm(tolerances.size());
    }

    /** Whether values of the column have a distance. */
    static boolean isFor(ComparedColumn column) {
        return !column.isArray()
                && switch (column.type()) {
                    case INTEGER, DECIMAL, FLOAT, TIME, TIMESTAMP, INSTANT -> true;
                    default -> false;
                };
    }

    /** The same form where no column has a tolerance, else another, good until the next. */
    RowForm of(RowForm row) {
        if (!hasAny) {
            return row;
        }
        gridded.clear();
        for (int column = 0; column < row.columns(); column++) {
            BigDecimal tolerance = tolerances.get(column);
            BigDecimal value = tolerance == null ? null : value(row, column);
            if (row.isNull(column)) {
                gridded.addNull(row.tag(column));
                continue;
            }
            gridded.begin(row.tag(column));
            if (value == null) {
                gridded.append(row.bytes(), row.payloadAt(column), row.payloadLength(column));
            } else {
                byte[] cell = cell(value, width(row, column, tolerance));
                gridded.append(cell, 0, cell.length);
            }
            gridded.end();
        }
        return gridded;
    }

    private static byte[] cell(BigDecimal value, BigDecimal width) {
        return value.divide(width, 0, RoundingMode.FLOOR)
                .toBigInteger()
                .toString()
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether two values that differ are no further apart than their column's tolerance. */
    boolean isWithin(RowForm one, RowForm other, int column) {
        BigDecimal tolerance = tolerances.get(column);
        if (tolerance == null) {
            return false;
        }
        BigDecimal here = value(one, column);
        BigDecimal there = value(other, column);
        return here != null
                && there != null
                && here.subtract(there).abs().compareTo(width(one, column, tolerance)) <= 0;
    }

    private static boolean is(RowForm row, int column, CanonicalType type) {
        return row.tag(column) == type.tag();
    }

    private static boolean isTime(RowForm row, int column) {
        return is(row, column, CanonicalType.TIME)
                || is(row, column, CanonicalType.TIMESTAMP)
                || is(row, column, CanonicalType.INSTANT);
    }

    private static BigDecimal width(RowForm row, int column, BigDecimal tolerance) {
        return isTime(row, column) ? tolerance.multiply(NANOS) : tolerance;
    }

    /** A number, or nanoseconds; null for NULL, for infinities, NaN and other types. */
    private static @Nullable BigDecimal value(RowForm row, int column) {
        int length = row.payloadLength(column);
        if (length == RowForm.NULL) {
            return null;
        }
        ByteBuffer payload = ByteBuffer.wrap(row.bytes(), row.payloadAt(column), length);
        if (is(row, column, CanonicalType.INTEGER)) {
            return BigDecimal.valueOf(payload.getLong());
        }
        if (is(row, column, CanonicalType.FLOAT)) {
            double value = payload.getDouble();
            return Double.isFinite(value) ? new BigDecimal(value) : null;
        }
        if (is(row, column, CanonicalType.DECIMAL)) {
            byte last = row.bytes()[row.payloadAt(column) + length - 1];
            return last >= '0' && last <= '9'
                    ? new BigDecimal(
                            new String(
                                    row.bytes(),
                                    row.payloadAt(column),
                                    length,
                                    StandardCharsets.US_ASCII))
                    : null;
        }
        if (!isTime(row, column)) {
            return null;
        }
        long micros = payload.getLong();
        return micros == Long.MAX_VALUE || micros == Long.MIN_VALUE
                ? null
                : BigDecimal.valueOf(micros, -3)
                        .add(BigDecimal.valueOf(payload.hasRemaining() ? payload.getInt() : 0));
    }
}
