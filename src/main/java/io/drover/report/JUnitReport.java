package io.drover.report;

import io.drover.model.Difference;
import io.drover.model.LevelFigure;
import io.drover.model.LevelVerdict;
import io.drover.model.Verdict;
import io.drover.model.history.TableProof;
import io.drover.report.JUnitXml.Case;
import io.drover.report.JUnitXml.Outcome;
import io.drover.report.JUnitXml.Suite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A reconciliation as the XML that CI systems read of JUnit: a suite for the run and one for each
 * table, a case for each level. Different is a failure, not proven an error, and a table that this
 * run did not compare is skipped. The document has a failure or an error if and only if the command
 * does not end with 0.
 */
public final class JUnitReport {
    /** The file, beside the report. */
    public static final String NAME = "reconcile.xml";

    private JUnitReport() {}

    /** The document of a reconciliation that came to its end. */
    public static String render(MigrationReport report) {
        List<Suite> suites = new ArrayList<>();
        suites.add(run(report));
        report.tables().forEach(table -> suites.add(table(table, report)));
        return JUnitXml.write("drover reconcile " + report.migration(), suites);
    }

    /** The document of one that failed before it had a verdict: a single error. */
    public static String failed(String migration, String kind, String message) {
        Case only = new Case(migration, "run", new Outcome(Outcome.Kind.ERROR, kind, message, ""));
        return JUnitXml.write(
                "drover reconcile " + migration,
                List.of(new Suite("reconcile", 0, "", "", Map.of(), List.of(only))));
    }

    private static Suite run(MigrationReport report) {
        List<Case> cases = new ArrayList<>();
        cases.add(new Case(report.migration(), "run", outcome(report)));
        if (report.proof() != null) {
            for (LevelVerdict level : report.proof().levels()) {
                cases.add(
                        new Case(
                                report.migration(),
                                Levels.name(level.level()),
                                outcome(level, "")));
            }
        }
        return suite("reconcile", seconds(report), report, cases);
    }

    private static double seconds(MigrationReport report) {
        return report.run().seconds() == null ? 0 : report.run().seconds();
    }

    /** What the exit code says: the run's own end, whatever an older one proved. */
    private static Outcome outcome(MigrationReport report) {
        String said = report.run().message() == null ? "" : report.run().message();
        String summary = report.verdict().headline() + ": " + report.verdict().summary();
        String ended = report.run().outcome() == null ? "" : report.run().outcome();
        return switch (ended) {
            case "DONE", "NOTHING_TO_DO" -> Outcome.PASSED;
            case "DIFFERENT" ->
                    report.verdict().kind() == ReportVerdict.Kind.NOT_PROVEN
                            ? new Outcome(Outcome.Kind.ERROR, "NOT_PROVEN", summary, said)
                            : new Outcome(Outcome.Kind.FAILURE, "DIFFERENT", summary, said);
            case "" ->
                    new Outcome(Outcome.Kind.ERROR, "NO_END", "The run has no end recorded.", "");
            default -> new Outcome(Outcome.Kind.ERROR, ended, said, "");
        };
    }

    private static Suite table(TableReport table, MigrationReport report) {
        TableProof proof = table.proof();
        List<Case> cases = new ArrayList<>();
        if (proof == null || report.proof().runId() != report.run().runId()) {
            cases.add(
                    new Case(
                            table.source(),
                            "compared",
                            new Outcome(
                                    Outcome.Kind.SKIPPED, "", "Not compared by this run.", "")));
            return suite(table.source(), 0, report, cases);
        }
        for (LevelVerdict level : proof.levels()) {
            String rows = level.level() == LevelVerdict.Level.DIGESTS ? rows(proof, report) : "";
            cases.add(new Case(table.source(), Levels.name(level.level()), outcome(level, rows)));
        }
        if (proof.levels().stream().noneMatch(level -> level.verdict() == proof.verdict())) {
            cases.add(
                    new Case(
                            table.source(),
                            "verdict",
                            outcome(
                                    proof.verdict(),
                                    "The table as a whole.",
                                    rows(proof, report))));
        }
        return suite(table.source(), proof.seconds(), report, cases);
    }

    private static Outcome outcome(LevelVerdict level, String rows) {
        StringBuilder text = new StringBuilder();
        level.figures().stream()
                .filter(figure -> figure.verdict() != Verdict.EQUAL)
                .forEach(figure -> text.append(line(figure)));
        return outcome(level.verdict(), level.detail(), text + rows);
    }

    private static Outcome outcome(Verdict verdict, String message, String text) {
        return switch (verdict) {
            case EQUAL -> Outcome.PASSED;
            case DIFFERENT -> new Outcome(Outcome.Kind.FAILURE, verdict.name(), message, text);
            case NOT_PROVEN -> new Outcome(Outcome.Kind.ERROR, verdict.name(), message, text);
        };
    }

    private static String line(LevelFigure figure) {
        return "%s: %s -> %s%s\n"
                .formatted(
                        figure.name(),
                        Markup.orDash(figure.source()),
                        Markup.orDash(figure.target()),
                        figure.note().isEmpty() ? "" : " (" + figure.note() + ")");
    }

    /** The kinds, the known reasons and the first rows, without their values. */
    private static String rows(TableProof proof, MigrationReport report) {
        if (proof.differences() == 0) {
            return "";
        }
        StringBuilder text = new StringBuilder(DifferenceCounts.of(proof)).append('\n');
        Reasons.sentences(proof).forEach(sentence -> text.append(sentence).append('\n'));
        for (Difference difference : proof.shown()) {
            text.append(difference.kind().name().toLowerCase(Locale.ROOT))
                    .append(' ')
                    .append(difference.key())
                    .append(
                            difference.changedColumns().isEmpty()
                                    ? ""
                                    : " in " + String.join(", ", difference.changedColumns()))
                    .append('\n');
        }
        return text.append("All that is kept: drover.difference of the target, run ")
                .append(report.proof().runId())
                .append(".\n")
                .toString();
    }

    private static Suite suite(
            String name, double seconds, MigrationReport report, List<Case> cases) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("run", Long.toString(report.run().runId()));
        properties.put("migration", report.migration());
        properties.put("drover", report.versions().drover());
        properties.put("format", report.format());
        if (report.proof() != null) {
            properties.put("equality", String.join(", ", report.proof().equality()));
        }
        properties.put("source", Markup.orDash(report.source().server()));
        properties.put("target", Markup.orDash(report.target().server()));
        return new Suite(
                name,
                seconds,
                report.run().startedAt().toString(),
                report.run().host(),
                properties,
                cases);
    }
}
