package io.drover.report;

import static j2html.TagCreator.canvas;
import static j2html.TagCreator.div;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.script;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.model.history.ChunkDurations;
import io.drover.model.history.Throughput;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Throughput over time, and how long chunks took; nothing where nothing was loaded. */
final class HtmlCharts {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private HtmlCharts() {}

    static boolean hasData(MigrationReport report) {
        return report.throughput() != null || report.chunkDurations() != null;
    }

    static List<DomContent> render(MigrationReport report) {
        if (!hasData(report)) {
            return List.of();
        }
        List<DomContent> figures = new ArrayList<>();
        Map<String, Object> data = new LinkedHashMap<>();
        if (report.throughput() != null) {
            data.put("throughput", report.throughput());
            figures.add(
                    chart(
                            "throughput",
                            "Rows per second over the time in which chunks were in flight",
                            caption(report.throughput())));
        }
        if (report.chunkDurations() != null) {
            data.put("durations", report.chunkDurations());
            figures.add(
                    chart(
                            "durations",
                            "How many chunks took how long",
                            caption(report.chunkDurations())));
        }
        return List.of(
                Markup.part(
                        "Throughput and chunks",
                        "",
                        div(figures.toArray(DomContent[]::new)).withClass("charts"),
                        script(rawHtml(embedded(data)))
                                .withType("application/json")
                                .withId("chart-data")));
    }

    private static DomContent chart(String id, String label, String caption) {
        return figure(
                div(canvas().withId(id).attr("role", "img").attr("aria-label", label))
                        .withClass("canvas"),
                figcaption(caption));
    }

    private static String caption(Throughput throughput) {
        double peak =
                throughput.points().stream()
                        .mapToDouble(Throughput.Point::rowsPerSecond)
                        .max()
                        .orElse(0);
        int runs = throughput.runStarts().size();
        return "Rows per second, means of %s; highest %s.%s"
                .formatted(
                        Figures.duration(throughput.bucketSeconds()),
                        Figures.rowRate(peak),
                        runs > 1
                                ? " %d runs, the pauses between them left out.".formatted(runs)
                                : "");
    }

    private static String caption(ChunkDurations durations) {
        String ratio =
                durations.medianSeconds() > 0
                        ? String.format(
                                Locale.ROOT,
                                ", %.1f times the median",
                                durations.longestSeconds() / durations.medianSeconds())
                        : "";
        return "%s by duration: median %s, 95 %% within %s, longest %s%s (chunk %d of %s, %s)."
                .formatted(
                        Figures.counted(durations.chunks(), "chunk"),
                        Figures.duration(durations.medianSeconds()),
                        Figures.duration(durations.percentile95Seconds()),
                        Figures.duration(durations.longestSeconds()),
                        ratio,
                        durations.longestChunk(),
                        durations.longestTable(),
                        Figures.counted(durations.longestRows(), "row"));
    }

    /** JSON in which no character can end the script element or begin a comment. */
    static String embedded(Object data) {
        try {
            return MAPPER.writeValueAsString(data)
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("&", "\\u0026");
        } catch (JsonProcessingException failure) {
            throw new IllegalStateException("Chart data cannot be written as JSON", failure);
        }
    }
}
