package io.drover.report;

import static io.drover.report.Markup.count;
import static io.drover.report.Markup.figure;
import static j2html.TagCreator.a;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.option;
import static j2html.TagCreator.select;
import static j2html.TagCreator.span;
import static j2html.TagCreator.tag;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.tr;

import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.Verdict;
import io.drover.model.history.TableProof;
import j2html.tags.DomContent;
import j2html.tags.Tag;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every table with its verdict, the levels behind it, and the rows of both sides. */
final class HtmlTables {
    private static final List<String> HEADINGS =
            List.of(
                    "Table",
                    "Verdict",
                    "Levels",
                    "#Source rows",
                    "#Target rows",
                    "#Rows that differ",
                    "#Left out");

    private HtmlTables() {}

    static DomContent render(MigrationReport report) {
        return Markup.part(
                "Tables",
                "Left out: rows that filters, deduplication or the quarantine kept from the target.",
                filter(report, verdicts(report)),
                Markup.sortable(HEADINGS, each(report.tables(), HtmlTables::row), total(report)));
    }

    /** Marks what a filter shows or hides, by the table's names and its verdict. */
    static <T extends Tag<T>> T filterable(T element, TableReport table) {
        return element.attr(
                        "data-table",
                        (table.source() + " " + table.target()).toLowerCase(Locale.ROOT))
                .attr("data-verdict", verdictOf(table));
    }

    /** What a filter is worked with; without its script it is not seen. */
    static @Nullable DomContent filter(MigrationReport report, List<String> verdicts) {
        if (report.tables().size() < 2) {
            return null;
        }
        return div(
                        label(
                                text("Find a table "),
                                input().withType("search").attr("autocomplete", "off")),
                        verdicts.size() < 2
                                ? null
                                : label(
                                        text("Verdict "),
                                        select(
                                                option("all").withValue(""),
                                                each(
                                                        verdicts,
                                                        verdict ->
                                                                option(verdict.replace('_', ' '))
                                                                        .withValue(verdict)))),
                        tag("output").withClass("note"))
                .withClass("filter")
                .attr("hidden");
    }

    private static List<String> verdicts(MigrationReport report) {
        return report.tables().stream().map(HtmlTables::verdictOf).distinct().sorted().toList();
    }

    private static String verdictOf(TableReport table) {
        return table.proof() == null ? "not_compared" : Levels.style(table.proof().verdict());
    }

    private static DomContent row(TableReport table) {
        TableProof proof = table.proof();
        TrTag row =
                tr(
                        td(name(table)).withClass("text title").attr("data-sort", table.source()),
                        verdict(proof));
        if (proof == null) {
            return filterable(
                    row.with(
                            td("not compared").withClass("note").attr("data-label", "Levels"),
                            figure("Source rows", 0, "–"),
                            figure("Target rows", 0, "–"),
                            figure("Rows that differ", 0, "–"),
                            leftOut(table)),
                    table);
        }
        return filterable(
                row.with(
                        td(levels(proof))
                                .withClass("text levels")
                                .attr("data-label", "Levels")
                                .attr("data-sort", Long.toString(unequal(proof))),
                        countOrDash("Source rows", proof.sourceRows()),
                        countOrDash("Target rows", proof.targetRows()),
                        proof.verdict() == Verdict.NOT_PROVEN && proof.differences() == 0
                                ? figure("Rows that differ", 0, "–")
                                : count("Rows that differ", proof.differences()),
                        leftOut(table)),
                table);
    }

    /** Both names; the first leads to what the page says of the table. */
    static DomContent name(TableReport table) {
        return each(
                table.proof() == null
                        ? span(Markup.breakable(table.source())).withClass("name")
                        : a(Markup.breakable(table.source()))
                                .withClass("name")
                                .withHref("#" + HtmlDetails.id(table)),
                table.source().equals(table.target())
                        ? null
                        : span(text("→ "), Markup.breakable(table.target())).withClass("note"));
    }

    private static TdTag verdict(@Nullable TableProof proof) {
        if (proof == null) {
            return td(span("–").withClass("not_compared"))
                    .attr("data-label", "Verdict")
                    .attr("data-sort", "2");
        }
        return td(span(Levels.word(proof.verdict()))
                        .withClass("mark " + Levels.style(proof.verdict())))
                .attr("data-label", "Verdict")
                .attr(
                        "data-sort",
                        switch (proof.verdict()) {
                            case DIFFERENT -> "0";
                            case NOT_PROVEN -> "1";
                            case EQUAL -> "3";
                        });
    }

    private static long unequal(TableProof proof) {
        return proof.levels().stream().filter(level -> level.verdict() != Verdict.EQUAL).count();
    }

    /** What is not equal by name and sign; how much is. */
    private static DomContent levels(TableProof proof) {
        List<DomContent> content = new ArrayList<>();
        for (LevelVerdict level : proof.levels()) {
            if (level.verdict() != Verdict.EQUAL) {
                content.add(
                        span(Levels.sign(level.verdict()) + " " + Levels.name(level.level()))
                                .withClass("level " + Levels.style(level.verdict())));
            }
        }
        long equal = proof.levels().size() - unequal(proof);
        if (equal > 0) {
            content.add(
                    span(content.isEmpty()
                                    ? "all " + equal + " levels"
                                    : Figures.counted(equal, "other level") + " equal")
                            .withClass("note"));
        }
        return each(content.toArray(DomContent[]::new));
    }

    private static TdTag countOrDash(String label, @Nullable Long rows) {
        return rows == null ? figure(label, 0, "–") : count(label, rows);
    }

    private static TdTag leftOut(TableReport table) {
        return table.loading() == null
                ? figure("Left out", 0, "–")
                : count("Left out", leftOut(table.loading()));
    }

    private static long leftOut(TableReport.Loading loading) {
        return loading.rowsFiltered() + loading.rowsDeduplicated() + loading.rowsQuarantined();
    }

    private static TrTag total(MigrationReport report) {
        MigrationReport.Proof proof = report.proof();
        MigrationReport.Balance balance = report.balance();
        return tr(
                td(Figures.counted(report.tables().size(), "table")).withClass("text title"),
                td(""),
                td(""),
                count("Source rows", proof == null ? 0 : proof.sourceRows()),
                count("Target rows", proof == null ? 0 : proof.targetRows()),
                count("Rows that differ", proof == null ? 0 : proof.differences()),
                count(
                        "Left out",
                        balance.filtered() + balance.deduplicated() + balance.quarantined()));
    }
}
