package io.drover.report;

import static j2html.TagCreator.code;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h4;
import static j2html.TagCreator.li;
import static j2html.TagCreator.span;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.text;
import static j2html.TagCreator.ul;

import io.drover.model.LevelFigure;
import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.Verdict;
import io.drover.model.history.TableProof;
import j2html.tags.DomContent;
import j2html.tags.specialized.DetailsTag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Each table, level by level, with the figures that were compared; open where something is not
 * equal. First of all, what belongs to no table.
 */
final class HtmlDetails {
    private static final int SHOWN_FIGURES = 60;
    private static final List<String> LEVELS = List.of("Level", "Verdict", "What was found");
    private static final List<String> FIGURES =
            List.of("Compared", "#Source", "#Target", "Verdict", "Note");

    private HtmlDetails() {}

    static List<DomContent> render(MigrationReport report) {
        List<DomContent> parts = new ArrayList<>();
        if (report.proof() == null) {
            return parts;
        }
        if (!report.proof().levels().isEmpty()) {
            parts.add(
                    Markup.part(
                            "Beside the tables",
                            "Definitions that belong to no table, and what the spec asks both sides.",
                            levels(report.proof().levels())));
        }
        parts.add(
                Markup.part(
                        "Table by table",
                        "",
                        details(summary("What the levels mean"), Markup.facts(meanings(report)))
                                .withClass("meanings"),
                        each(
                                report.tables().stream()
                                        .filter(table -> table.proof() != null)
                                        .map(HtmlDetails::table)
                                        .toArray(DomContent[]::new))));
        return parts;
    }

    static String id(TableReport table) {
        return "table-" + table.number();
    }

    private static Map<String, String> meanings(MigrationReport report) {
        Map<String, String> meanings = new LinkedHashMap<>();
        report.tables().stream()
                .filter(table -> table.proof() != null)
                .flatMap(table -> table.proof().levels().stream())
                .map(LevelVerdict::level)
                .distinct()
                .sorted()
                .forEach(level -> meanings.put(Levels.name(level), Levels.meaning(level)));
        return meanings;
    }

    private static DomContent table(TableReport table) {
        TableProof proof = table.proof();
        DetailsTag details =
                details(
                                summary(
                                        span(Markup.breakable(table.source())).withClass("name"),
                                        text(" "),
                                        span(Levels.word(proof.verdict()))
                                                .withClass("mark " + Levels.style(proof.verdict())),
                                        text(" "),
                                        span(found(proof)).withClass("note")),
                                div(
                                                levels(proof.levels()),
                                                notes(proof.notes()),
                                                Markup.facts(facts(table)))
                                        .withClass("inside"))
                        .withId(id(table));
        return HtmlTables.filterable(
                proof.verdict() == Verdict.EQUAL ? details : details.attr("open"), table);
    }

    private static String found(TableProof proof) {
        if (proof.differences() > 0) {
            return DifferenceCounts.of(proof);
        }
        return proof.targetRows() == null ? "" : Figures.counted(proof.targetRows(), "row");
    }

    private static DomContent levels(List<LevelVerdict> levels) {
        List<List<DomContent>> rows = new ArrayList<>();
        for (LevelVerdict level : levels) {
            rows.add(
                    List.of(
                            text(Levels.name(level.level())),
                            mark(level.verdict()),
                            text(level.detail())));
        }
        return each(
                Markup.grid(LEVELS, rows),
                each(
                        levels.stream()
                                .filter(level -> !level.figures().isEmpty())
                                .map(HtmlDetails::figures)
                                .toArray(DomContent[]::new)));
    }

    private static DomContent figures(LevelVerdict level) {
        int all = level.figures().size();
        List<List<DomContent>> rows = new ArrayList<>();
        for (LevelFigure figure : level.figures().subList(0, Math.min(all, SHOWN_FIGURES))) {
            rows.add(
                    List.of(
                            text(figure.name()),
                            value(figure.source()),
                            value(figure.target()),
                            mark(figure.verdict()),
                            text(figure.note())));
        }
        return div(
                        h4(
                                text(Levels.name(level.level())),
                                all > SHOWN_FIGURES
                                        ? span("the first "
                                                        + SHOWN_FIGURES
                                                        + " of "
                                                        + Figures.count(all)
                                                        + "; report.json has all")
                                                .withClass("note")
                                        : null),
                        Markup.grid(FIGURES, rows))
                .withClass("figures");
    }

    private static DomContent value(@Nullable String value) {
        return value == null ? text("–") : code(value);
    }

    private static DomContent mark(Verdict verdict) {
        return span(Levels.word(verdict)).withClass("mark " + Levels.style(verdict));
    }

    private static @Nullable DomContent notes(List<String> notes) {
        return notes.isEmpty()
                ? null
                : div(h4("What this does not say"), ul(each(notes, note -> li(note))));
    }

    private static Map<String, String> facts(TableReport table) {
        TableProof proof = table.proof();
        Map<String, String> facts = new LinkedHashMap<>();
        if (table.loading() != null) {
            facts.put("Rows of the load", table.loading().equation());
        }
        if (!proof.computed().isEmpty()) {
            facts.put("How", proof.computed());
        }
        facts.put("Equality", proof.equality());
        if (proof.sourceDigest() != null) {
            facts.put("Digest, source", proof.sourceDigest());
            facts.put("Digest, target", Markup.orDash(proof.targetDigest()));
        }
        facts.put("Time", Figures.duration(proof.seconds()));
        return facts;
    }
}
