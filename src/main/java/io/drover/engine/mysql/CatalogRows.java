package io.drover.engine.mysql;

import io.drover.dialect.mysql.CatalogSql;
import io.drover.dialect.mysql.MysqlNames;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code information_schema} says, in a fixed number of queries whatever it holds. */
final class CatalogRows {
    private final Connection connection;

    CatalogRows(Connection connection) {
        this.connection = connection;
    }

    /**
     * A table, view or sequence.
     *
     * @param nextNumber of its AUTO_INCREMENT; 0 without one
     */
    record RelationRow(
            TableName name,
            String type,
            String engine,
            long rows,
            long bytes,
            java.math.BigDecimal nextNumber,
            String comment) {
        boolean isTable() {
            return type.equals("BASE TABLE") || type.equals("SYSTEM VERSIONED");
        }
    }

    /** A column of a table. */
    record ColumnRow(
            TableName table,
            String name,
            String columnType,
            @Nullable String charset,
            @Nullable String collation,
            boolean nullable,
            @Nullable String defaultText,
            String extra,
            String generated,
            String comment) {}

    /**
     * A column of an index.
     *
     * @param column null for an expression
     * @param prefix of so many characters or bytes; 0: all of it
     */
    record IndexRow(
            TableName table,
            String index,
            boolean unique,
            @Nullable String column,
            int prefix,
            boolean descending,
            String kind) {}

    /** A column of a foreign key. */
    record ForeignKeyRow(
            TableName table,
            String name,
            String column,
            TableName referenced,
            String referencedColumn,
            String onDelete,
            String onUpdate) {}

    /** A check. */
    record CheckRow(TableName table, String name, String clause) {}

    /** Something that stays behind. */
    record Left(String kind, TableName name) {}

    /** A sequence of MariaDB. */
    record SequenceRow(
            long next,
            long minimum,
            long maximum,
            long start,
            long increment,
            long cache,
            boolean cycles) {}

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    String version() throws SQLException {
        return list("SELECT VERSION()", row -> row.getString(1)).get(0);
    }

    List<RelationRow> relations() throws SQLException {
        return list(
                CatalogSql.RELATIONS,
                row ->
                        new RelationRow(
                                table(row),
                                row.getString(3),
                                row.getString(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getBigDecimal(7),
                                row.getString(8)));
    }

    Map<TableName, List<ColumnRow>> columns(Collection<String> schemas) throws SQLException {
        return grouped(
                list(
                        CatalogSql.COLUMNS.formatted(literals(schemas)),
                        row ->
                                new ColumnRow(
                                        table(row),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getString(5),
                                        row.getString(6),
                                        row.getString(7).equals("YES"),
                                        row.getString(8),
                                        row.getString(9),
                                        row.getString(10),
                                        row.getString(11))),
                ColumnRow::table);
    }

    Map<TableName, List<IndexRow>> indexes(Collection<String> schemas) throws SQLException {
        return grouped(
                list(
                        CatalogSql.INDEXES.formatted(literals(schemas)),
                        row ->
                                new IndexRow(
                                        table(row),
                                        row.getString(3),
                                        row.getInt(4) == 0,
                                        row.getString(5),
                                        row.getInt(6),
                                        "D".equals(row.getString(7)),
                                        row.getString(8))),
                IndexRow::table);
    }

    Map<TableName, List<ForeignKeyRow>> foreignKeys(Collection<String> schemas)
            throws SQLException {
        return grouped(
                list(
                        CatalogSql.FOREIGN_KEYS.formatted(literals(schemas)),
                        row ->
                                new ForeignKeyRow(
                                        table(row),
                                        row.getString(3),
                                        row.getString(4),
                                        new TableName(row.getString(5), row.getString(6)),
                                        row.getString(7),
                                        row.getString(8),
                                        row.getString(9))),
                ForeignKeyRow::table);
    }

    /** None of a server that has no checks yet. */
    Map<TableName, List<CheckRow>> checks(Collection<String> schemas, boolean mariaDb)
            throws SQLException {
        String sql = mariaDb ? CatalogSql.CHECKS_OF_MARIADB : CatalogSql.CHECKS_OF_MYSQL;
        boolean known =
                !list(
                                "SELECT 1 FROM information_schema.tables WHERE table_schema = 'information_schema'"
                                        + " AND table_name = 'CHECK_CONSTRAINTS'",
                                row -> 1)
                        .isEmpty();
        return known
                ? grouped(
                        list(
                                sql.formatted(literals(schemas)),
                                row ->
                                        new CheckRow(
                                                table(row), row.getString(3), row.getString(4))),
                        CheckRow::table)
                : Map.of();
    }

    List<Left> leftBehind(Collection<String> schemas) throws SQLException {
        return list(
                CatalogSql.LEFT_BEHIND.formatted(literals(schemas)),
                row ->
                        new Left(
                                row.getString(1),
                                new TableName(row.getString(2), row.getString(3))));
    }

    SequenceRow sequence(TableName name) throws SQLException {
        return list(
                        CatalogSql.SEQUENCE.formatted(MysqlNames.quote(name)),
                        row ->
                                new SequenceRow(
                                        row.getLong(1),
                                        row.getLong(2),
                                        row.getLong(3),
                                        row.getLong(4),
                                        row.getLong(5),
                                        row.getLong(6),
                                        row.getBoolean(7)))
                .get(0);
    }

    private static TableName table(ResultSet row) throws SQLException {
        return new TableName(row.getString(1), row.getString(2));
    }

    private static String literals(Collection<String> names) {
        return names.stream().map(MysqlNames::literal).collect(Collectors.joining(", "));
    }

    private <T> List<T> list(String sql, RowReader<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(reader.read(rows));
            }
            return found;
        }
    }

    private interface TableOf<T> {
        TableName of(T row);
    }

    private static <T> Map<TableName, List<T>> grouped(List<T> rows, TableOf<T> tableOf) {
        Map<TableName, List<T>> groups = new LinkedHashMap<>();
        rows.forEach(
                row -> groups.computeIfAbsent(tableOf.of(row), name -> new ArrayList<>()).add(row));
        return groups;
    }
}
