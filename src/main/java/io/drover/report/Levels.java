package io.drover.report;

import io.drover.model.LevelVerdict.Level;
import io.drover.model.Verdict;
import java.util.Locale;

/** Levels and verdicts as people read them. */
final class Levels {
    private Levels() {}

    /** {@code row digests}, {@code references}. */
    static String name(Level level) {
        return switch (level) {
            case DIGESTS -> "row digests";
            case COUNTS -> "row counts";
            case IN_FLIGHT -> "in flight";
            case SCHEMA, SEQUENCES, BALANCE, AGGREGATES, SAMPLE, REFERENCES, QUERIES ->
                    level.name().toLowerCase(Locale.ROOT);
        };
    }

    /** What a level's verdict would say, for those who do not know its name. */
    static String meaning(Level level) {
        return switch (level) {
            case SCHEMA -> "columns, types, keys, indexes and constraints are defined alike";
            case SEQUENCES -> "sequences stand ahead of the values of their columns";
            case BALANCE -> "what the ledger says became of each row, against what is there";
            case COUNTS -> "both sides have so many rows";
            case AGGREGATES -> "sums, extremes and counts of columns, whole and by group";
            case DIGESTS -> "every row of both sides was read and compared by its digest";
            case SAMPLE -> "some rows, chosen by a seed, value by value";
            case REFERENCES -> "every reference in the target leads to a row";
            case QUERIES -> "what the spec asks both sides is answered alike";
            case IN_FLIGHT -> "the target holds what the load sent: no independent proof";
        };
    }

    /** {@code equal}, {@code different}, {@code not proven}. */
    static String word(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The name of the style of a verdict. */
    static String style(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    /** A sign that is read without colour. */
    static String sign(Verdict verdict) {
        return switch (verdict) {
            case EQUAL -> "=";
            case DIFFERENT -> "≠";
            case NOT_PROVEN -> "?";
        };
    }
}
