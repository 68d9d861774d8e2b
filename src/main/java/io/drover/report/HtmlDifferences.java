package io.drover.report;

import static j2html.TagCreator.article;
import static j2html.TagCreator.code;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.em;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.tag;
import static j2html.TagCreator.text;

import io.drover.model.Difference;
import io.drover.model.Nullable;
import io.drover.model.ReasonCount;
import io.drover.model.history.TableProof;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Why rows differ, grouped, and the first of them with both values side by side. */
final class HtmlDifferences {
    private static final List<String> HEADINGS = List.of("Row", "Column", "Source", "Target");
    private static final List<String> REASONS = List.of("", "Known reason");

    private HtmlDifferences() {}

    static List<DomContent> render(MigrationReport report) {
        List<TableReport> different =
                report.tables().stream()
                        .filter(table -> table.proof() != null && table.proof().differences() > 0)
                        .toList();
        if (different.isEmpty()) {
            return List.of();
        }
        return List.of(
                Markup.part(
                        "Differences",
                        "The first of each table; the ledger's table difference has up to reconcile.max-differences of them, under run "
                                + report.proof().runId()
                                + ".",
                        each(different, HtmlDifferences::table)));
    }

    private static DomContent table(TableReport table) {
        TableProof proof = table.proof();
        List<List<DomContent>> rows = new ArrayList<>();
        proof.shown().forEach(difference -> rows.addAll(rows(difference)));
        return HtmlTables.filterable(
                article(
                        h3(
                                span(Markup.breakable(table.source())),
                                span(counts(proof)).withClass("note")),
                        reasons(proof),
                        rows.isEmpty()
                                ? null
                                : div(Markup.grid(HEADINGS, rows)).withClass("values")),
                table);
    }

    private static String counts(TableProof proof) {
        String all = DifferenceCounts.of(proof);
        int shown = proof.shown().size();
        return shown < proof.differences()
                ? all + "; the first " + Figures.count(shown) + " shown"
                : all;
    }

    /** A row that differs in several columns is counted by each: so the bars are of all changed. */
    private static @Nullable DomContent reasons(TableProof proof) {
        if (proof.reasons().isEmpty()) {
            return null;
        }
        List<List<DomContent>> rows = new ArrayList<>();
        for (ReasonCount reason : proof.reasons()) {
            rows.add(
                    List.of(
                            bar(reason.rows(), Math.max(proof.changed(), 1)),
                            each(
                                    text(Reasons.differ(reason.rows()) + " in "),
                                    code(reason.column()),
                                    text(" by " + reason.reason()))));
        }
        return div(
                        p("Of "
                                        + Figures.counted(proof.changed(), "changed row")
                                        + ", as far as a known reason explains them; the bar is the share.")
                                .withClass("lead"),
                        Markup.grid(REASONS, rows))
                .withClass("why");
    }

    private static DomContent bar(long rows, long all) {
        double percent = Math.min(100, Math.max(0.5, 100.0 * rows / all));
        return tag("svg")
                .attr("viewBox", "0 0 100 10")
                .attr("preserveAspectRatio", "none")
                .attr("aria-hidden", "true")
                .withClass("bar")
                .with(
                        tag("rect")
                                .attr("width", String.format(Locale.ROOT, "%.1f", percent))
                                .attr("height", "10"));
    }

    private static List<List<DomContent>> rows(Difference difference) {
        DomContent name = row(difference);
        List<List<DomContent>> rows = new ArrayList<>();
        for (String column : columns(difference)) {
            String reason = difference.reasons().get(column);
            rows.add(
                    List.of(
                            rows.isEmpty() ? name : text(""),
                            each(
                                    text(column),
                                    reason == null ? null : span(reason).withClass("note")),
                            source(difference.sourceRow(), difference.targetRow(), column),
                            target(difference.sourceRow(), difference.targetRow(), column)));
        }
        return rows.isEmpty() ? List.of(List.of(name, text(""), text(""), text(""))) : rows;
    }

    private static DomContent row(Difference difference) {
        String kind = difference.kind().name().toLowerCase(Locale.ROOT);
        String copies =
                difference.kind() == Difference.Kind.CHANGED || difference.copies() == 1
                        ? ""
                        : " × " + Figures.count(difference.copies());
        return each(
                span(kind + copies).withClass("kind"),
                code(
                        difference.key().entrySet().stream()
                                .map(field -> field.getKey() + " = " + field.getValue())
                                .collect(Collectors.joining(", "))));
    }

    /** What differs; of a row that one side lacks, all that the other side has beside the key. */
    private static Set<String> columns(Difference difference) {
        if (difference.kind() == Difference.Kind.CHANGED) {
            return new LinkedHashSet<>(difference.changedColumns());
        }
        Map<String, String> row =
                difference.sourceRow() == null ? difference.targetRow() : difference.sourceRow();
        Set<String> columns = new LinkedHashSet<>(row == null ? Set.of() : row.keySet());
        columns.removeAll(difference.key().keySet());
        return columns;
    }

    private static DomContent source(
            @Nullable Map<String, String> row, @Nullable Map<String, String> other, String column) {
        return bothTexts(row, other, column)
                ? code(ValueDiff.of(row.get(column), other.get(column)).source())
                : alone(row, column);
    }

    private static DomContent target(
            @Nullable Map<String, String> source,
            @Nullable Map<String, String> row,
            String column) {
        return bothTexts(source, row, column)
                ? code(ValueDiff.of(source.get(column), row.get(column)).target())
                : alone(row, column);
    }

    /** Where the two are texts that are not the same; of a doubled row they are. */
    private static boolean bothTexts(
            @Nullable Map<String, String> one, @Nullable Map<String, String> other, String column) {
        return one != null
                && other != null
                && one.get(column) != null
                && other.get(column) != null
                && !one.get(column).isEmpty()
                && !other.get(column).isEmpty()
                && !one.get(column).equals(other.get(column));
    }

    private static DomContent alone(@Nullable Map<String, String> row, String column) {
        if (row == null) {
            return em("no row").withClass("absent");
        }
        String value = row.get(column);
        if (value == null) {
            return em("NULL").withClass("absent");
        }
        return value.isEmpty()
                ? em("empty text").withClass("absent")
                : code(ValueDiff.plain(value));
    }
}
