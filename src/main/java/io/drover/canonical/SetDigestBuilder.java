package io.drover.canonical;

import io.drover.model.SetDigest;

/**
 * The digest of a multiset of rows while it grows. Order-free: any order and any cut into parts
 * give the same sum.
 *
 * <p>Not thread-safe: one per task.
 */
public final class SetDigestBuilder {
    private long rows;
    private long high;
    private long low;

    /** Counts one row with the digest that {@code row} has just made. */
    public void add(RowDigest row) {
        rows++;
        high += row.high();
        low += row.low();
    }

    /** Adds the rows of another set. */
    public void add(SetDigest set) {
        rows += set.rows();
        high += set.high();
        low += set.low();
    }

    public long rows() {
        return rows;
    }

    /** The digest so far; the builder can go on. */
    public SetDigest toDigest() {
        return new SetDigest(rows, high, low);
    }
}
