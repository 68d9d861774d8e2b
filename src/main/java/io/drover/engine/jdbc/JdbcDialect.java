package io.drover.engine.jdbc;

import io.drover.engine.AuditColumn;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;

/**
 * What one engine does its own way when its tables are read: names, literals, values, keys.
 *
 * <p>Stateless. Runs on: driver and executors.
 */
public interface JdbcDialect extends Serializable {
    /** A name as an identifier, always quoted. */
    String quote(String name);

    /** A table as a statement names it. */
    default String quote(TableName table) {
        return table.schema().isEmpty()
                ? quote(table.name())
                : quote(table.schema()) + "." + quote(table.name());
    }

    /** A text as a literal that no setting of the server changes the meaning of. */
    default String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /**
     * What is selected of a column so that {@link #reader} can read it.
     *
     * @param logicalType PostgreSQL's name of the type that holds its values
     * @param origin the engine's own type, as its catalog told it; null where that is not known
     */
    default String selected(String column, String logicalType, @Nullable String origin) {
        return quote(column);
    }

    /** Reads the values of such a column, exactly or not at all. */
    default FieldReader reader(String logicalType, @Nullable String origin) {
        return FieldReader.of(logicalType);
    }

    /**
     * The text that the server itself prints of a column's value, as {@link
     * io.drover.engine.AuditValues} reads it; NULL of NULL. It must lose nothing: all digits of a
     * float, bytes as hexadecimal digits, instants in UTC.
     */
    String printed(AuditColumn column);

    /** That text out of a result, where the server cannot print it exactly; null for NULL. */
    default @Nullable String printed(ResultSet row, int index, AuditColumn column)
            throws SQLException {
        return row.getString(index);
    }

    /** Sets a statement up so that its rows are streamed, not held. */
    default void stream(Statement statement) throws SQLException {
        statement.setFetchSize(1000);
    }

    /** Whether chunks can be cut along a column of the type. */
    default boolean isKeyType(String logicalType) {
        return KEY_TYPES.contains(KeyCuts.bare(logicalType));
    }

    /** What is compared and ordered of a key's column. */
    default String keyColumn(String column, String logicalType) {
        return quote(column);
    }

    /** A text of a key's value that {@link #keyValue} makes the same value of again. */
    default String keyText(String column, String logicalType) {
        return "CAST(" + quote(column) + " AS VARCHAR(4000))";
    }

    /** That value as an expression. */
    default String keyValue(String text, String logicalType) {
        return "CAST(" + literal(text) + " AS " + logicalType + ")";
    }

    /** What is left of a division of whole numbers. */
    default String remainder(String of, long by) {
        return "MOD(" + of + ", " + by + ")";
    }

    /**
     * What is selected to tell a person which row it is; empty where nothing tells. Column names
     * stand for themselves.
     */
    default List<String> place(TablePlan table) {
        return table.key();
    }

    /** Whether {@code (a, b) < (1, 2)} is understood; else it is spelled out. */
    default boolean comparesRows() {
        return false;
    }

    /** Closes a cursor's transaction where that must be done by hand. */
    default void end(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    /** Types that most engines print, read and order without loss. */
    Set<String> KEY_TYPES =
            Set.of(
                    "smallint",
                    "integer",
                    "bigint",
                    "numeric",
                    "text",
                    "character varying",
                    "date",
                    "timestamp without time zone");
}
