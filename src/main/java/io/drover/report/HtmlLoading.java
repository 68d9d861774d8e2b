package io.drover.report;

import static io.drover.report.Markup.bytes;
import static io.drover.report.Markup.count;
import static io.drover.report.Markup.figure;
import static j2html.TagCreator.each;
import static j2html.TagCreator.span;
import static j2html.TagCreator.td;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import java.util.List;
import java.util.Locale;

/** How the rows of each table went over: fates, bytes, chunks and time. */
final class HtmlLoading {
    private static final List<String> HEADINGS =
            List.of(
                    "Table",
                    "State",
                    "#Read",
                    "#Loaded",
                    "#Filtered",
                    "#Deduplicated",
                    "#Quarantined",
                    "#Bytes",
                    "#Chunks",
                    "#Time",
                    "#Rows/s");

    private HtmlLoading() {}

    static DomContent render(MigrationReport report) {
        return Markup.part(
                "Loading",
                "",
                HtmlTables.filter(report, List.of()),
                Markup.sortable(
                        HEADINGS,
                        each(
                                report.tables().stream()
                                        .filter(table -> table.loading() != null)
                                        .map(HtmlLoading::row)
                                        .toArray(DomContent[]::new)),
                        total(report)));
    }

    private static DomContent row(TableReport table) {
        TableReport.Loading loading = table.loading();
        Double rate = loading.rowsPerSecond();
        return HtmlTables.filterable(
                tr(
                        td(
                                        HtmlTables.name(table),
                                        loading.resumeNote() == null
                                                ? null
                                                : span(loading.resumeNote()).withClass("note"))
                                .withClass("text title")
                                .attr("data-sort", table.source()),
                        td(span(loading.state().toLowerCase(Locale.ROOT)).withClass("not_compared"))
                                .attr("data-label", "State"),
                        count("Read", loading.rowsRead()),
                        count("Loaded", loading.rowsLoaded()),
                        count("Filtered", loading.rowsFiltered()),
                        count("Deduplicated", loading.rowsDeduplicated()),
                        count("Quarantined", loading.rowsQuarantined()),
                        size(loading.rowsRead(), loading.bytes()),
                        figure("Chunks", loading.chunks(), chunks(loading)),
                        figure("Time", loading.seconds(), Figures.duration(loading.seconds())),
                        figure(
                                "Rows/s",
                                rate == null ? 0 : rate,
                                rate == null ? "–" : Figures.count(Math.round(rate)))),
                table);
    }

    /** Of rows that went into another engine nobody counts bytes. */
    private static TdTag size(long rows, long bytes) {
        return rows > 0 && bytes == 0 ? figure("Bytes", 0, "–") : bytes("Bytes", bytes);
    }

    private static String chunks(TableReport.Loading loading) {
        return loading.chunksDone() == loading.chunks()
                ? Figures.count(loading.chunks())
                : Figures.count(loading.chunksDone()) + " of " + Figures.count(loading.chunks());
    }

    private static TrTag total(MigrationReport report) {
        MigrationReport.Balance balance = report.balance();
        long tables = report.tables().stream().filter(table -> table.loading() != null).count();
        long chunks =
                report.tables().stream()
                        .filter(table -> table.loading() != null)
                        .mapToLong(table -> table.loading().chunks())
                        .sum();
        return tr(
                td(Figures.counted(tables, "table")).withClass("text title"),
                td(""),
                count("Read", balance.read()),
                count("Loaded", balance.loaded()),
                count("Filtered", balance.filtered()),
                count("Deduplicated", balance.deduplicated()),
                count("Quarantined", balance.quarantined()),
                size(balance.read(), balance.bytes()),
                count("Chunks", chunks),
                td(""),
                td(""));
    }
}
