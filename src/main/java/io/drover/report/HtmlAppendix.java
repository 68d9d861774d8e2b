package io.drover.report;

import static j2html.TagCreator.code;
import static j2html.TagCreator.text;

import io.drover.model.PlanWarning;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What stayed behind, what went wrong, and what the reader needs to judge the rest. */
final class HtmlAppendix {
    private HtmlAppendix() {}

    static List<DomContent> render(MigrationReport report) {
        List<DomContent> parts = new ArrayList<>();
        add(
                parts,
                "Quarantine",
                "Rows that are set aside, by what they violate first; `drover quarantine show` shows them.",
                List.of("Table", "SQLSTATE", "Reason", "#Rows", "State"),
                report.quarantine().stream()
                        .map(
                                tally ->
                                        texts(
                                                tally.source(),
                                                tally.state(),
                                                RefusalReasons.describe(
                                                        tally.state(), tally.reason()),
                                                Figures.count(tally.rows()),
                                                tally.committed()
                                                        ? "set aside"
                                                        : "evidence; its chunk was rolled back"))
                        .toList());
        add(
                parts,
                "Failed attempts",
                "Chunks are tried again; only receipts count.",
                List.of("Table", "Kind", "Message", "#Attempts", "#Chunks", "Last"),
                report.failedAttempts().stream()
                        .map(
                                tally ->
                                        texts(
                                                tally.source(),
                                                tally.kind().toLowerCase(Locale.ROOT),
                                                tally.message(),
                                                Figures.count(tally.attempts()),
                                                Figures.count(tally.chunks()),
                                                Figures.instant(tally.lastAt())))
                        .toList());
        add(
                parts,
                "Not carried",
                "These objects of the source have no counterpart made by Drover.",
                List.of("Object", "Why", "What can be done"),
                warnings(report.notCarried()));
        add(
                parts,
                "Worth a look",
                "",
                List.of("Object", "What", "What can be done"),
                warnings(report.attention()));
        add(
                parts,
                "Snapshots",
                "Each is one instant of the source.",
                List.of("Snapshot", "Opened", "Run", "Log position", "#Chunks", "#Rows", "Held by"),
                report.snapshots().stream()
                        .map(
                                epoch ->
                                        texts(
                                                epoch.snapshotName(),
                                                Figures.instant(epoch.openedAt()),
                                                Long.toString(epoch.runId()),
                                                Markup.orDash(epoch.walPosition()),
                                                Figures.count(epoch.chunks()),
                                                Figures.count(epoch.rows()),
                                                epoch.heldElsewhere()
                                                        ? "another session"
                                                        : "the run"))
                        .toList());
        add(
                parts,
                "Schema steps",
                "",
                List.of("Phase", "#Steps", "#Time, summed"),
                report.ddl().stream()
                        .map(
                                tally ->
                                        texts(
                                                tally.phase()
                                                        .toLowerCase(Locale.ROOT)
                                                        .replace('_', ' '),
                                                Figures.count(tally.steps()),
                                                Figures.duration(tally.seconds())))
                        .toList());
        add(
                parts,
                "Runs",
                "",
                List.of("#Run", "Command", "Started", "#Took", "Outcome", "#Exit code", "Message"),
                report.runs().stream().map(HtmlAppendix::run).toList());
        parts.add(Markup.part("Versions and settings", "", Markup.facts(versions(report))));
        return parts;
    }

    private static void add(
            List<DomContent> parts,
            String heading,
            String lead,
            List<String> headings,
            List<List<DomContent>> rows) {
        if (!rows.isEmpty()) {
            parts.add(Markup.part(heading, lead, Markup.grid(headings, rows)));
        }
    }

    private static List<DomContent> texts(String... cells) {
        List<DomContent> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(text(cell));
        }
        return row;
    }

    private static List<List<DomContent>> warnings(List<PlanWarning> warnings) {
        return warnings.stream()
                .map(
                        warning ->
                                List.<DomContent>of(
                                        code(warning.object()),
                                        text(warning.text()),
                                        text(warning.hint())))
                .toList();
    }

    private static List<DomContent> run(MigrationReport.Run run) {
        return texts(
                Long.toString(run.runId()),
                run.command(),
                Figures.instant(run.startedAt()),
                run.seconds() == null ? "–" : Figures.duration(run.seconds()),
                run.outcome() == null
                        ? "no end recorded"
                        : run.outcome().toLowerCase(Locale.ROOT).replace('_', ' '),
                run.exitCode() == null ? "–" : Integer.toString(run.exitCode()),
                Markup.orDash(run.message()));
    }

    private static Map<String, String> versions(MigrationReport report) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Drover", report.versions().drover());
        facts.put("Spark", Markup.orDash(report.versions().spark()));
        facts.put("Java", report.versions().java());
        facts.put("Source server", Markup.orDash(report.versions().source()));
        facts.put("Target server", Markup.orDash(report.versions().target()));
        facts.put("Spark application", Markup.orDash(report.run().application()));
        report.settings().forEach((name, value) -> facts.put(name, setting(name, value)));
        facts.remove("java");
        return facts;
    }

    private static String setting(String name, String value) {
        return name.endsWith("_bytes") && value.matches("\\d{1,18}")
                ? Figures.bytes(Double.parseDouble(value))
                : Markup.orDash(value);
    }
}
