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
import static j2html.TagCreator.text;
import static j2html.TagCreator.tfoot;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.Verdict;
import io.drover.model.history.TableProof;
import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The balance of all rows, and every table with its figures and its verdict. */
final class HtmlTables {
    private static final List<String> FIGURES =
            List.of(
                    "Read",
                    "Loaded",
                    "Filtered",
                    "Deduplicated",
                    "Quarantined",
                    "Bytes",
                    "Chunks",
                    "Time",
                    "Rows/s");

    /** Where Drover loaded nothing, there are only the auditor's figures. */
    private static final List<String> PROOF_FIGURES = List.of("Source rows", "Target rows", "Time");

    private HtmlTables() {}

    static List<DomContent> render(MigrationReport report) {
        List<DomContent> sections = new ArrayList<>();
        boolean loaded = report.tables().stream().anyMatch(table -> table.loading() != null);
        if (loaded) {
            sections.add(HtmlBalance.render(report));
            sections.addAll(HtmlBalance.log(report.migrationLog()));
            sections.add(tables(report, FIGURES, HtmlTables::row, total(report)));
        } else if (!report.tables().isEmpty()) {
            sections.add(tables(report, PROOF_FIGURES, HtmlTables::proofRow, proofTotal(report)));
        }
        return sections;
    }

    private static DomContent tables(
            MigrationReport report,
            List<String> figures,
            Function<TableReport, DomContent> row,
            TrTag total) {
        return Markup.part(
                "Tables",
                "",
                div(table(
                                        thead(headings(report, figures)),
                                        tbody(each(report.tables(), row)),
                                        tfoot(total))
                                .withClass("grid stacked sortable"))
                        .withClass("wide"));
    }

    private static TrTag headings(MigrationReport report, List<String> figures) {
        return tr(
                heading("Table", "text"),
                heading(report.proof() == null ? "State" : "Verdict", "text"),
                each(figures, name -> heading(name, "figure")));
    }

    private static DomContent heading(String name, String kind) {
        return th(name).withClass(kind).attr("scope", "col");
    }

    private static TrTag begin(TableReport table) {
        return tr(
                td(name(table)).withClass("text title").attr("data-sort", table.source()),
                verdict(table));
    }

    private static TrTag proofRow(TableReport table) {
        TableProof proof = table.proof();
        if (proof == null) {
            return begin(table);
        }
        return begin(table)
                .with(
                        countOrDash("Source rows", proof.sourceRows()),
                        countOrDash("Target rows", proof.targetRows()),
                        figure("Time", proof.seconds(), Figures.duration(proof.seconds())));
    }

    private static TdTag countOrDash(String label, @Nullable Long rows) {
        return rows == null ? figure(label, 0, "–") : count(label, rows);
    }

    private static TrTag row(TableReport table) {
        TrTag row = begin(table);
        TableReport.Loading loading = table.loading();
        if (loading == null) {
            return row.with(
                    td("not loaded by Drover")
                            .withClass("note")
                            .attr("colspan", Integer.toString(FIGURES.size())));
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
                span(Markup.breakable(table.source())).withClass("name"),
                table.source().equals(table.target())
                        ? null
                        : span(text("→ "), Markup.breakable(table.target())).withClass("note"),
                note == null ? null : span(note).withClass("note"));
    }

    private static TdTag verdict(TableReport table) {
        TableProof proof = table.proof();
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

    /** What was looked at, and, where it is not the same, what each level says. */
    private static String levels(TableProof proof) {
        boolean equal = proof.verdict() == Verdict.EQUAL;
        return proof.levels().stream()
                .map(
                        level ->
                                equal
                                        ? equalLevel(level, proof)
                                        : name(level) + ": " + level.detail())
                .collect(Collectors.joining(equal ? ", " : "; "));
    }

    private static String equalLevel(LevelVerdict level, TableProof proof) {
        return level.level() == LevelVerdict.Level.COUNTS && proof.targetRows() != null
                ? Figures.counted(proof.targetRows(), "row")
                : name(level);
    }

    private static String name(LevelVerdict level) {
        return level.level().name().toLowerCase(Locale.ROOT);
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

    private static TrTag proofTotal(MigrationReport report) {
        MigrationReport.Proof proof = report.proof();
        return tr(
                td(Figures.counted(report.tables().size(), "table")).withClass("text title"),
                td(""),
                count("Source rows", proof == null ? 0 : proof.sourceRows()),
                count("Target rows", proof == null ? 0 : proof.targetRows()),
                td(""));
    }
}
