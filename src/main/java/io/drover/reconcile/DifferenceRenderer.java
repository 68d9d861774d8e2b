package io.drover.reconcile;

import io.drover.canonical.RowForm;
import io.drover.model.Difference;
import io.drover.model.Difference.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Puts the found differences of a pair in words, one after the other: the columns that differ by
 * more than their tolerance, why, and the values as people read them.
 *
 * <p>Not thread-safe: one per task. A row that is not rendered costs no text.
 */
public final class DifferenceRenderer {
    /** In place of any value of a masked column, NULL too. */
    public static final String MASKED = "(masked)";

    private final TablePair tables;
    private final List<Integer> inSourceOrder;
    private final List<Integer> key;
    private final RowForm here;
    private final RowForm there;
    private final ToleranceGrid grid;
    private final RowReasons rowReasons;
    private FoundDifference found;
    private final List<Integer> changed = new ArrayList<>();
    private final List<Integer> tolerated = new ArrayList<>();
    private Map<String, String> reasons = Map.of();

    DifferenceRenderer(TablePair tables) {
        this.tables = tables;
        int columns = tables.columns().size();
        this.inSourceOrder =
                IntStream.range(0, columns)
                        .boxed()
                        .sorted(Comparator.comparing(c -> tables.columns().get(c).position()))
                        .toList();
        this.key =
                tables.isKeyed()
                        ? IntStream.range(0, tables.keyColumns()).boxed().toList()
                        : inSourceOrder;
        this.here = new RowForm(columns);
        this.there = new RowForm(columns);
        this.grid = new ToleranceGrid(tables);
        this.rowReasons = new RowReasons(tables);
    }

    /** Looks at the next difference. */
    void take(FoundDifference next) {
        found = next;
        changed.clear();
        tolerated.clear();
        reasons = Map.of();
        if (found.source() != null) {
            found.source().load(here);
        }
        if (found.target() != null) {
            found.target().load(there);
        }
        if (found.kind() == Kind.CHANGED) {
            for (int column : inSourceOrder) {
                if (!CutForm.isSame(here, column, there, column)) {
                    (grid.isWithin(here, there, column) ? tolerated : changed).add(column);
                }
            }
            reasons = rowReasons.explain(here, there, changed);
        }
    }

    /** Whether it is no difference, as all its columns are within their tolerance. */
    boolean isTolerated() {
        return changed.isEmpty() && !tolerated.isEmpty();
    }

    /** The columns that differ within their tolerance. */
    List<Integer> tolerated() {
        return tolerated;
    }

    /** The known reasons by column. */
    Map<String, String> reasons() {
        return reasons;
    }

    Difference render() {
        boolean isChange = found.kind() == Kind.CHANGED;
        List<Integer> shown =
                isChange
                        ? inSourceOrder.stream()
                                .filter(c -> c < tables.keyColumns() || changed.contains(c))
                                .toList()
                        : inSourceOrder;
        return new Difference(
                found.kind(),
                named(key, found.target() == null ? here : there),
                changed.stream().map(column -> tables.columns().get(column).name()).toList(),
                found.source() == null ? null : named(shown, here),
                found.target() == null ? null : named(shown, there),
                reasons,
                found.copies());
    }

    /** The key of a row in words, as {@code id 7}. */
    String key(RowMark mark) {
        mark.load(here);
        List<String> texts = new ArrayList<>();
        named(key, here).forEach((name, text) -> texts.add(name + " " + text));
        return String.join(", ", texts);
    }

    private Map<String, String> named(List<Integer> columns, RowForm row) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int column : columns) {
            String name = tables.columns().get(column).name();
            named.put(name, tables.masked().contains(name) ? MASKED : CutForm.text(row, column));
        }
        return Collections.unmodifiableMap(named);
    }
}
