package io.drover.cli;

import io.drover.job.trial.DryRun;
import io.drover.job.trial.TableSample;
import io.drover.model.Nullable;
import io.drover.model.rules.Fate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A dry run as lines for a terminal of a hundred columns: of each row its fate, the columns that
 * change, and what it violates; what stays as it is, is left out.
 */
final class DryRunRendering {
    private static final int WIDTH = 100;
    private static final int SHOWN_COLUMNS = 3;
    private static final int SHOWN_VALUE = 24;

    private DryRunRendering() {}

    static List<String> lines(DryRun.Result result) {
        List<String> lines = new ArrayList<>();
        lines.add("Dry run of %s: nothing was written.".formatted(result.migration()));
        for (TableSample table : result.tables()) {
            lines.add("");
            lines.add(cut("%s -> %s".formatted(table.source(), table.target())));
            table.rows().forEach(row -> add(lines, row));
            if (table.rules()) {
                lines.add(summary(table));
            }
            table.notes().forEach(note -> lines.add("  " + note));
        }
        return lines;
    }

    private static void add(List<String> lines, TableSample.Row row) {
        String why = row.because().isEmpty() ? "" : ": " + row.because();
        lines.add(cut("  row %s %s%s".formatted(row.place(), fate(row.fate()), why)));
        if (row.changes().isEmpty() && row.violations().isEmpty()) {
            lines.add(cut("    " + shown(row)));
        }
        for (TableSample.Change change : row.changes()) {
            String rules =
                    change.rules().isEmpty() ? "" : "  (" + String.join(", ", change.rules()) + ")";
            int room = Math.max(8, (WIDTH - 10 - change.column().length() - rules.length()) / 2);
            String before = change.from().isEmpty() ? "(new)" : value(change.before(), room);
            lines.add(
                    cut(
                            "    %s: %s -> %s%s"
                                    .formatted(
                                            change.column(),
                                            before,
                                            value(change.after(), room),
                                            rules)));
        }
        for (TableSample.Violation violation : row.violations()) {
            String of = violation.column().isEmpty() ? "" : " of " + violation.column();
            lines.add(
                    cut(
                            "    violates %s%s: %s"
                                    .formatted(
                                            violation.rule(), of, oneLine(violation.message()))));
        }
    }

    /** A row that nothing happens to is known by its first columns. */
    private static String shown(TableSample.Row row) {
        List<String> values = new ArrayList<>();
        for (Map.Entry<String, String> value : row.before().entrySet()) {
            if (values.size() < SHOWN_COLUMNS) {
                values.add(value.getKey() + " = " + value(value.getValue(), SHOWN_VALUE));
            }
        }
        return (row.fate() == Fate.LOADED ? "as it is: " : "") + String.join(", ", values);
    }

    private static String summary(TableSample table) {
        if (table.rows().isEmpty()) {
            return "  There is no such row.";
        }
        String fates =
                Arrays.stream(Fate.values())
                        .filter(fate -> table.count(fate) > 0)
                        .map(fate -> table.count(fate) + " " + fate(fate))
                        .collect(Collectors.joining(", "));
        return "  Of %d %s: %s."
                .formatted(table.rows().size(), table.rows().size() == 1 ? "row" : "rows", fates);
    }

    private static String fate(Fate fate) {
        return fate == Fate.STOPS ? "stops the run" : fate.name().toLowerCase(Locale.ROOT);
    }

    /** Quoted as far as it is text, so that blanks at its ends can be seen. */
    private static String value(@Nullable String text, int room) {
        if (text == null) {
            return "NULL";
        }
        String line = oneLine(text);
        return line.length() + 2 > room
                ? "\"" + line.substring(0, room - 3) + "…\""
                : "\"" + line + "\"";
    }

    private static String oneLine(String text) {
        return text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    }

    private static String cut(String line) {
        return line.length() > WIDTH ? line.substring(0, WIDTH - 1) + "…" : line;
    }
}
