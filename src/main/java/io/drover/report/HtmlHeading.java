package io.drover.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.header;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.ul;

import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import j2html.tags.DomContent;
import java.util.LinkedHashMap;
import java.util.List;
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
                div(
                                ground("What it rests on", verdict.restsOn()),
                                ground("What it does not say", verdict.limits()))
                        .withClass("ground"),
                Markup.facts(facts(report)));
    }

    private static @Nullable DomContent ground(String heading, List<String> sentences) {
        return sentences.isEmpty()
                ? null
                : div(h2(heading), ul(each(sentences, sentence -> li(sentence))));
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
            facts.put("Source loaded", sourceRead(report));
        }
        if (report.proof() != null
                && report.proof().sourceSnapshot() != null
                && report.proof().targetSnapshot() != null) {
            facts.put("Source compared", snapshot(report.proof().sourceSnapshot()));
            facts.put("Target compared", snapshot(report.proof().targetSnapshot()));
        }
        return facts;
    }

    private static String snapshot(Snapshot snapshot) {
        return snapshot.walPosition().isEmpty()
                ? "snapshot " + snapshot.name()
                : "snapshot %s, log at %s".formatted(snapshot.name(), snapshot.walPosition());
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
