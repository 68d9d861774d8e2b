package io.drover.report;

import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import io.drover.model.Nullable;
import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.DuplicateKeys;
import io.drover.model.profile.MigrationProfile;
import io.drover.model.profile.Orphans;
import io.drover.model.profile.TableProfile;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** The overview of all tables, and for each what was found in it. */
final class ProfileHtmlTables {
    private final TableProfile profile;
    private final ProfileCharts charts;

    ProfileHtmlTables(TableProfile profile, ProfileCharts charts) {
        this.profile = profile;
        this.charts = charts;
    }

    static DomContent overview(MigrationProfile profile) {
        List<String> figures = List.of("Rows", "Columns", "Bytes", "Will not fit", "To look at");
        return Markup.part(
                "Tables",
                "",
                div(table(
                                        thead(
                                                tr(
                                                        th("Table")
                                                                .withClass("text")
                                                                .attr("scope", "col"),
                                                        each(
                                                                figures,
                                                                name ->
                                                                        th(name).withClass("figure")
                                                                                .attr(
                                                                                        "scope",
                                                                                        "col")))),
                                        tbody(
                                                each(
                                                        profile.tables(),
                                                        ProfileHtmlTables::overviewRow)))
                                .withClass("grid stacked sortable"))
                        .withClass("wide"));
    }

    private static DomContent overviewRow(TableProfile table) {
        String note =
                table.failure() != null ? "not profiled" : table.sampled() ? "a sample" : null;
        return tr(
                td(
                                span(Markup.breakable(table.table().toString())).withClass("name"),
                                note == null ? null : span(note).withClass("note"))
                        .withClass("text title")
                        .attr("data-sort", table.table().toString()),
                Markup.count("Rows", table.rows()),
                Markup.count("Columns", table.columns().size()),
                Markup.bytes("Bytes", table.bytes()),
                Markup.count(
                        "Will not fit",
                        table.unfit().stream().mapToLong(unfit -> unfit.rows()).sum()),
                Markup.count(
                        "To look at",
                        table.columns().stream()
                                .mapToLong(column -> column.troubles().size())
                                .sum()));
    }

    DomContent render() {
        if (profile.failure() != null) {
            return Markup.part(profile.table().toString(), "Not profiled.", p(profile.failure()));
        }
        List<DomContent> content = new ArrayList<>();
        content.add(unfit());
        content.add(keys());
        content.add(troubles());
        content.add(columns());
        List<DomContent> figures =
                profile.columns().stream().map(charts::of).filter(Objects::nonNull).toList();
        if (!figures.isEmpty()) {
            content.add(div(each(figures, figure -> figure)).withClass("charts small"));
        }
        content.add(shares());
        return Markup.part(
                profile.table().toString(),
                lead(),
                content.stream().filter(Objects::nonNull).toArray(DomContent[]::new));
    }

    private String lead() {
        StringBuilder lead = new StringBuilder(Figures.counted(profile.rows(), "row"));
        if (profile.sampled()) {
            lead.append(" read, a sample of about ").append(Figures.count(profile.estimatedRows()));
        }
        if (profile.partitions() > 0) {
            lead.append(" in ").append(Figures.counted(profile.partitions(), "partition"));
        }
        if (profile.where() != null) {
            lead.append(", those for which ").append(profile.where());
        }
        return lead.append('.').toString();
    }

    private @Nullable DomContent unfit() {
        return grid(
                "Will not fit the target",
                List.of("Column", "Rule", "#Rows", "Examples"),
                profile.unfit().stream()
                        .map(
                                unfit ->
                                        row(
                                                unfit.column().isEmpty()
                                                        ? "the row"
                                                        : unfit.column(),
                                                unfit.rule(),
                                                Figures.count(unfit.rows()),
                                                String.join("; ", unfit.examples())))
                        .toList());
    }

    private @Nullable DomContent keys() {
        List<List<DomContent>> rows = new ArrayList<>();
        for (DuplicateKeys keys : profile.duplicates()) {
            rows.add(
                    row(
                            String.join(", ", keys.columns()),
                            kind(keys),
                            keys.failure() != null ? "–" : Figures.count(keys.rows()),
                            keys.failure() != null
                                    ? keys.failure()
                                    : keys.keys() == 0
                                            ? "none"
                                            : "%s: %s"
                                                    .formatted(
                                                            Figures.counted(keys.keys(), "key"),
                                                            String.join("; ", keys.examples()))));
        }
        for (Orphans orphans : profile.orphans()) {
            rows.add(
                    row(
                            String.join(", ", orphans.columns()),
                            "without a row in %s, %s"
                                    .formatted(
                                            orphans.parent(),
                                            orphans.constraint() == null
                                                    ? "a likely reference"
                                                    : "foreign key " + orphans.constraint()),
                            orphans.failure() != null ? "–" : Figures.count(orphans.rows()),
                            orphans.failure() != null
                                    ? orphans.failure()
                                    : orphans.rows() == 0
                                            ? "none"
                                            : String.join("; ", orphans.examples())));
        }
        return grid(
                "Keys and references, by queries of their own",
                List.of("Columns", "Looked for", "#Rows", "Found"),
                rows);
    }

