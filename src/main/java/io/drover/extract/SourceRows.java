package io.drover.extract;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.ConnectionPool;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rows of the source by their places, under the run's snapshot, as JSON: what is kept of rows that
 * are not loaded.
 *
 * <p>Runs on: executors, on one connection of the pool for each call; a task calls it when its own
 * rows are exhausted, or it may wait for the connection that it holds itself. Memory: some rows.
 */
public final class SourceRows {
    private static final int PLACES_PER_STATEMENT = 1000;

    /** A row may be as wide as a field may be, several times. */
    private static final int FETCH_ROWS = 20;

    private static final int OFFSET_BITS = 16;

    private final SourceAccess access;
    private final TablePlan table;
    private final Set<String> masked;

    /** {@code masked} columns are in neither JSON. */
    public SourceRows(SourceAccess access, TablePlan table, Set<String> masked) {
        this.access = access;
        this.table = table;
        this.masked = Set.copyOf(masked);
    }

    /** Takes one row. */
    public interface Taker {
        /**
         * Is given the row at {@code place}.
         *
         * @param row a JSON object of the columns, in the table's order
         * @param key a JSON object of the key's columns; null where the table has none
         */
        void take(long place, String row, @Nullable String key);
    }

    /** {@code (block,offset)} of a place, block * 65536 + offset, as the ledger writes it. */
    public static String ctid(long place) {
        return "(%d,%d)".formatted(place >>> OFFSET_BITS, place & 0xffff);
    }

    private static long place(String ctid) {
        int comma = ctid.indexOf(',');
        long block = Long.parseLong(ctid.substring(1, comma));
        return block << OFFSET_BITS
                | Integer.parseInt(ctid.substring(comma + 1, ctid.length() - 1));
    }

    /**
     * Hands out each of the rows once, a thousand at a time in the order of the places.
     *
     * @throws io.drover.error.SnapshotLostException when the snapshot is gone
     * @throws IllegalStateException when a place has no row under the snapshot
     */
    public void read(List<Long> places, Taker taker) {
        List<Long> distinct = places.stream().distinct().sorted().toList();
        if (distinct.isEmpty()) {
            return;
        }
        try (ConnectionPool.Lease lease =
                ConnectionPool.borrow(Side.SOURCE, access.endpoint(), access.connections())) {
            Connection connection = lease.connection();
            SnapshotHolder.adopt(Side.SOURCE, connection, access.snapshot());
            try (PreparedStatement statement = connection.prepareStatement(sql())) {
                statement.setFetchSize(FETCH_ROWS);
                for (int from = 0; from < distinct.size(); from += PLACES_PER_STATEMENT) {
                    int to = Math.min(distinct.size(), from + PLACES_PER_STATEMENT);
                    read(statement, distinct.subList(from, to), taker);
                }
            } finally {
                connection.rollback();
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.SOURCE, "read rows of %s by ctid".formatted(table.source()), failure);
        }
    }

    private void read(PreparedStatement statement, List<Long> places, Taker taker)
            throws SQLException {
        statement.setString(
                1,
                places.stream()
                        .map(place -> "\"" + ctid(place) + "\"")
                        .collect(Collectors.joining(",", "{", "}")));
        int found = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                taker.take(place(rows.getString(1)), rows.getString(2), rows.getString(3));
                found++;
            }
        }
        if (found != places.size()) {
            throw new IllegalStateException(
                    "Of %d rows of %s from ctid %s on, %d are there"
                            .formatted(places.size(), table.source(), ctid(places.get(0)), found));
        }
    }

    private String sql() {
        return "SELECT t.ctid::text, %s, %s FROM ONLY %s t WHERE t.ctid = ANY (?::tid[])"
                .formatted(row(), key(), PostgresNames.quote(table.source()));
    }

    private String row() {
        if (masked.isEmpty()) {
            return "row_to_json(t)::text";
        }
        String names =
                masked.stream()
                        .sorted()
                        .map(PostgresNames::literal)
                        .collect(Collectors.joining(", "));
        // Through json, not jsonb: the order of the columns and the digits of numbers stay.
        return ("(SELECT coalesce(json_object_agg(e.key, e.value), '{}') FROM json_each(row_to_json(t)) e"
                        + " WHERE e.key NOT IN (%s))::text")
                .formatted(names);
    }

    private String key() {
        if (table.key().isEmpty()) {
            return "NULL::text";
        }
        return table.key().stream()
                .filter(column -> !masked.contains(column))
                .map(column -> PostgresNames.literal(column) + ", t." + PostgresNames.quote(column))
                .collect(Collectors.joining(", ", "json_build_object(", ")::text"));
    }
}
