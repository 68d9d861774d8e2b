package io.drover.extract;

import io.drover.dialect.postgres.UnchangedSql;
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
 * <p>It holds within one file of the table and for the same server and timeline only; the caller
 * sees to that. It may call a chunk changed that is not, never the other way round.
 *
 * @see UnchangedSql why that is so
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
        try (ConnectionPool.Lease lease =
                ConnectionPool.borrow(Side.SOURCE, access.endpoint(), access.connections())) {
            Connection connection = lease.connection();
            SnapshotHolder.adopt(Side.SOURCE, connection, access.snapshot());
            try (Statement statement = connection.createStatement();
                    ResultSet result =
                            statement.executeQuery(
                                    UnchangedSql.counts(
                                            ReadSql.fromWhere(table, chunk), visible))) {
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
}