    private static String kind(DuplicateKeys keys) {
        return switch (keys.kind()) {
            case DECLARED -> "repeated values of the key that the spec names";
            case CANDIDATE -> "repeated values of a likely key";
            case NEAR -> "equal without case, accents and blanks";
        };
    }

    private @Nullable DomContent troubles() {
        List<List<DomContent>> rows = new ArrayList<>();
        for (ColumnProfile column : profile.columns()) {
            column.troubles()
                    .forEach(
                            trouble ->
                                    rows.add(
                                            row(
                                                    column.name(),
                                                    trouble.kind().says(),
                                                    Figures.count(trouble.rows()),
                                                    quoted(trouble.examples()))));
            if (column.numbers() != null) {
                outliers(column, "far below the others", column.numbers().below(), rows);
                outliers(column, "far above the others", column.numbers().above(), rows);
            }
        }
        return grid("To look at", List.of("Column", "Values that", "#Rows", "Examples"), rows);
    }

    /** So that blanks at the ends are seen. */
    private static String quoted(List<String> examples) {
        return examples.stream()
                .map(example -> "'" + example.replace(' ', '\u00a0') + "'")
                .collect(Collectors.joining("; "));
    }

    private static void outliers(
            ColumnProfile column,
            String where,
            ColumnProfile.Outliers outliers,
            List<List<DomContent>> rows) {
        if (outliers.rows() > 0) {
            rows.add(
                    row(
                            column.name(),
                            "lie " + where + " (three times the distance of the quartiles)",
                            (outliers.atLeast() ? "≥ " : "") + Figures.count(outliers.rows()),
                            String.join("; ", outliers.examples())));
        }
    }

    private DomContent columns() {
        return grid(
                "Columns",
                List.of("Column", "#Nulls", "#Empty", "#Distinct", "Least", "Greatest", "Length"),
                profile.columns().stream().map(this::column).toList());
    }

    private List<DomContent> column(ColumnProfile column) {
        ColumnProfile.Distinct distinct = column.distinct();
        return List.of(
                div(
                        span(Markup.breakable(column.name())).withClass("name"),
                        span(column.type() + (column.masked() ? ", masked" : ""))
                                .withClass("note")),
                text(share(column.nulls())),
                text(share(column.empty() + column.blank())),
                text((distinct.exact() ? "" : "≈ ") + Figures.count(distinct.count())),
                text(Markup.orDash(column.min())),
                text(Markup.orDash(column.max())),
                text(lengths(column)));
    }

    private String share(long rows) {
        return rows == 0
                ? "0"
                : "%s (%s)".formatted(Figures.count(rows), percent((double) rows / profile.rows()));
    }

    private static String percent(double share) {
        return share > 0 && share < 0.001
                ? "< 0.1 %"
                : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String lengths(ColumnProfile column) {
        ColumnProfile.Lengths lengths =
                column.characters() == null ? column.bytes() : column.characters();
        if (lengths == null) {
            return "–";
        }
        return String.format(
                Locale.ROOT,
                "%d – %d, mean %.1f%s",
                lengths.min(),
                lengths.max(),
                lengths.average(),
                column.characters() == null ? " bytes" : "");
    }

    private @Nullable DomContent shares() {
        List<List<DomContent>> rows = new ArrayList<>();
        for (ColumnProfile column : profile.columns()) {
            add(column, "value", column.frequent(), rows);
            add(column, "pattern", column.patterns(), rows);
        }
        if (rows.isEmpty()) {
            return null;
        }
        return details(
                summary("Frequent values and patterns"),
                Markup.grid(List.of("Column", "Kind", "Text", "#Rows", "#Share"), rows));
    }

    private static void add(
            ColumnProfile column,
            String kind,
            ColumnProfile.Shares shares,
            List<List<DomContent>> rows) {
        shares.top()
                .forEach(
                        share ->
                                rows.add(
                                        row(
                                                column.name(),
                                                shares.sampled() ? kind + ", of a sample" : kind,
                                                share.text(),
                                                Figures.count(share.rows()),
                                                percent(share.share()))));
    }

    private static List<DomContent> row(String... texts) {
        List<DomContent> cells = new ArrayList<>();
        for (String cell : texts) {
            cells.add(text(cell));
        }
        return cells;
    }

    private static @Nullable DomContent grid(
            String heading, List<String> headings, List<List<DomContent>> rows) {
        return rows.isEmpty() ? null : div(h3(heading), Markup.grid(headings, rows));
    }
}
