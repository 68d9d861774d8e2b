package io.drover.report;

import io.drover.model.Nullable;
import io.drover.model.history.FailureTally;
import io.drover.model.history.LoadPace;
import io.drover.model.history.LoadRecord;
import io.drover.model.history.QuarantineTally;
import io.drover.model.history.RowFates;
import io.drover.model.history.RuleEffect;
import io.drover.model.history.RunRecord;
import io.drover.model.history.TableTally;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The state of a migration as text for a terminal: short lines, aligned columns, no colours. */
public final class StatusText {
    /** Of a thousand tables, nobody reads those that are done. */
    private static final int SHOWN_TABLES = 40;

    private StatusText() {}

    /**
     * What a status says.
     *
     * @param load null before the first one
     * @param pace null before the first receipt, and when the load has ended
     */
    public record Status(
            String migration,
            @Nullable LoadRecord load,
            List<TableTally> tables,
            @Nullable LoadPace pace,
            List<RuleEffect> rules,
            List<QuarantineTally> quarantine,
            List<FailureTally> failures,
            List<RunRecord> runs) {}

    /** The text, its lines ended by a line feed. */
    public static String render(Status status) {
        StringBuilder text = new StringBuilder();
        if (status.load() == null) {
            text.append("Migration %s: nothing was loaded yet.\n".formatted(status.migration()));
        } else {
            load(text, status);
            tables(text, status);
            balance(text, status.tables());
            log(text, status.rules());
        }
        quarantine(text, status.quarantine());
        failures(text, status.failures());
        runs(text, status.runs());
        return text.toString();
    }

    private static void load(StringBuilder text, Status status) {
        List<TableTally> tables = status.tables();
        long chunks = tables.stream().mapToLong(TableTally::chunks).sum();
        long done = tables.stream().mapToLong(TableTally::chunksDone).sum();
        long rows = tables.stream().mapToLong(table -> table.rows().read()).sum();
        long bytes = tables.stream().mapToLong(TableTally::bytes).sum();
        text.append(
                "Migration %s: load %d is %s, since %s\n"
                        .formatted(
                                status.migration(),
                                status.load().loadId(),
                                status.load().state().toLowerCase(Locale.ROOT),
                                Figures.instant(status.load().createdAt())));
        text.append(
                "%s of %s (%d %%), %s, %s\n"
                        .formatted(
                                Figures.count(done),
                                Figures.counted(chunks, "chunk"),
                                chunks == 0 ? 0 : done * 100 / chunks,
                                Figures.counted(rows, "row"),
                                Figures.bytes((double) bytes)));
        LoadPace pace = status.pace();
        if (pace != null) {
            text.append(
                    "%s, %s%s; last receipt %s ago\n"
                            .formatted(
                                    Figures.rowRate(pace.rowsPerSecond()),
                                    Figures.byteRate(pace.bytesPerSecond()),
                                    pace.secondsLeft() == null
                                            ? ""
                                            : ", about "
                                                    + Figures.duration(pace.secondsLeft())
                                                    + " left",
                                    Figures.duration(pace.sinceLastReceiptSeconds())));
        }
    }

    private static void tables(StringBuilder text, Status status) {
        AlignedText lines =
                new AlignedText("Table", "State", "#Chunks", "#Rows", "#Quarantined", "#Bytes");
        List<TableTally> open =
                status.tables().stream()
                        .filter(table -> table.chunksDone() < table.chunks() || isOpen(table))
                        .toList();
        boolean all = status.tables().size() <= SHOWN_TABLES;
        List<TableTally> shown = all ? status.tables() : open;
        for (TableTally table : shown.subList(0, Math.min(SHOWN_TABLES, shown.size()))) {
            lines.row(
                    table.source(),
                    table.state().toLowerCase(Locale.ROOT),
                    Figures.count(table.chunksDone()) + "/" + Figures.count(table.chunks()),
                    Figures.count(table.rows().read()),
                    Figures.count(table.rows().quarantined()),
                    Figures.bytes((double) table.bytes()));
        }
        text.append('\n').append(lines);
        int hidden = status.tables().size() - Math.min(SHOWN_TABLES, shown.size());
        if (hidden > 0) {
            text.append(
                    "… and %s more, %s of all loaded\n"
                            .formatted(
                                    Figures.counted(hidden, "table"),
                                    Figures.count(status.tables().size() - (long) open.size())));
        }
    }

