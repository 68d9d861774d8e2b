package io.drover.report;

import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.header;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The verdict first, then from where to where, when and by whom. */
final class HtmlHeading {
    private HtmlHeading() {}

    static DomContent render(MigrationReport report) {
        ReportVerdict verdict = report.verdict();
        return header(
                p("Migration " + report.migration()).withClass("migration"),
                h1(verdict.headline())
                        .withClass("verdict " + verdict.kind().name().toLowerCase(Locale.ROOT)),
                p(verdict.summary()).withClass("summary"),
                verdict.reasons().isEmpty()
                        ? null
                        : ul(each(verdict.reasons(), reason -> li(reason))).withClass("reasons"),
                Markup.facts(facts(report)));
    }

    private static Map<String, String> facts(MigrationReport report) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Source", endpoint(report.source()));
        facts.put("Target", endpoint(report.target()));
        MigrationReport.Run run = report.run();
        facts.put(
                "Run",
                "%d, %s by %s on %s"
                        .formatted(run.runId(), run.command(), run.operator(), run.host()));
        facts.put(
                "Time",
                Figures.instant(run.startedAt())
                        + (run.seconds() == null ? "" : ", " + Figures.duration(run.seconds())));
        if (report.proof() != null) {
            facts.put("Equality", String.join(", ", report.proof().equality()));
            if (report.proof().runId() != run.runId()) {
                facts.put(
                        "Reconciled",
                        "run %d, %s"
                                .formatted(
                                        report.proof().runId(),
                                        Figures.instant(report.proof().startedAt())));
            }
        }
        if (report.consistency() != null) {
            facts.put("Source read", sourceRead(report));
        }
        return facts;
    }

    private static String sourceRead(MigrationReport report) {
        long used = report.snapshots().stream().filter(epoch -> epoch.chunks() > 0).count();
        if (!report.consistency().equals("snapshot")) {
            return report.consistency() + ", not at one instant";
        }
        return used <= 1
                ? "at one instant, one snapshot"
                : "under " + Figures.count(used) + " snapshots";
    }

    /** The server's name says what the protocol would. */
    private static String endpoint(MigrationReport.Endpoint endpoint) {
        return endpoint.server() == null
                ? endpoint.url()
                : endpoint.url().replaceFirst("^jdbc:[a-z]+://", "") + " · " + endpoint.server();
    }
}
