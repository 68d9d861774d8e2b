package io.drover.dialect.postgres;

/**
 * Whether rows are the very rows that an older snapshot of the same table saw.
 *
 * <p>Any version of a row that came after the older snapshot carries a transaction number that was
 * not below the snapshot's {@code xmin}. If no row carries one, there is nothing new; if there are
 * as many rows as were seen then, nothing is gone either: the two sets are one. Numbers of
 * savepoints are covered, as they are above those of their transactions. The server's counters of
 * inserts, updates and deletes would be cheaper, but they lag behind the commits by up to a minute,
 * and a change in that gap would be lost.
 *
 * <p>It holds within one file of the table and for the same server and timeline only; the caller
 * sees to that. It may call rows changed that are not, never the other way round.
 *
 * <p>Source: PostgreSQL documentation, 74.2 "Transactions and Identifiers"; 5.5 "System Columns".
 */
public final class UnchangedSql {
    private UnchangedSql() {}

    /**
     * How many rows there are, and how many of them may be newer than the snapshot.
     *
     * <p>The 32 bits of {@code xmin} are read as the first number from the oldest on that ends in
     * them; numbers not given out yet can only belong to rows older than that.
     *
     * @param from what follows FROM: a table, and the rows of it that count
     * @param visible {@code txid_current_snapshot()} of the older snapshot: {@code xmin:xmax:xip}
     */
    public static String counts(String from, String visible) {
        long oldest = Long.parseLong(visible.substring(0, visible.indexOf(':')));
        return ("SELECT count(*), count(*) FILTER (WHERE"
                        + " (xmin::text::bigint - %d %% 4294967296 + 4294967296) %% 4294967296 <"
                        + " txid_snapshot_xmax(txid_current_snapshot()) - %d) FROM %s")
                .formatted(oldest, oldest, from);
    }
}
