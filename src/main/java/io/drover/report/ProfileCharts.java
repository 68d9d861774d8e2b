package io.drover.report;

import static j2html.TagCreator.canvas;
import static j2html.TagCreator.div;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.script;
import static j2html.TagCreator.strong;

import io.drover.model.Nullable;
import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.ColumnProfile.Share;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small charts of columns: how numbers lie, or which values are frequent; drawn when in sight. */
final class ProfileCharts {
    private static final int LABEL_CHARACTERS = 24;

    private final List<Map<String, Object>> charts = new ArrayList<>();

    boolean isEmpty() {
        return charts.isEmpty();
    }

    /** The chart of a column, or null where there is nothing to draw. */
    @Nullable
    DomContent of(ColumnProfile column) {
        if (column.numbers() != null && !column.numbers().bins().isEmpty()) {
            Map<String, Object> chart = chart("bins");
            chart.put("from", column.numbers().binFrom());
            chart.put("width", column.numbers().binWidth());
            chart.put("counts", column.numbers().bins());
            return captioned(
                    column,
                    chart,
                    "values by size, outliers left out"
                            + (column.numbers().sampled()
                                    ? sampled(column.numbers().ofRows())
                                    : ""));
        }
        boolean values = column.frequent().top().size() > 1;
        if (!values && column.patterns().top().size() <= 1) {
            return null;
        }
        ColumnProfile.Shares shares = values ? column.frequent() : column.patterns();
        Map<String, Object> chart = chart("top");
        chart.put(
                "labels", shares.top().stream().map(Share::text).map(ProfileCharts::cut).toList());
        chart.put("counts", shares.top().stream().map(Share::rows).toList());
        return captioned(
                column,
                chart,
                (values ? "most frequent values" : "most frequent patterns")
                        + (shares.sampled() ? sampled(shares.ofRows()) : ""));
    }

    private Map<String, Object> chart(String kind) {
        Map<String, Object> chart = new LinkedHashMap<>();
        chart.put("id", "chart" + charts.size());
        chart.put("kind", kind);
        charts.add(chart);
        return chart;
    }

    private static String sampled(long rows) {
        return ", of a sample of " + Figures.counted(rows, "value");
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LABEL_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LABEL_CHARACTERS)) + "…";
    }

    private static DomContent captioned(
            ColumnProfile column, Map<String, Object> chart, String caption) {
        return figure().with(
                        div(canvas().withId((String) chart.get("id"))
                                        .attr("role", "img")
                                        .attr("aria-label", column.name() + ": " + caption))
                                .withClass("canvas"),
                        figcaption(strong(column.name()), rawHtml(" ")).withText(caption));
    }

    DomContent data() {
        return script(rawHtml(HtmlCharts.embedded(charts)))
                .withType("application/json")
                .withId("chart-data");
    }
}
