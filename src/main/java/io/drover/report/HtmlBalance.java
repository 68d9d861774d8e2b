package io.drover.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.drover.model.history.RowFates;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;

/**
 * The equation of all rows, of each table where it says more than that all were loaded, and what
 * the rules did.
 */
final class HtmlBalance {
    private static final List<String> HEADINGS = List.of("Table", "Rows", "#Unexplained");

    private HtmlBalance() {}

    static DomContent render(MigrationReport report) {
        List<TableReport> telling =
                report.tables().stream()
                        .filter(table -> table.loading() != null)
                        .filter(table -> Equation.says(table.loading().fates()))
                        .toList();
        return Markup.part(
                "Balance",
                "Every row that was read has a fate.",
                equation(report.balance().fates()),
                each(telling.isEmpty() ? null : Markup.grid(HEADINGS, rows(telling))));
    }

    /** The migration log; nothing where no rule did anything. */
    static List<DomContent> log(List<MigrationLog.Line> lines) {
        if (lines.isEmpty()) {
            return List.of();
        }
        return List.of(
                Markup.part(
                        "Migration log",
                        "What each rule did; a row that violates several is counted by each.",
                        Markup.grid(
                                List.of("Table", "Rule", "What was done"),
                                lines.stream()
                                        .map(
                                                line ->
                                                        List.<DomContent>of(
                                                                Markup.breakable(line.source()),
                                                                text(line.rule()),
                                                                text(line.text())))
                                        .toList())));
    }

    private static List<List<DomContent>> rows(List<TableReport> tables) {
        List<List<DomContent>> rows = new ArrayList<>();
        for (TableReport table : tables) {
            RowFates fates = table.loading().fates();
            rows.add(
                    List.of(
                            Markup.breakable(table.source()),
                            text(Equation.of(fates)),
                            span(Figures.count(fates.unexplained()))
                                    .withClass(
                                            fates.unexplained() == 0 ? "zero" : "mark different")));
        }
        return rows;
    }

    private static DomContent equation(RowFates rows) {
        return div(
                        term("read", rows.read(), ""),
                        sign("="),
                        term("loaded", rows.loaded(), ""),
                        sign("+"),
                        term("filtered", rows.filtered(), ""),
                        sign("+"),
                        term("deduplicated", rows.deduplicated(), ""),
                        sign("+"),
                        term("quarantined", rows.quarantined(), ""),
                        term(
                                "unexplained",
                                rows.unexplained(),
                                rows.unexplained() == 0 ? "apart" : "apart different"))
                .withClass("balance");
    }

    private static DomContent term(String name, long rows, String kind) {
        return div(span(Figures.count(rows)).withClass("amount"), span(name).withClass("name"))
                .withClass("term " + kind);
    }

    private static DomContent sign(String sign) {
        return span(sign).withClass("sign");
    }
}
