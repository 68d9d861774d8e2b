package io.drover.engine.mysql;

import io.drover.dialect.mysql.KeyColumn;
import io.drover.dialect.mysql.KeyPredicates;
import io.drover.dialect.mysql.MysqlNames;
import io.drover.dialect.mysql.MysqlType;
import io.drover.model.ChunkPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.spec.ChunkingSpec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Cuts a table along its primary key, or a unique key without NULLs, into ranges of about equal
 * count, half open, the first open below and the last open above. The bounds are found by walking
 * the index in steps; of whole numbers without large gaps they are computed. A table without such a
 * key is one chunk.
 */
final class KeyWalk {
    private static final String PRIMARY = "PRIMARY";
    private static final String INDEXES =
            "SELECT s.index_name, s.column_name, s.sub_part, s.nullable, s.index_type"
                    + " FROM information_schema.statistics s WHERE s.table_schema = ? AND s.table_name = ?"
                    + " AND s.non_unique = 0 ORDER BY s.index_name <> 'PRIMARY', s.index_name, s.seq_in_index";
    private static final String SIZE =
            "SELECT COALESCE(table_rows, 0), COALESCE(data_length, 0) FROM information_schema.tables"
                    + " WHERE table_schema = ? AND table_name = ?";
    private static final int MOST_CHUNKS = 100_000;

    /** Up to so many numbers to a row, equal width is equal count but for this factor. */
    private static final BigInteger DENSE = BigInteger.TWO;

    private final Connection connection;
    private final TablePlan table;
    private final String index;
    private final List<KeyColumn> key;

    private KeyWalk(Connection connection, TablePlan table, String index, List<KeyColumn> key) {
        this.connection = connection;
        this.table = table;
        this.index = index;
        this.key = key;
    }

