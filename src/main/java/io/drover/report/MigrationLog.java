package io.drover.report;

import io.drover.model.history.RuleEffect;
import java.util.ArrayList;
import java.util.List;

/**
 * What rules did, in words: a line for each thing that a rule did to any row. A rule that did
 * nothing has none. Holds no value of a row: a rule's description is the spec's text.
 */
public final class MigrationLog {
    private MigrationLog() {}

    /** What a rule did to rows. */
    public enum Effect {
        /** They were loaded with a value that it changed. */
        MODIFIED,
        LEFT_OUT,
        /** They violate it and were set aside, perhaps for others too. */
        VIOLATED
    }

    /**
     * One line.
     *
     * @param step -1: values that could not be decoded
     * @param column of the target; empty: the row
     * @param text for people, with the count
     */
    public record Line(
            int table,
            String source,
            int step,
            String rule,
            String column,
            Effect effect,
            long rows,
            String text) {}

    /** The lines, in the order of the effects. */
    static List<Line> of(List<RuleEffect> effects) {
        List<Line> lines = new ArrayList<>();
        for (RuleEffect effect : effects) {
            add(lines, effect, Effect.MODIFIED, effect.modified());
            add(lines, effect, Effect.LEFT_OUT, effect.leftOut());
            add(lines, effect, Effect.VIOLATED, effect.violated());
        }
        return lines;
    }

    private static void add(List<Line> lines, RuleEffect effect, Effect what, long rows) {
        if (rows != 0) {
            lines.add(
                    new Line(
                            effect.table(),
                            effect.source(),
                            effect.step(),
                            effect.rule(),
                            effect.column(),
                            what,
                            rows,
                            Figures.count(rows) + " " + words(effect, what)));
        }
    }

    private static String words(RuleEffect effect, Effect what) {
        String description = effect.description();
        String subject = effect.column().isEmpty() ? "rows" : effect.column();
        return switch (what) {
            case MODIFIED -> subject + ": " + description;
            case LEFT_OUT ->
                    effect.kind().equals("DEDUPLICATE") ? description : "left out: " + description;
            case VIOLATED ->
                    "%s: quarantined by %s (%s)".formatted(subject, effect.rule(), description);
        };
    }
}
