package io.drover.engine.mysql;

import io.drover.dialect.mysql.MysqlNames;
import io.drover.dialect.mysql.MysqlType;
import io.drover.model.ChunkPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The statements that read a chunk of a table. */
final class ReadSql {
    private ReadSql() {}

    /**
     * The rows of a chunk: 1, or 0 where characters have no place in Unicode; then the columns.
     *
     * @param columns in the order wanted
     */
    static String rows(
            TablePlan table, ChunkPlan chunk, List<String> columns, Map<String, MysqlType> types) {
        List<String> selected = new ArrayList<>();
        selected.add(undamaged(columns, types));
        columns.forEach(column -> selected.add(Reading.of(types.get(column)).sql(column)));
        return "SELECT %s FROM %s".formatted(String.join(", ", selected), fromWhere(table, chunk));
    }

    /** {@code table WHERE …} for the rows of a chunk. */
    static String fromWhere(TablePlan table, ChunkPlan chunk) {
        String where = table.where() == null ? "" : " AND (" + table.where() + "\n)";
        return "%s WHERE (%s)%s"
                .formatted(MysqlNames.quote(table.source()), chunk.predicate(), where);
    }

    /**
     * A row if a field of the chunk is wider than {@code maxBytes}; null where no column can be.
     */
    static @Nullable String tooWide(
            TablePlan table,
            ChunkPlan chunk,
            List<String> columns,
            Map<String, MysqlType> types,
            long maxBytes) {
        List<String> wide = new ArrayList<>();
        for (String column : columns) {
            if (isWide(types.get(column))) {
                wide.add("COALESCE(LENGTH(%s), 0)".formatted(MysqlNames.quote(column)));
            }
        }
        return wide.isEmpty()
                ? null
                : "SELECT %1$s FROM %2$s AND (%1$s) > %3$d LIMIT 1"
                        .formatted(String.join(" + ", wide), fromWhere(table, chunk), maxBytes);
    }

    /** Whether a row may have megabytes. */
    static boolean mayBeWide(List<String> columns, Map<String, MysqlType> types) {
        return columns.stream().anyMatch(column -> isWide(types.get(column)));
    }

    private static boolean isWide(MysqlType type) {
        return switch (type.base()) {
            case "mediumtext", "longtext", "mediumblob", "longblob", "json" -> true;
            default -> Reading.of(type) == Reading.GEOMETRY;
        };
    }

    /**
     * Whether each text survives the way to UTF-8 and back: the server writes a question mark for
     * what it cannot convert, and tells nobody.
     */
    private static String undamaged(List<String> columns, Map<String, MysqlType> types) {
        Set<String> checked = new LinkedHashSet<>();
        for (String column : columns) {
            MysqlType type = types.get(column);
            if (!type.alwaysConverts()) {
                checked.add(
                        "CAST(CONVERT(CONVERT(%1$s USING utf8mb4) USING %2$s) AS BINARY) <=> CAST(%1$s AS BINARY)"
                                .formatted(MysqlNames.quote(column), type.charset()));
            }
        }
        return checked.isEmpty()
                ? "1"
                : checked.stream().collect(Collectors.joining(" AND ", "(", ")"));
    }
}