    static List<ChunkPlan> cut(Connection connection, TablePlan table, ChunkingSpec chunking)
            throws SQLException {
        long rows;
        long bytes;
        try (PreparedStatement statement = prepared(connection, SIZE, table);
                ResultSet found = statement.executeQuery()) {
            boolean stands = found.next();
            rows = stands ? found.getLong(1) : 0;
            bytes = stands ? found.getLong(2) : 0;
        }
        long parts =
                Math.min(
                        Math.min(MOST_CHUNKS, Math.max(1, rows)),
                        (bytes + chunking.targetBytes() - 1) / Math.max(1, chunking.targetBytes()));
        boolean whole =
                chunking.by() == ChunkingSpec.By.NONE || bytes <= chunking.smallTableBytes();
        KeyWalk walk = whole || parts < 2 ? null : walk(connection, table);
        if (walk == null) {
            return List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, rows, bytes));
        }
        List<List<String>> bounds = walk.dense(rows, parts);
        if (bounds == null) {
            bounds = walk.bounds(Math.max(1, rows / parts));
        }
        return walk.chunks(bounds, rows, bytes);
    }

    private static @Nullable KeyWalk walk(Connection connection, TablePlan table)
            throws SQLException {
        Map<String, MysqlType> types = ColumnTypes.of(connection, table.source());
        Map<String, List<KeyColumn>> keys = new LinkedHashMap<>();
        Map<String, Boolean> usable = new LinkedHashMap<>();
        try (PreparedStatement statement = prepared(connection, INDEXES, table);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String index = rows.getString(1);
                String column = rows.getString(2);
                boolean plain =
                        column != null
                                && rows.getString(3) == null
                                && !"YES".equals(rows.getString(4))
                                && "BTREE".equals(rows.getString(5));
                usable.merge(index, plain, Boolean::logicalAnd);
                if (plain) {
                    keys.computeIfAbsent(index, each -> new ArrayList<>())
                            .add(new KeyColumn(column, types.get(column)));
                }
            }
        }
        for (Map.Entry<String, List<KeyColumn>> each : keys.entrySet()) {
            List<KeyColumn> leading = new ArrayList<>();
            for (KeyColumn column : each.getValue()) {
                if (!column.cuts()) {
                    break;
                }
                leading.add(column);
            }
            if (usable.get(each.getKey()) && !leading.isEmpty()) {
                return new KeyWalk(connection, table, each.getKey(), leading);
            }
        }
        return null;
    }

    private static PreparedStatement prepared(Connection connection, String sql, TablePlan table)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, table.source().schema());
        statement.setString(2, table.source().name());
        return statement;
    }

    /** Bounds of equal width; null where the key is no single whole number, or has large gaps. */
    private @Nullable List<List<String>> dense(long rows, long parts) throws SQLException {
        if (key.size() > 1 || !key.get(0).isInteger() || rows == 0) {
            return null;
        }
        String column = MysqlNames.quote(key.get(0).name());
        List<String> ends =
                row(
                        "SELECT CAST(MIN(%1$s) AS CHAR), CAST(MAX(%1$s) AS CHAR) FROM %2$s"
                                .formatted(column, MysqlNames.quote(table.source())));
        if (ends == null || ends.get(0) == null) {
            return List.of();
        }
        BigInteger least = new BigInteger(ends.get(0));
        BigInteger width = new BigInteger(ends.get(1)).subtract(least).add(BigInteger.ONE);
        if (width.compareTo(BigInteger.valueOf(rows).multiply(DENSE)) > 0) {
            return null;
        }
        List<List<String>> bounds = new ArrayList<>();
        BigDecimal step =
                new BigDecimal(width).divide(BigDecimal.valueOf(parts), 6, RoundingMode.HALF_UP);
        for (long number = 1; number < parts; number++) {
            BigInteger bound = least.add(step.multiply(BigDecimal.valueOf(number)).toBigInteger());
            bounds.add(List.of(bound.toString()));
        }
        return bounds.stream().distinct().toList();
    }

    private List<List<String>> bounds(long step) throws SQLException {
        List<List<String>> bounds = new ArrayList<>();
        List<String> last = next(null, step);
        while (last != null && bounds.size() < MOST_CHUNKS) {
            bounds.add(last);
            List<String> next = next(KeyPredicates.from(key, last), step);
            // Of a key's leading columns one value may be more than a chunk.
            last = last.equals(next) ? next(KeyPredicates.behind(key, last), 0) : next;
        }
        return bounds;
    }

    private @Nullable List<String> next(@Nullable String from, long offset) throws SQLException {
        return row(
                "SELECT %s FROM %s FORCE INDEX (%s)%s ORDER BY %s LIMIT 1 OFFSET %d"
                        .formatted(
                                joined(KeyColumn::selected),
                                MysqlNames.quote(table.source()),
                                index.equals(PRIMARY) ? PRIMARY : MysqlNames.quote(index),
                                from == null ? "" : " WHERE " + from,
                                joined(column -> MysqlNames.quote(column.name())),
                                offset));
    }

    private List<ChunkPlan> chunks(List<List<String>> bounds, long rows, long bytes) {
        int count = bounds.size() + 1;
        List<ChunkPlan> chunks = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            List<String> conditions = new ArrayList<>();
            if (number > 0) {
                conditions.add(KeyPredicates.from(key, bounds.get(number - 1)));
            }
            if (number < count - 1) {
                conditions.add(KeyPredicates.before(key, bounds.get(number)));
            }
            chunks.add(
                    new ChunkPlan(
                            number,
                            conditions.isEmpty()
                                    ? ChunkPlan.EVERYTHING
                                    : String.join(" AND ", conditions),
                            rows / count,
                            bytes / count));
        }
        return chunks;
    }

    private @Nullable List<String> row(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            if (!rows.next()) {
                return null;
            }
            List<String> values = new ArrayList<>();
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                values.add(rows.getString(column));
            }
            return values;
        }
    }

    private interface Part {
        String of(KeyColumn column);
    }

    private String joined(Part part) {
        return key.stream().map(part::of).collect(Collectors.joining(", "));
    }
}
