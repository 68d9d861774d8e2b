package io.drover.model;

/**
 * One comparison among those of a level: an aggregate, a reference, the answer to a query.
 *
 * @param name what was compared, as {@code sum(amount)} or {@code country = DE: sum(amount)}
 * @param source as text, or null where that side has none
 * @param target likewise
 * @param note a tolerance, a reason; else empty
 */
public record LevelFigure(
        String name,
        @Nullable String source,
        @Nullable String target,
        Verdict verdict,
        String note) {}
