package io.drover.job.run;

/** What happens between two looks at rows that move: time passes. */
@FunctionalInterface
public interface Pause {
    /** {@code looks}: how often they have been looked at by now. */
    void after(int looks);
}
