package io.drover.reconcile;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.RowForm;
import io.drover.model.Nullable;
import io.drover.reconcile.reasons.ColumnReasons;
import io.drover.reconcile.reasons.FieldValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The known reasons of the changed columns of one row after the other of a pair: those of single
 * values, and values that stand in another column.
 *
 * <p>Not thread-safe: one per task.
 */
final class RowReasons {
    private final List<ComparedColumn> columns;
    private final ColumnReasons[] single;

    RowReasons(TablePair pair) {
        this.columns = pair.columns();
        this.single = new ColumnReasons[columns.size()];
    }

    /** By the column's name; columns without a known reason are absent. */
    Map<String, String> explain(RowForm here, RowForm there, List<Integer> changed) {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (int column : changed) {
            String reason = swapped(here, there, changed, column);
            reason = reason == null ? value(here, there, column) : reason;
            reason = reason == null ? moved(here, there, changed, column) : reason;
            if (reason != null) {
                reasons.put(columns.get(column).name(), reason);
            }
        }
        return reasons;
    }

    private @Nullable String swapped(
            RowForm here, RowForm there, List<Integer> changed, int column) {
        for (int other : changed) {
            if (other != column
                    && !here.isNull(other)
                    && CutForm.isSame(here, other, there, column)
                    && CutForm.isSame(here, column, there, other)) {
                return "swapped with " + columns.get(other).name();
            }
        }
        return null;
    }

    private @Nullable String moved(RowForm here, RowForm there, List<Integer> changed, int column) {
        for (int other : changed) {
            if (other != column
                    && !here.isNull(other)
                    && CutForm.isSame(here, other, there, column)) {
                return "the value of " + columns.get(other).name();
            }
        }
        return null;
    }

    private @Nullable String value(RowForm here, RowForm there, int column) {
        if (CutForm.isStandIn(there, column)) {
            return null;
        }
        if (CutForm.isStandIn(here, column)) {
            return ofLong(here, there, column);
        }
        if (single[column] == null) {
            single[column] = new ColumnReasons();
        }
        return single[column].explain(field(here, column), field(there, column));
    }

    /** Of a long value only the beginning is there, which is enough to see where it was cut. */
    private static @Nullable String ofLong(RowForm here, RowForm there, int column) {
        if (there.tag(column) != CanonicalType.TEXT.tag() || there.payloadLength(column) <= 0) {
            return null;
        }
        String kept = CutForm.text(there, column);
        return CutForm.start(here, column).startsWith(kept)
                ? "truncation at " + kept.codePointCount(0, kept.length())
                : null;
    }

    private static FieldValue field(RowForm row, int column) {
        return new FieldValue(
                row.tag(column), row.bytes(), row.payloadAt(column), row.payloadLength(column));
    }
}
