package io.drover.report;

import static j2html.TagCreator.body;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.head;
import static j2html.TagCreator.html;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.script;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.style;
import static j2html.TagCreator.title;

import j2html.tags.DomContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A report as one HTML page that needs nothing else: no network, no other file. Its content
 * security policy lets only the page's own scripts run, by their hashes, so a value that slipped
 * through the escaping still could not.
 *
 * <p>The same report gives the same bytes.
 */
public final class HtmlReport {
    private static final String CHART_LIBRARY =
            "/META-INF/resources/webjars/chart.js/4.4.9/dist/chart.umd.js";

    private HtmlReport() {}

    /** The page. */
    public static String render(MigrationReport report) {
        List<String> scripts = new ArrayList<>();
        if (HtmlCharts.hasData(report)) {
            scripts.add(chartLibrary());
            scripts.add(resource("charts.js"));
        }
        scripts.add(resource("tables.js"));
        scripts.add(resource("report.js"));
        String css = resource("report.css");
        return "<!DOCTYPE html>\n"
                + html(
                                head(
                                        meta().withCharset("utf-8"),
                                        meta().attr("http-equiv", "Content-Security-Policy")
                                                .withContent(policy(css, scripts)),
                                        meta().withName("viewport")
                                                .withContent("width=device-width, initial-scale=1"),
                                        meta().withName("color-scheme").withContent("light dark"),
                                        title(
                                                "%s: %s"
                                                        .formatted(
                                                                report.migration(),
                                                                report.verdict().headline())),
                                        style(rawHtml(css))),
                                body(main(sections(report)), foot(report))
                                        .with(scripts.stream().map(text -> script(rawHtml(text)))))
                        .withLang("en")
                        .render()
                + "\n";
    }

    private static DomContent[] sections(MigrationReport report) {
        List<DomContent> sections = new ArrayList<>();
        boolean loaded = report.tables().stream().anyMatch(table -> table.loading() != null);
        sections.add(HtmlHeading.render(report));
        sections.add(signature(report));
        if (report.proof() != null && !report.tables().isEmpty()) {
            sections.add(HtmlTables.render(report));
        }
        sections.addAll(HtmlDifferences.render(report));
        if (loaded) {
            sections.add(HtmlBalance.render(report));
            sections.addAll(HtmlBalance.log(report.migrationLog()));
        }
        sections.addAll(HtmlDetails.render(report));
        if (loaded) {
            sections.add(HtmlLoading.render(report));
        }
        sections.addAll(HtmlCharts.render(report));
        sections.addAll(HtmlAppendix.render(report));
        return sections.toArray(DomContent[]::new);
    }

    private static DomContent foot(MigrationReport report) {
        return footer(
                p(
                        "Drover %s, run %d, %s"
                                .formatted(
                                        report.versions().drover(),
                                        report.run().runId(),
                                        report.format())));
    }

    /** On paper only, under the verdict: who signs names by its digest what was signed. */
    private static DomContent signature(MigrationReport report) {
        return section(
                        p(
                                "I have read this report: %s, %s. It shows what report.json with the SHA-256 %s holds."
                                        .formatted(
                                                report.verdict().headline(),
                                                report.verdict().summary(),
                                                HexFormat.of()
                                                        .formatHex(
                                                                sha256(
                                                                        JsonReport.render(
                                                                                report))))),
                        div(each(
                                        List.of("Name", "Place", "Date", "Signature"),
                                        field -> div(span(field))))
                                .withClass("lines"))
                .withClass("signature");
    }

    static String policy(String css, List<String> scripts) {
        StringBuilder policy =
                new StringBuilder("default-src 'none'; style-src ")
                        .append(hash(css))
                        .append("; script-src");
        scripts.forEach(text -> policy.append(' ').append(hash(text)));
        return policy.toString();
    }

    private static String hash(String text) {
        return "'sha256-" + Base64.getEncoder().encodeToString(sha256(text)) + "'";
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException failure) {
            throw new IllegalStateException("Every Java has SHA-256", failure);
        }
    }

    /** Without the reference to its source map, which a browser's tools would try to load. */
    static String chartLibrary() {
        return resource(CHART_LIBRARY)
                .replaceAll("(?m)^//# sourceMappingURL=.*$", "")
                .replace("</script", "<\\/script");
    }

    static String resource(String name) {
        try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("The jar lacks " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot read " + name, failure);
        }
    }
}
