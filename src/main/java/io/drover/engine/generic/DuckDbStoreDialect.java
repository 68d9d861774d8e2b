package io.drover.engine.generic;

import io.drover.engine.StoredType;
import io.drover.engine.jdbc.Spool;
import io.drover.engine.jdbc.ValueBinder;
import io.drover.jdbc.SqlFailures;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tables of DuckDB's. Its DDL is transactional; its transactions have no savepoints and end with
 * the first statement that fails. A table that others refer to cannot be renamed, so references are
 * not made.
 *
 * <p>Source: DuckDB 1.2 documentation, "Data Definition", "Transaction Management", "Indexes".
 */
record DuckDbStoreDialect(GenericDialect names, String schema) implements StandardStoreDialect {
    private static final long serialVersionUID = 1L;
    private static final String NUMBER = "drover_row";
    private static final String SPOOL = "temp.main.drover_spool";

    /** Errors have neither codes nor states, but kinds, which their text begins with. */
    private static final Pattern OF_A_ROW =
            Pattern.compile(
                    "(?:java\\.sql\\.SQLException: )?(?:Constraint|Conversion|Out of Range|Invalid Input) Error: .*",
                    Pattern.DOTALL);

    @Override
    public StoredType type(ColumnInfo column) {
        return DuckDbTypes.of(column);
    }

    @Override
    public ValueBinder binder(String sparkType) {
        return sparkType.toLowerCase(Locale.ROOT).startsWith("decimal")
                ? (PreparedStatement to, int index, Object value) ->
                        to.setString(index, ((BigDecimal) value).toPlainString())
                : ValueBinder.of(sparkType);
    }

    @Override
    public @Nullable String defaultOf(String expression) {
        return StoredDefaults.of(expression, "uuid()");
    }

    @Override
    public boolean keepsReferences() {
        return false;
    }

    @Override
    public String upsert(TableName into, List<String> columns, List<String> key) {
        return insert(into, columns) + conflict(columns, key);
    }

    private String conflict(List<String> columns, List<String> key) {
        String set =
                columns.stream()
                        .filter(column -> !key.contains(column))
                        .map(column -> quote(column) + " = excluded." + quote(column))
                        .collect(Collectors.joining(", "));
        return " ON CONFLICT (%s) DO %s"
                .formatted(quoted(key), set.isEmpty() ? "NOTHING" : "UPDATE SET " + set);
    }

    @Override
    public boolean stands(Connection connection, TableName table) throws SQLException {
        return !StandardStoreDialect.told(
                        connection,
                        "SELECT table_name FROM duckdb_tables() WHERE NOT temporary AND database_name = current_database() AND schema_name = ? AND table_name = ?",
                        table)
                .isEmpty();
    }

    @Override
    public void dropIndexes(Connection connection, TableName table) throws SQLException {
        List<String> names =
                StandardStoreDialect.told(
                        connection,
                        "SELECT index_name FROM duckdb_indexes() WHERE database_name = current_database() AND schema_name = ? AND table_name = ? ORDER BY index_name",
                        table);
        try (Statement statement = connection.createStatement()) {
            for (String name : names) {
                statement.execute("DROP INDEX " + quote(new TableName(table.schema(), name)));
            }
        }
    }

    @Override
    public boolean refusesRow(SQLException failure) {
        return OF_A_ROW.matcher(String.valueOf(failure.getMessage())).matches();
    }

    /** Values stand in its quotes. */
    @Override
    public String reason(SQLException failure) {
        return SqlFailures.serverText(failure)
                .replaceFirst("^java\\.sql\\.SQLException: ", "")
                .replaceAll(" (string|value|key:?) (\".*?\"|'.*?'|-?[0-9.]+)", " $1 …")
                .replaceAll("\"([^\":]+): .*?\"", "\"$1\"");
    }

    @Override
    public Spool spool() {
        return new Temporary(this);
    }

    private record Temporary(DuckDbStoreDialect dialect) implements Spool {
        private static final long serialVersionUID = 1L;

        @Override
        public String make(TableName into, List<String> columns) {
            return "CREATE OR REPLACE TEMPORARY TABLE %s AS SELECT CAST(0 AS BIGINT) AS %s, %s FROM %s LIMIT 0"
                    .formatted(
                            SPOOL,
                            dialect.quote(NUMBER),
                            dialect.quoted(columns),
                            dialect.quote(into));
        }

        @Override
        public String fill(List<String> columns, int rows) {
            String row = "(?" + ", ?".repeat(columns.size()) + ")";
            return "INSERT INTO "
                    + SPOOL
                    + " VALUES "
                    + String.join(", ", Collections.nCopies(rows, row));
        }

        @Override
        public String move(TableName into, List<String> columns, List<String> key) {
            return "INSERT INTO %1$s (%2$s) SELECT %2$s FROM %3$s WHERE %4$s BETWEEN ? AND ? ORDER BY %4$s%5$s"
                    .formatted(
                            dialect.quote(into),
                            dialect.quoted(columns),
                            SPOOL,
                            dialect.quote(NUMBER),
                            key.isEmpty() ? "" : dialect.conflict(columns, key));
        }
    }
}
