package io.drover.engine.jdbc;

import io.drover.dialect.postgres.ForeignKeyText;
import io.drover.engine.StoredTable;
import io.drover.engine.StoredType;
import io.drover.jdbc.SqlFailures;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.TableInfo;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What one engine does its own way when tables are written there.
 *
 * <p>Stateless. Runs on: driver and executors.
 */
public interface StoreDialect extends Serializable {
    String quote(String name);

    String quote(TableName table);

    /** How a column is kept; {@code string} for what is handed over as printed text. */
    StoredType type(ColumnInfo column);

    /**
     * How a value is bound, by the type that it is handed over in.
     *
     * @param sparkType as {@link StoredType#sparkType}
     */
    ValueBinder binder(String sparkType);

    /**
     * The same for a column of a type of its own, where that matters.
     *
     * @param storedType as {@link StoredType#name}
     */
    default ValueBinder binder(String sparkType, String storedType) {
        return binder(sparkType);
    }

    /** Names as a list. */
    default String quoted(List<String> names) {
        return names.stream().map(this::quote).collect(Collectors.joining(", "));
    }

    /** The table that rows are loaded into, beside {@code target}. */
    TableName staging(TableName target);

    /** What a table that is replaced is kept as until it is released. */
    TableName replaced(TableName target);

    /**
     * Makes a table unless it stands.
     *
     * @param as its name
     */
    String create(StoredTable table, TableName as);

    /**
     * {@code CREATE TABLE IF NOT EXISTS}.
     *
     * @param parts its columns and keys
     * @param left what is not carried, which is noted behind the statement
     */
    default String created(TableName as, List<String> parts, List<String> left) {
        return "CREATE TABLE IF NOT EXISTS %s (%s)%s"
                .formatted(
                        quote(as),
                        String.join(", ", parts),
                        left.isEmpty()
                                ? ""
                                : " /* not carried: "
                                        + String.join(", ", left).replace("*/", "* /")
                                        + " */");
    }

    /** {@code FOREIGN KEY (…) REFERENCES … (…)} and its actions. */
    default String foreignKey(ConstraintInfo key, TableName to) {
        ForeignKeyText text = ForeignKeyText.of(key.definition());
        return "FOREIGN KEY (%s) REFERENCES %s (%s)%s"
                .formatted(
                        quoted(key.columns()),
                        quote(to),
                        quoted(text.referenced()),
                        text.actions());
    }

    /** Secondary indexes of a table under its own name, unless they stand. */
    List<String> indexes(TableInfo table);

    /**
     * How rows go into a table; batches of {@link #insert} and {@link #upsert} unless an engine
     * knows better.
     *
     * @param connection in a transaction, which is the caller's
     */
    default BatchInsert batches(Connection connection, LoadTarget target) throws SQLException {
        return new PreparedBatches(this, connection, target);
    }

    /** {@code INSERT INTO … VALUES (?, …)}. */
    default String insert(TableName into, List<String> columns) {
        return "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(
                        quote(into),
                        quoted(columns),
                        columns.stream().map(column -> "?").collect(Collectors.joining(", ")));
    }

    /** The same, where a row of the same key is overwritten. */
    default String upsert(TableName into, List<String> columns, List<String> key) {
        throw new IllegalStateException("Batches of its own overwrite rows");
    }

    boolean stands(Connection connection, TableName table) throws SQLException;

    /** Frees the names of a table's indexes, so that another one's can have them. */
    void dropIndexes(Connection connection, TableName table) throws SQLException;

    String rename(TableName from, TableName to);

    /** Whether a row was refused, as opposed to the statement or the connection. */
    boolean refusesRow(SQLException failure);

    /** Why a row was refused, without the values of the row as far as that can be. */
    default String reason(SQLException failure) {
        return SqlFailures.serverText(failure);
    }

    /** Where the rows of a chunk are gathered first; null: the engine has savepoints. */
    default @Nullable Spool spool() {
        return null;
    }

    /** {@code CREATE TABLE IF NOT EXISTS} of the receipts. */
    String receiptTable();

    /** Where the receipts stand. */
    TableName receipts();
}
