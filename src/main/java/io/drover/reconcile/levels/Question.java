package io.drover.reconcile.levels;

import io.drover.jdbc.SqlFailures.Side;
import java.io.Serializable;

/**
 * One query to one side, run inside that side's snapshot.
 *
 * @param sql one statement that reads
 * @param maxRows no more are fetched than this, and one that tells that there are more
 */
public record Question(Side side, Kind kind, String sql, int maxRows) implements Serializable {
    /** What is made of the statement's rows. */
    public enum Kind {
        /** They are the answer, as text. */
        ROWS,
        /** Likewise; the operator wrote it, so that it must be shown to be a single SELECT. */
        OPERATORS,
        /**
         * A COPY in binary form. The answer is one row: how many there are, and the sum of the
         * digests of their wire bytes, as {@code migrate} makes it of what it sends.
         */
        WIRE_DIGEST
    }

    static Question rows(Side side, String sql, int maxRows) {
        return new Question(side, Kind.ROWS, sql, maxRows);
    }

    /** A question with a single row for an answer. */
    static Question row(Side side, String sql) {
        return rows(side, sql, 1);
    }
}
