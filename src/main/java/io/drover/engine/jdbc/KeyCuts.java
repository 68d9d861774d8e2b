package io.drover.engine.jdbc;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ChunkPlan;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.spec.ChunkingSpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ranges of a key that hold about as many rows each, as predicates: half open, the first open
 * below, the last open above, one more for the rows without a whole key where there can be any. So
 * they cover the table whatever it holds, and are disjoint, since the database compares, by the
 * order that it sorts by.
 *
 * <p>Repeats: the same rows give the same cuts. Cost: one pass over the key in its order.
 */
public final class KeyCuts {
    private static final Pattern MODIFIER = Pattern.compile("\\([^)]*\\)");

    private final JdbcDialect dialect;
    private final TableName table;
    private final @Nullable String where;
    private final List<KeyColumn> key;

    /**
     * A column of a key.
     *
     * @param nullable whether rows may lack it
     */
    public record KeyColumn(String name, String logicalType, boolean nullable) {}

    /**
     * @param key the columns to cut along, at least one, each of a type that {@link
     *     JdbcDialect#isKeyType} has
     */
    public KeyCuts(
            JdbcDialect dialect, TableName table, @Nullable String where, List<KeyColumn> key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("No key of " + table);
        }
        this.dialect = dialect;
        this.table = table;
        this.where = where;
        this.key = List.copyOf(key);
    }

    /** {@code timestamp(3) without time zone} without its modifier. */
    static String bare(String logicalType) {
        return MODIFIER.matcher(logicalType).replaceFirst("");
    }

    /**
     * The chunks, of about {@code rowsEach} rows.
     *
     * @param bytesEach of a chunk of so many rows, for the display of progress
     */
    public List<ChunkPlan> cut(Connection connection, long rowsEach, long bytesEach)
            throws SQLException {
        List<List<String>> bounds = bounds(connection, Math.max(1, rowsEach));
        List<ChunkPlan> chunks = new ArrayList<>();
        for (int number = 0; number <= bounds.size(); number++) {
            String predicate =
                    range(
                            number == 0 ? null : bounds.get(number - 1),
                            number == bounds.size() ? null : bounds.get(number));
            chunks.add(new ChunkPlan(number, predicate, rowsEach, bytesEach));
        }
        if (isNullable()) {
            chunks.add(new ChunkPlan(chunks.size(), absent(), 0, 0));
        }
        return chunks;
    }

    /**
     * How many rows a chunk of the wanted size has; 0 where the whole table is one.
     *
     * @throws MigrationException SPEC when the chunks are to be of physical blocks
     */
    public static long rowsEach(TablePlan table, ChunkingSpec chunking) {
        if (chunking.by() == ChunkingSpec.By.CTID) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot cut %s by ctid: only PostgreSQL has them. Set chunking.by to auto, key or none."
                            .formatted(table.source()));
        }
        long rows = table.estimatedRows();
        long bytes = Math.max(table.estimatedBytes(), rows);
        if (chunking.by() == ChunkingSpec.By.NONE
                || bytes <= chunking.smallTableBytes()
                || bytes <= chunking.targetBytes()
                || rows < 2) {
            return 0;
        }
        return Math.max(1, Math.round((double) rows * chunking.targetBytes() / bytes));
    }

    /** The key of every so manieth row, in order, each once. */
    private List<List<String>> bounds(Connection connection, long rowsEach) throws SQLException {
        LinkedHashSet<List<String>> bounds = new LinkedHashSet<>();
        try (Statement statement = connection.createStatement()) {
            dialect.stream(statement);
            try (ResultSet rows = statement.executeQuery(boundaries(rowsEach))) {
                while (rows.next()) {
                    List<String> bound = new ArrayList<>();
                    for (int column = 1; column <= key.size(); column++) {
                        bound.add(rows.getString(column));
                    }
                    bounds.add(bound);
                }
            }
        }
        return List.copyOf(bounds);
    }

    private String boundaries(long rowsEach) {
        String order = joined(column -> dialect.keyColumn(column.name(), column.logicalType()));
        List<String> inner = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int index = 0; index < key.size(); index++) {
            // Not every engine calls a column of a subquery as it was selected.
            String alias = "drover_key_" + index;
            inner.add(dialect.quote(key.get(index).name()) + " AS " + dialect.quote(alias));
            texts.add(dialect.keyText(alias, key.get(index).logicalType()));
        }
        List<String> conditions = new ArrayList<>();
        if (where != null) {
            conditions.add("(" + where + "\n)");
        }
        if (isNullable()) {
            conditions.add(present());
        }
        String place = dialect.quote("drover_place");
        return "SELECT %s FROM (SELECT %s, ROW_NUMBER() OVER (ORDER BY %s) AS %s FROM %s%s) %s WHERE %s > 1 AND %s = 0 ORDER BY %s"
                .formatted(
                        String.join(", ", texts),
                        String.join(", ", inner),
                        order,
                        place,
                        dialect.quote(table),
                        conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions),
                        dialect.quote("drover_cut"),
                        place,
                        dialect.remainder("(" + place + " - 1)", rowsEach),
                        place);
    }

    private String range(@Nullable List<String> lower, @Nullable List<String> upper) {
        List<String> conditions = new ArrayList<>();
        if (lower != null) {
            conditions.add(compare(">", lower, "="));
        }
        if (upper != null) {
            conditions.add(compare("<", upper, ""));
        }
        if (isNullable()) {
            // A comparison may be decided by the first column, whatever the others are.
            conditions.add(present());
        }
        return conditions.isEmpty() ? ChunkPlan.EVERYTHING : String.join(" AND ", conditions);
    }

    /**
     * {@code (a, b) > (1, 2)}, or {@code a > 1 OR (a = 1 AND b > 2)}.
     *
     * @param orEqual {@code =} where the bound itself belongs to the range, else empty
     */
    private String compare(String operator, List<String> bound, String orEqual) {
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int index = 0; index < key.size(); index++) {
            KeyColumn column = key.get(index);
            columns.add(dialect.keyColumn(column.name(), column.logicalType()));
            values.add(dialect.keyValue(bound.get(index), column.logicalType()));
        }
        if (key.size() > 1 && dialect.comparesRows()) {
            return "(%s) %s%s (%s)"
                    .formatted(
                            String.join(", ", columns),
                            operator,
                            orEqual,
                            String.join(", ", values));
        }
        int last = key.size() - 1;
        String condition = columns.get(last) + " " + operator + orEqual + " " + values.get(last);
        for (int index = last - 1; index >= 0; index--) {
            condition =
                    "(%s %s %s OR (%s = %s AND %s))"
                            .formatted(
                                    columns.get(index),
                                    operator,
                                    values.get(index),
                                    columns.get(index),
                                    values.get(index),
                                    condition);
        }
        return condition;
    }

    private boolean isNullable() {
        return key.stream().anyMatch(KeyColumn::nullable);
    }

    private String present() {
        return key.stream()
                .map(column -> dialect.quote(column.name()) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
    }

    private String absent() {
        return key.stream()
                .map(column -> dialect.quote(column.name()) + " IS NULL")
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    private interface Part {
        String of(KeyColumn column);
    }

    private String joined(Part part) {
        return key.stream().map(part::of).collect(Collectors.joining(", "));
    }
}
