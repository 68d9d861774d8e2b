package io.drover.report;

import static io.drover.report.Markup.bytes;
import static io.drover.report.Markup.count;
import static io.drover.report.Markup.figure;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.span;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.tfoot;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import io.drover.model.LevelVerdict;
import io.drover.model.Verdict;
import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The balance of all rows, and every table with its figures and its verdict. */
final class HtmlTables {
    private static final List<String> HEADINGS =
            List.of(
                    "Table",
                    "Verdict",
                    "#Read",
                    "#Loaded",
                    "#Filtered",
                    "#Deduplicated",
                    "#Quarantined",
                    "#Bytes",
                    "#Chunks",
                    "#Time",
                    "#Rows/s");

    private HtmlTables() {}

    static List<DomContent> render(MigrationReport report) {
        List<DomContent> sections = new ArrayList<>();
        if (report.tables().stream().anyMatch(table -> table.loading() != null)) {
            sections.add(balance(report.balance()));
        }
        if (!report.tables().isEmpty()) {
            sections.add(
                    Markup.part(
                            "Tables",
                            "",
                            div(table(
                                                    thead(tr(each(HEADINGS, HtmlTables::heading))),
                                                    tbody(each(report.tables(), HtmlTables::row)),
                                                    tfoot(total(report)))
                                            .withClass("grid stacked sortable"))
                                    .withClass("wide")));
        }
        return sections;
    }

    private static DomContent balance(MigrationReport.Balance balance) {
        return Markup.part(
                "Balance",
                "Every row that was read has a fate.",
                div(
                                term("read", balance.read(), ""),
                                sign("="),
                                term("loaded", balance.loaded(), ""),
                                sign("+"),
                                term("filtered", balance.filtered(), ""),
                                sign("+"),
                                term("deduplicated", balance.deduplicated(), ""),
                                sign("+"),
                                term("quarantined", balance.quarantined(), ""),
                                term(
                                        "unexplained",
                                        balance.unexplained(),
                                        balance.unexplained() == 0 ? "apart" : "apart different"))
                        .withClass("balance"));
    }

    private static DomContent term(String name, long rows, String kind) {
        return div(span(Figures.count(rows)).withClass("amount"), span(name).withClass("name"))
                .withClass("term " + kind);
    }

    private static DomContent sign(String sign) {
        return span(sign).withClass("sign");
    }

    private static DomContent heading(String heading) {
        boolean figures = heading.startsWith("#");
        return th(figures ? heading.substring(1) : heading)
                .withClass(figures ? "figure" : "text")
                .attr("scope", "col");
    }

    private static TrTag row(TableReport table) {
        TrTag row =
                tr(
                        td(name(table)).withClass("text title").attr("data-sort", table.source()),
                        verdict(table));
        TableReport.Loading loading = table.loading();
        if (loading == null) {
            return row.with(td("not loaded by Drover").withClass("note").attr("colspan", "9"));
        }
        Double rate = loading.rowsPerSecond();
        return row.with(
                count("Read", loading.rowsRead()),
                count("Loaded", loading.rowsLoaded()),
                count("Filtered", loading.rowsFiltered()),
                count("Deduplicated", loading.rowsDeduplicated()),
                count("Quarantined", loading.rowsQuarantined()),
                bytes("Bytes", loading.bytes()),
                figure("Chunks", loading.chunks(), chunks(loading)),
                figure("Time", loading.seconds(), Figures.duration(loading.seconds())),
                figure(
                        "Rows/s",
                        rate == null ? 0 : rate,
                        rate == null ? "–" : Figures.count(Math.round(rate))));
    }

    private static String chunks(TableReport.Loading loading) {
        return loading.chunksDone() == loading.chunks()
                ? Figures.count(loading.chunks())
                : Figures.count(loading.chunksDone()) + " of " + Figures.count(loading.chunks());
    }

    private static DomContent name(TableReport table) {
        String note = table.loading() == null ? null : table.loading().resumeNote();
        return each(
                span(table.source()).withClass("name"),
                table.source().equals(table.target())
                        ? null
                        : span("→ " + table.target()).withClass("note"),
                note == null ? null : span(note).withClass("note"));
    }

    private static TdTag verdict(TableReport table) {
        TableReport.TableProven proof = table.proof();
        if (proof == null) {
            String state =
                    table.loading() == null
                            ? "–"
                            : table.loading().state().toLowerCase(Locale.ROOT);
            return td(span(state).withClass("not_compared"))
                    .attr("data-label", "Verdict")
                    .attr("data-sort", "2");
        }
        return td(
                        span(word(proof.verdict())).withClass("mark " + css(proof.verdict())),
                        span(levels(proof))
                                .withClass(
                                        proof.verdict() == Verdict.EQUAL ? "note levels" : "note"))
                .attr("data-label", "Verdict")
                .attr("data-sort", proof.verdict() == Verdict.EQUAL ? "3" : "1");
    }

    /** Levels that agree by their names; a level that does not with all it says. */
    private static String levels(TableReport.TableProven proof) {
        return proof.levels().stream().map(HtmlTables::level).collect(Collectors.joining(", "));
    }

    private static String level(LevelVerdict level) {
        String name = level.level().name().toLowerCase(Locale.ROOT);
        return level.verdict() == Verdict.EQUAL
                ? name
                : name + " " + word(level.verdict()) + ": " + level.detail();
    }

    private static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String css(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    private static TrTag total(MigrationReport report) {
        MigrationReport.Balance balance = report.balance();
        long chunks =
                report.tables().stream()
                        .filter(table -> table.loading() != null)
                        .mapToLong(table -> table.loading().chunks())
                        .sum();
        return tr(
                td(Figures.counted(report.tables().size(), "table")).withClass("text title"),
                td(""),
                count("Read", balance.read()),
                count("Loaded", balance.loaded()),
                count("Filtered", balance.filtered()),
                count("Deduplicated", balance.deduplicated()),
                count("Quarantined", balance.quarantined()),
                bytes("Bytes", balance.bytes()),
                count("Chunks", chunks),
                td(""),
                td(""));
    }
}