    private static void balance(StringBuilder text, List<TableTally> tables) {
        RowFates sum = tables.stream().map(TableTally::rows).reduce(RowFates.NONE, RowFates::plus);
        List<TableTally> telling =
                tables.stream().filter(table -> Equation.says(table.rows())).toList();
        if (telling.isEmpty()) {
            return;
        }
        AlignedText lines = new AlignedText("Balance", "", "");
        for (TableTally table : telling) {
            lines.row(
                    table.source(), Equation.of(table.rows()), Equation.unexplained(table.rows()));
        }
        if (tables.size() > 1) {
            lines.row("all tables", Equation.of(sum), Equation.unexplained(sum));
        }
        text.append('\n').append(lines);
    }

    private static void log(StringBuilder text, List<RuleEffect> rules) {
        List<MigrationLog.Line> log = MigrationLog.of(rules);
        if (log.isEmpty()) {
            return;
        }
        AlignedText lines = new AlignedText("Migration log", "Rule", "What was done");
        log.forEach(line -> lines.row(line.source(), line.rule(), line.text()));
        text.append('\n').append(lines);
    }

    private static boolean isOpen(TableTally table) {
        return switch (table.state()) {
            case "LOADED", "SWAPPED" -> false;
            default -> true;
        };
    }

    private static void quarantine(StringBuilder text, List<QuarantineTally> quarantine) {
        if (quarantine.isEmpty()) {
            return;
        }
        AlignedText lines = new AlignedText("Quarantine", "SQLSTATE", "#Rows", "Reason");
        for (QuarantineTally tally : quarantine) {
            lines.row(
                    tally.source(),
                    tally.state(),
                    Figures.count(tally.rows()),
                    RefusalReasons.describe(tally.state(), tally.reason())
                            + (tally.committed() ? "" : " (its chunk was rolled back)"));
        }
        text.append('\n').append(lines);
    }

    private static void failures(StringBuilder text, List<FailureTally> failures) {
        if (failures.isEmpty()) {
            return;
        }
        AlignedText lines = new AlignedText("Failed attempts", "Kind", "#Attempts", "Last");
        List<String> messages = new ArrayList<>();
        for (FailureTally tally : failures) {
            lines.row(
                    tally.source(),
                    tally.kind().toLowerCase(Locale.ROOT),
                    Figures.count(tally.attempts()),
                    Figures.instant(tally.lastAt()));
            messages.add(tally.message());
        }
        text.append('\n').append(lines);
        messages.stream().distinct().limit(3).forEach(line -> text.append(line).append('\n'));
    }

    private static void runs(StringBuilder text, List<RunRecord> runs) {
        if (runs.isEmpty()) {
            return;
        }
        AlignedText lines =
                new AlignedText("#Run", "Command", "Started", "#Took", "Outcome", "#Exit");
        for (RunRecord run : runs) {
            lines.row(
                    Long.toString(run.runId()),
                    run.command(),
                    Figures.instant(run.startedAt()),
                    run.endedAt() == null
                            ? "–"
                            : Figures.duration(
                                    Duration.between(run.startedAt(), run.endedAt()).toMillis()
                                            / 1000.0),
                    run.outcome() == null
                            ? "no end recorded"
                            : run.outcome().toLowerCase(Locale.ROOT).replace('_', ' '),
                    run.exitCode() == null ? "–" : Integer.toString(run.exitCode()));
        }
        text.append('\n').append(lines);
    }
}
