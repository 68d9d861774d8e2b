package io.drover.model;

import java.util.List;

/**
 * The verdict of one level of proof.
 *
 * @param detail one sentence for people, with the figures
 * @param figures what was compared one by one, the unequal ones first; empty where the sentence
 *     says it all
 */
public record LevelVerdict(Level level, Verdict verdict, String detail, List<LevelFigure> figures) {
    public LevelVerdict {
        figures = List.copyOf(figures);
    }

    /** A verdict whose sentence says it all. */
    public LevelVerdict(Level level, Verdict verdict, String detail) {
        this(level, verdict, detail, List.of());
    }

    /** Levels of proof, in the order of a report. */
    public enum Level {
        /** Columns, types, keys, indexes, constraints. */
        SCHEMA,
        /** Sequences are ahead of their columns. */
        SEQUENCES,
        /** What the ledger says became of each row, against what is there. */
        BALANCE,
        COUNTS,
        /** NULLs, least, greatest, sum, mean, distinct and lengths, by column and by group. */
        AGGREGATES,
        /** Every row, by its digest. */
        DIGESTS,
        /** Some rows, chosen by a seed, value by value. */
        SAMPLE,
        /** Every reference in the target leads to a row. */
        REFERENCES,
        /** What the spec asks both sides, and must be answered alike. */
        QUERIES,
        /** The target against what the load sent: a first proof, and not an independent one. */
        IN_FLIGHT
    }
}
