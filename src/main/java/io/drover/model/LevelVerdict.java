package io.drover.model;

/**
 * The verdict of one level of proof.
 *
 * @param detail one sentence for people, with the figures
 */
public record LevelVerdict(Level level, Verdict verdict, String detail) {
    /** Levels of proof, from the cheapest. */
    public enum Level {
        SCHEMA,
        COUNTS,
        DIGESTS
    }
}
