package io.drover.report;

import static j2html.TagCreator.body;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.li;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.script;
import static j2html.TagCreator.style;
import static j2html.TagCreator.title;
import static j2html.TagCreator.ul;

import io.drover.model.profile.MigrationProfile;
import io.drover.model.profile.TableProfile;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A profile as one HTML page that needs nothing else, under the same content security policy as
 * {@link HtmlReport}. The same profile gives the same bytes.
 */
public final class ProfileHtml {
    private ProfileHtml() {}

    /** The page. */
    public static String render(MigrationProfile profile) {
        ProfileCharts charts = new ProfileCharts();
        List<DomContent> sections = sections(profile, charts);
        List<String> scripts = new ArrayList<>();
        if (!charts.isEmpty()) {
            scripts.add(HtmlReport.chartLibrary());
            scripts.add(HtmlReport.resource("profile.js"));
        }
        scripts.add(HtmlReport.resource("tables.js"));
        String css = HtmlReport.resource("report.css") + HtmlReport.resource("profile.css");
        return "<!DOCTYPE html>\n"
                + html(
                                head(
                                        meta().withCharset("utf-8"),
                                        meta().attr("http-equiv", "Content-Security-Policy")
                                                .withContent(HtmlReport.policy(css, scripts)),
                                        meta().withName("viewport")
                                                .withContent("width=device-width, initial-scale=1"),
                                        meta().withName("color-scheme").withContent("light dark"),
                                        title("%s: profile".formatted(profile.migration())),
                                        style(rawHtml(css))),
                                body(main(each(sections, section -> section)), foot(profile))
                                        .with(charts.isEmpty() ? null : charts.data())
                                        .with(scripts.stream().map(text -> script(rawHtml(text)))))
                        .withLang("en")
                        .render()
                + "\n";
    }

    private static List<DomContent> sections(MigrationProfile profile, ProfileCharts charts) {
        List<DomContent> sections = new ArrayList<>();
        sections.add(heading(profile));
        sections.add(ProfileHtmlTables.overview(profile));
        for (TableProfile table : profile.tables()) {
            sections.add(new ProfileHtmlTables(table, charts).render());
        }
        return sections;
    }

    private static DomContent heading(MigrationProfile profile) {
        List<String> findings = ProfileFindings.of(profile);
        return header(
                p("Migration " + profile.migration()).withClass("migration"),
                h1("Profile").withClass("verdict"),
                p("%s in %s."
                                .formatted(
                                        Figures.counted(profile.rows(), "row"),
                                        Figures.counted(profile.tables().size(), "table")))
                        .withClass("summary"),
                findings.isEmpty()
                        ? null
                        : ul(each(findings, finding -> li(finding))).withClass("reasons"),
                Markup.facts(facts(profile)));
    }

    private static Map<String, String> facts(MigrationProfile profile) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "Source",
                profile.source().replaceFirst("^jdbc:[a-z]+://", "").replaceFirst("\\?.*", "")
                        + " · "
                        + profile.sourceVersion());
        facts.put(
                "Read",
                "%s, at one instant, one snapshot; %s"
                        .formatted(
                                Figures.instant(profile.startedAt()),
                                Figures.duration(
                                        (profile.finishedAt().toEpochMilli()
                                                        - profile.startedAt().toEpochMilli())
                                                / 1000.0)));
        facts.put(
                "Scope",
                profile.samplePercent() == null
                        ? "every row"
                        : "a sample: %s %% of the blocks of each large table"
                                .formatted(Figures.decimal(profile.samplePercent())));
        facts.put(
                "Keys",
                profile.keysQueried()
                        ? "repeated keys and orphans counted over all rows, by further queries"
                        : "not asked for (--no-keys)");
        return facts;
    }

    private static DomContent foot(MigrationProfile profile) {
        return footer(
                p(
                        "Distinct values beyond 1,000 are estimates of a sketch, within 2.3 %% (95 %% confidence). %s"
                                .formatted(profile.format())));
    }
}
