package io.drover.report;

import io.drover.model.Nullable;
import io.drover.model.history.QuarantineGroup;
import io.drover.model.history.QuarantinedRow;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The rows that were set aside, as text for a terminal. */
public final class QuarantineText {
    private QuarantineText() {}

    /** What there is, by table and first violation. */
    public static String list(String migration, long load, List<QuarantineGroup> groups) {
        if (groups.isEmpty()) {
            return "Migration %s, load %d: no row is in the quarantine.\n"
                    .formatted(migration, load);
        }
        Map<String, Long> byState = new TreeMap<>();
        groups.forEach(group -> byState.merge(state(group), group.rows(), Long::sum));
        AlignedText lines =
                new AlignedText("Table", "First violation", "#Rows", "State", "#Run", "Set aside");
        for (QuarantineGroup group : groups) {
            lines.row(
                    group.source(),
                    group.violation(),
                    Figures.count(group.rows()),
                    state(group),
                    Long.toString(group.runId()),
                    Figures.instant(group.last()));
        }
        return "Migration %s, load %d: %s\n\n%s"
                .formatted(
                        migration,
                        load,
                        byState.entrySet().stream()
                                .map(
                                        entry ->
                                                Figures.counted(entry.getValue(), "row")
                                                        + " "
                                                        + entry.getKey())
                                .collect(Collectors.joining(", ")),
                        lines);
    }

    private static String state(QuarantineGroup group) {
        return group.committed() ? words(group.state()) : "evidence of a chunk rolled back";
    }

    private static String words(String state) {
        return state.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** One row with all its violations and the rules that made them. */
    public static String show(QuarantinedRow row) {
        StringBuilder text = new StringBuilder();
        text.append(
                "#%d  %s, %s, set aside %s by run %d in chunk %d\n"
                        .formatted(
                                row.id(),
                                row.source(),
                                row.committed() ? words(row.state()) : "evidence",
                                Figures.instant(row.setAsideAt()),
                                row.runId(),
                                row.chunk()));
        line(text, "settled", row.settledAt() == null ? null : Figures.instant(row.settledAt()));
        line(text, "key", row.key());
        line(text, "row", row.row());
        line(text, "bytes", row.wireRow() == null ? null : row.wireForm() + " " + row.wireRow());
        if (row.violations().isEmpty()) {
            line(text, "refused", "%s [%s]".formatted(row.reason(), row.reasonState()));
        }
        for (QuarantinedRow.Violation violation : row.violations()) {
            line(text, "violates", violation.message());
            line(
                    text,
                    "",
                    "by %s%s%s"
                            .formatted(
                                    violation.rule(),
                                    violation.column().isEmpty() ? "" : " of " + violation.column(),
                                    violation.description() == null
                                            ? ""
                                            : ": " + violation.description()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append("    %-9s %s\n".formatted(name, value));
        }
    }
}
