package io.drover.cli;

import io.drover.job.check.CheckMigration;
import io.drover.job.run.CheckFinding;
import io.drover.spec.MigrationSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;

/** The findings of a check as a list for people: what is well first, what must be mended last. */
final class CheckRendering {
    private static final int WIDTH = 82;
    private static final String INDENT = " ".repeat(19);

    private final Ansi ansi;

    CheckRendering(Ansi ansi) {
        this.ansi = ansi;
    }

    List<String> lines(MigrationSpec spec, CheckMigration.Result result) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Check of %s: %s -> %s"
                        .formatted(spec.name(), spec.source().url(), spec.target().url()));
        lines.add("");
        for (CheckFinding.Level level : CheckFinding.Level.values()) {
            result.findings().stream()
                    .filter(finding -> finding.level() == level)
                    .forEach(finding -> add(lines, finding));
        }
        lines.add("");
        lines.add(summary(result));
        return lines;
    }

    private void add(List<String> lines, CheckFinding finding) {
        List<String> what = finding.what().lines().flatMap(CheckRendering::wrapped).toList();
        lines.add("  %s %s  %s".formatted(mark(finding.level()), finding.side(), what.get(0)));
        what.stream().skip(1).forEach(line -> lines.add(INDENT + line));
        // Not wrapped: a statement is there to be copied.
        finding.mend()
                .lines()
                .forEach(line -> lines.add(INDENT + ansi.string("@|bold >|@ ") + line));
    }

    /** Lines that fit beside the marks on a terminal of a hundred columns. */
    private static Stream<String> wrapped(String sentence) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : sentence.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + word.length() >= WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines.stream();
    }

    /** Nine columns wide, coloured where the terminal can. */
    private String mark(CheckFinding.Level level) {
        return switch (level) {
            case OK -> ansi.string("@|green ok|@") + "      ";
            case WARNING -> ansi.string("@|yellow warning|@") + " ";
            case FAILURE -> ansi.string("@|bold,red FAILURE|@") + " ";
        };
    }

    private static String summary(CheckMigration.Result result) {
        long failures = result.count(CheckFinding.Level.FAILURE);
        long warnings = result.count(CheckFinding.Level.WARNING);
        String tail = warnings == 0 ? "" : ", " + counted(warnings, "warning");
        return failures == 0
                ? "Ready to migrate" + tail + "."
                : counted(failures, "failure") + tail + ". Mend the failures, then check again.";
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
