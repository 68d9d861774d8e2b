package io.drover.reconcile;

/** Hears what tasks have read since the last call; from a thread of its own. */
@FunctionalInterface
public interface ReadProgress {
    void read(long rows, long bytes);
}
