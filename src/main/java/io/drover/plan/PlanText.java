package io.drover.plan;

import io.drover.model.ColumnPlan;
import io.drover.model.DdlPhase;
import io.drover.model.MigrationPlan;
import io.drover.model.PlanWarning;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The plan for people: what is carried, how, and what is not. */
public final class PlanText {
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

    private PlanText() {}

    public static String render(MigrationPlan plan) {
        StringBuilder text = new StringBuilder();
        text.append(
                "Plan of migration %s: %s to %s, schema %s, %s\n"
                        .formatted(
                                plan.migration(),
                                plan.sourceVersion(),
                                plan.targetVersion(),
                                plan.schemaMode().name().toLowerCase(Locale.ROOT),
                                plan.consistency()));
        tables(text, plan);
        columns(text, plan);
        plan.tables().forEach(table -> PlannedRules.render(text, table));
        schema(text, plan);
        warnings(text, plan, PlanWarning.Kind.ATTENTION, "Attention");
        warnings(text, plan, PlanWarning.Kind.NOT_CARRIED, "Not carried");
        return text.toString();
    }

    private static void tables(StringBuilder text, MigrationPlan plan) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("table", "target", "rows about", "size", "chunks", "mode", "wire", "key"));
        long allRows = 0;
        long allBytes = 0;
        long allChunks = 0;
        for (TablePlan table : plan.tables()) {
            rows.add(
                    List.of(
                            table.source().toString(),
                            table.target().toString(),
                            count(table.estimatedRows()),
                            size(table.estimatedBytes()),
                            count(table.chunks().size()),
                            table.mode().name().toLowerCase(Locale.ROOT),
                            table.wire().name().toLowerCase(Locale.ROOT),
                            table.key().isEmpty() ? "none" : String.join(", ", table.key())));
            allRows += table.estimatedRows();
            allBytes += table.estimatedBytes();
            allChunks += table.chunks().size();
        }
        rows.add(
                List.of(
                        count(plan.tables().size()) + " tables",
                        "",
                        count(allRows),
                        size(allBytes),
                        count(allChunks),
                        "",
                        "",
                        ""));
        text.append('\n');
        align(text, rows);
    }

    private static void columns(StringBuilder text, MigrationPlan plan) {
        List<List<String>> rows = new ArrayList<>();
        for (TablePlan table : plan.tables()) {
            for (ColumnPlan column : table.columns()) {
                if (column.verdict() != TypeVerdict.LOSSLESS) {
                    rows.add(
                            List.of(
                                    table.source() + "." + column.source(),
                                    column.sourceType() + " -> " + column.targetType(),
                                    column.verdict().name().toLowerCase(Locale.ROOT),
                                    column.reason()));
                }
            }
        }
        if (!rows.isEmpty()) {
            text.append("\nColumns that change their type\n");
            align(text, rows);
        }
    }

    private static void schema(StringBuilder text, MigrationPlan plan) {
        List<String> phases = new ArrayList<>();
        for (DdlPhase phase : DdlPhase.values()) {
            int steps = plan.steps(phase).size();
            if (steps > 0) {
                phases.add(
                        "%d %s"
                                .formatted(
                                        steps,
                                        phase.name().toLowerCase(Locale.ROOT).replace('_', '-')));
            }
        }
        text.append("\nStatements: ")
                .append(phases.isEmpty() ? "none" : String.join(", ", phases))
                .append("; sequences to set: ")
                .append(plan.sequences().size())
                .append('\n');
    }

    private static void warnings(
            StringBuilder text, MigrationPlan plan, PlanWarning.Kind kind, String title) {
        List<PlanWarning> warnings =
                plan.warnings().stream().filter(warning -> warning.kind() == kind).toList();
        if (warnings.isEmpty()) {
            return;
        }
        text.append("\n%s (%d)\n".formatted(title, warnings.size()));
        for (PlanWarning warning : warnings) {
            text.append(
                    "  %s: %s %s\n".formatted(warning.object(), warning.text(), warning.hint()));
        }
    }

    /** Columns as wide as their widest cell; figures to the right. */
    static void align(StringBuilder text, List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], width(row.get(column)));
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell = row.get(column);
                String gap = " ".repeat(widths[column] - width(cell));
                boolean figure =
                        rows.get(rows.size() - 1)
                                .get(column)
                                .matches("[0-9][0-9,.]*( [KMGT]?i?B)?");
                line.append("  ").append(figure ? gap + cell : cell + gap);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.size() - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0
                ? bytes + " B"
                : String.format(Locale.ROOT, "%.1f %s", value, UNITS.get(unit));
    }
}
