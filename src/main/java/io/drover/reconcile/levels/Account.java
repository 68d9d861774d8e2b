package io.drover.reconcile.levels;

import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.SetDigest;
import io.drover.model.WireForm;
import io.drover.model.history.RowFates;
import java.util.List;

/**
 * What the ledger says of the latest load of one table of the target: the accountant's word, which
 * a reconciliation may check and never takes as proof.
 *
 * @param complete whether every chunk has its receipt and the table stands where it belongs
 * @param rows what became of the rows that were read, of all tables of the source that meet here
 * @param repaired how many rows repairs have loaded or deleted since
 * @param sent the digest of the wire rows that were loaded
 * @param wire the form that they were sent in
 * @param columns the target's columns, in the order in which they were sent; null where tables of
 *     the source that meet here were sent in several
 * @param doubts each reason for which the same rows may have other bytes in the target than they
 *     were sent with
 */
public record Account(
        long loadId,
        LoadMode mode,
        Progress complete,
        RowFates rows,
        long repaired,
        SetDigest sent,
        WireForm wire,
        @Nullable List<String> columns,
        List<String> doubts) {
    /** How far the load is. */
    public enum Progress {
        COMPLETE,
        UNDER_WAY
    }

    public Account {
        doubts = List.copyOf(doubts);
    }
}
