package io.drover.report;

import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.tfoot;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;
import static j2html.TagCreator.wbr;

import io.drover.model.Nullable;
import j2html.tags.DomContent;
import j2html.tags.specialized.SectionTag;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.TrTag;
import java.util.List;
import java.util.Map;

/** The few forms of which the page is made. Every text that comes in is escaped by j2html. */
final class Markup {
    private Markup() {}

    /** A section with its heading; {@code lead} is one sentence under it, or empty. */
    static SectionTag part(String heading, String lead, DomContent... content) {
        return section(h2(heading))
                .with(lead.isEmpty() ? null : p(lead).withClass("lead"))
                .with(content);
    }

    /** Names and values, one beside the other where there is room. */
    static DomContent facts(Map<String, String> facts) {
        return dl(each(facts.entrySet(), fact -> div(dt(fact.getKey()), dd(fact.getValue()))))
                .withClass("facts");
    }

    /** A plain table. A heading that begins with {@code #} is that of a column of figures. */
    static DomContent grid(List<String> headings, List<List<DomContent>> rows) {
        return div(table(
                                thead(
                                        tr(
                                                each(
                                                        headings,
                                                        heading ->
                                                                th(name(heading))
                                                                        .withClass(kind(heading))
                                                                        .attr("scope", "col")))),
                                tbody(each(rows, row -> tr(cells(headings, row)))))
                        .withClass("grid"))
                .withClass("wide");
    }

    /** A table that sorts by a click on a heading, with its rows and their sum. */
    static DomContent sortable(List<String> headings, DomContent rows, TrTag total) {
        return div(table(
                                thead(
                                        tr(
                                                each(
                                                        headings,
                                                        heading ->
                                                                th(name(heading))
                                                                        .withClass(kind(heading))
                                                                        .attr("scope", "col")))),
                                tbody(rows),
                                tfoot(total))
                        .withClass("grid stacked sortable"))
                .withClass("wide");
    }

    private static DomContent cells(List<String> headings, List<DomContent> row) {
        DomContent[] cells = new DomContent[row.size()];
        for (int index = 0; index < cells.length; index++) {
            cells[index] =
                    td(row.get(index))
                            .withClass(kind(headings.get(index)))
                            .attr("data-label", name(headings.get(index)));
        }
        return each(cells);
    }

    private static String name(String heading) {
        return heading.startsWith("#") ? heading.substring(1) : heading;
    }

    private static String kind(String heading) {
        return heading.startsWith("#") ? "figure" : "text";
    }

    /** A cell with a figure that sorts by {@code value} and reads as {@code shown}. */
    static TdTag figure(String label, double value, String shown) {
        return td(shown)
                .withClass(value == 0 ? "figure zero" : "figure")
                .attr("data-label", label)
                .attr("data-sort", Double.toString(value));
    }

    static TdTag count(String label, long value) {
        return figure(label, (double) value, Figures.count(value));
    }

    static TdTag bytes(String label, long value) {
        return figure(label, (double) value, Figures.bytes((double) value));
    }

    /** A name that a narrow column breaks behind a dot or an underscore first. */
    static DomContent breakable(String name) {
        return each(List.of(name.split("(?<=[._])")), part -> each(text(part), wbr()));
    }

    /** What stands where there is nothing to say. */
    static String orDash(@Nullable String text) {
        return text == null || text.isEmpty() ? "–" : text;
    }
}
