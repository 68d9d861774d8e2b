package io.drover.extract;

import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.TablePlan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Proves that the rows of a chunk are the very rows that an older snapshot of the same table saw.
 *
 * <p>Any version of a row that came after the older snapshot carries a transaction number that was
 * not below the snapshot's {@code xmin}. If no row of the chunk carries one, the chunk holds
 * nothing new; if it holds as many rows as were read then, nothing is gone either: the two sets are
 * one. Numbers of savepoints are covered, as they are above those of their transactions. The
 * server's counters of inserts, updates and deletes would be cheaper, but they lag behind the
 * commits by up to a minute, and a change in that gap would be lost.
 *
 * <p>It holds within one file of the table and for the same server and timeline only; the caller
 * sees to that. It may call a chunk changed that is not, never the other way round.
 *
 * <p>Source: PostgreSQL documentation, 74.2 "Transactions and Identifiers"; 5.5 "System Columns".
 */
public final class ChunkProof {
    private final SourceAccess access;

    public ChunkProof(SourceAccess access) {
        this.access = access;
    }

    /**
     * Whether the chunk, under the present snapshot, still holds what was read under an older one.
     *
     * @param visible {@code txid_current_snapshot()} of the older snapshot: {@code xmin:xmax:xip}
     * @param rows how many rows were read under it
     */
    public boolean unchanged(TablePlan table, ChunkPlan chunk, String visible, long rows) {
        long oldest = Long.parseLong(visible.substring(0, visible.indexOf(':')));
        try (ConnectionPool.Lease lease =
                ConnectionPool.borrow(Side.SOURCE, access.endpoint(), access.connections())) {
            Connection connection = lease.connection();
            SnapshotHolder.adopt(Side.SOURCE, connection, access.snapshot());
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(sql(table, chunk, oldest))) {
                result.next();
                return result.getLong(1) == rows && result.getLong(2) == 0;
            } finally {
                connection.rollback();
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.SOURCE,
                    "compare chunk %d of %s with an older snapshot"
                            .formatted(chunk.number(), table.source()),
                    failure);
        }
    }

    /**
     * The 32 bits of {@code xmin} are read as the first number from {@code oldest} on that ends in
     * them; numbers not given out yet can only belong to rows older than that.
     */
    static String sql(TablePlan table, ChunkPlan chunk, long oldest) {
        return ("SELECT count(*), count(*) FILTER (WHERE"
                        + " (xmin::text::bigint - %d %% 4294967296 + 4294967296) %% 4294967296 <"
                        + " txid_snapshot_xmax(txid_current_snapshot()) - %d) FROM %s")
                .formatted(oldest, oldest, ReadSql.fromWhere(table, chunk));
    }
}
