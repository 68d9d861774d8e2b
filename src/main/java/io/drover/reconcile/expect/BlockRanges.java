package io.drover.reconcile.expect;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a table of the source into ranges of blocks of about equal size, as it lies now; the last is
 * open. TRUNCATE and rewrites are held off for as long as the snapshot lives.
 *
 * <p>Runs on: driver, over the connection that holds the snapshot.
 */
final class BlockRanges {
    private static final int BLOCK_BYTES = 8192;

    /** Since when a range of ctids is scanned without reading the rest of the table. */
    private static final int TID_RANGE_SCAN = 140000;

    private static final String SIZES =
            """
            SELECT pg_catalog.pg_relation_size(c.oid),
                   CASE WHEN c.reltoastrelid = 0 THEN 0
                        ELSE pg_catalog.pg_relation_size(c.reltoastrelid) END,
                   pg_catalog.current_setting('server_version_num')::int
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ?
            """;

    private BlockRanges() {}

    /** As SQL conditions; at least one. */
    static List<String> of(Connection source, TableName table, long bytes) {
        hold(source, table);
        try (PreparedStatement statement = source.prepareStatement(SIZES)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (ResultSet size = statement.executeQuery()) {
                if (!size.next()) {
                    throw new NotComputable("the source has no table " + table);
                }
                return of(size.getLong(1), size.getLong(2), size.getInt(3), bytes);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.SOURCE, "measure the tables of the source", failure);
        }
    }

    private static List<String> of(long heap, long toast, int version, long bytes) {
        long blocks = heap / BLOCK_BYTES;
        long parts = Math.min(blocks, (heap + toast + bytes - 1) / bytes);
        if (parts <= 1 || version < TID_RANGE_SCAN) {
            return List.of("true");
        }
        List<String> ranges = new ArrayList<>();
        for (long part = 0; part < parts; part++) {
            String from = "ctid >= '(%d,0)'::pg_catalog.tid".formatted(part * blocks / parts);
            String to = "ctid < '(%d,0)'::pg_catalog.tid".formatted((part + 1) * blocks / parts);
            ranges.add(part == parts - 1 ? from : from + " AND " + to);
        }
        return ranges;
    }

    /** Where there is no privilege for it, reading goes on without. */
    private static void hold(Connection source, TableName table) {
        try (Statement statement = source.createStatement()) {
            Savepoint before = source.setSavepoint();
            try {
                statement.execute(
                        "LOCK TABLE ONLY " + PostgresNames.quote(table) + " IN ACCESS SHARE MODE");
                source.releaseSavepoint(before);
            } catch (SQLException refused) {
                source.rollback(before);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.SOURCE, "lock the tables of the source", failure);
        }
    }
}
