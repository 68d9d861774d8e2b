package io.drover.report;

import static j2html.TagCreator.article;
import static j2html.TagCreator.code;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.em;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.drover.model.Difference;
import io.drover.model.Nullable;
import io.drover.model.history.TableProof;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The first rows that differ, with both values side by side. */
final class HtmlDifferences {
    private static final List<String> HEADINGS = List.of("Row", "Column", "Source", "Target");

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
        return article(
                h3(text(table.source()), span(counts(proof)).withClass("note")),
                rows.isEmpty() ? null : div(Markup.grid(HEADINGS, rows)).withClass("values"));
    }

    private static String counts(TableProof proof) {
        String all = DifferenceCounts.of(proof);
        int shown = proof.shown().size();
        return shown < proof.differences()
                ? all + "; the first " + Figures.count(shown) + " shown"
                : all;
    }

    private static List<List<DomContent>> rows(Difference difference) {
        DomContent name = row(difference);
        List<List<DomContent>> rows = new ArrayList<>();
        for (String column : columns(difference)) {
            rows.add(
                    List.of(
                            rows.isEmpty() ? name : text(""),
                            text(column),
                            value(difference.sourceRow(), column),
                            value(difference.targetRow(), column)));
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

    private static DomContent value(@Nullable Map<String, String> row, String column) {
        if (row == null) {
            return em("no row").withClass("absent");
        }
        String value = row.get(column);
        if (value == null) {
            return em("NULL").withClass("absent");
        }
        return value.isEmpty() ? em("empty text").withClass("absent") : code(value);
    }
}
