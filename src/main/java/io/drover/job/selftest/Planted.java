package io.drover.job.selftest;

import io.drover.model.Difference;
import io.drover.model.Nullable;

/**
 * A corruption of one row of a dirty table, and what must be said of it.
 *
 * @param row its number, which is its key
 * @param corruption the kind, for people
 * @param expected how the row must differ; null: it must not
 * @param column the one that must be named; null: which one is no matter
 */
record Planted(
        long row, String corruption, @Nullable Difference.Kind expected, @Nullable String column) {}
