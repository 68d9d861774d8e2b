package io.drover.engine.generic;

import io.drover.engine.StoredTable;
import io.drover.engine.jdbc.FittedNames;
import io.drover.engine.jdbc.StoreDialect;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableInfo;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What products write alike when tables are made: names always quoted, so that no word is reserved
 * and no letter is folded; keys within CREATE TABLE, so that a row that breaks one is found as it
 * is loaded.
 */
interface StandardStoreDialect extends StoreDialect {
    int NAME_BYTES = 120;

    /** How names are quoted. */
    GenericDialect names();

    /** The schema of receipts, and of what PostgreSQL has in its schema public. */
    String schema();

    /** A default of PostgreSQL's in this SQL; null where it cannot be said. */
    @Nullable
    String defaultOf(String expression);

    /** What makes a column count up by itself; empty where nothing does. */
    default String counting() {
        return "";
    }

    @Override
    default String quote(String name) {
        return names().quote(name);
    }

    @Override
    default String quote(TableName table) {
        return names().quote(table);
    }

    @Override
    default TableName staging(TableName target) {
        return beside("drover_new_", target);
    }

    @Override
    default TableName replaced(TableName target) {
        return beside("drover_old_", target);
    }

    private static TableName beside(String prefix, TableName target) {
        return new TableName(target.schema(), FittedNames.fit(prefix + target.name(), NAME_BYTES));
    }

    @Override
    default TableName receipts() {
        return new TableName(schema(), "drover_receipt");
    }

    @Override
    default String receiptTable() {
        return "CREATE TABLE IF NOT EXISTS %s (migration VARCHAR(100) NOT NULL, target VARCHAR(400) NOT NULL, load_id BIGINT NOT NULL, generation INTEGER NOT NULL, chunk_no INTEGER NOT NULL, handed_rows BIGINT NOT NULL, loaded_rows BIGINT NOT NULL, aside_rows BIGINT NOT NULL, PRIMARY KEY (migration, target, load_id, generation, chunk_no))"
                .formatted(quote(receipts()));
    }

    @Override
    default String create(StoredTable table, TableName as) {
        TableInfo definition = table.definition();
        List<String> parts = new ArrayList<>();
        List<String> left = new ArrayList<>();
        for (ColumnPlan column : table.plan().columns()) {
            parts.add(line(column, column(definition, column.target()), left));
        }
        Set<List<String>> unique = new LinkedHashSet<>();
        for (ConstraintInfo constraint : definition.constraints()) {
            switch (constraint.kind()) {
                case PRIMARY_KEY -> parts.add("PRIMARY KEY (" + quoted(constraint.columns()) + ")");
                case UNIQUE -> unique.add(constraint.columns());
                case CHECK, EXCLUSION -> left.add("constraint " + constraint.name());
                case FOREIGN_KEY -> {
                    if (!keepsReferences()) {
                        left.add("foreign key " + constraint.name());
                    }
                }
            }
        }
        for (IndexInfo index : definition.indexes()) {
            if (index.constraint() == null && index.unique() && isPlain(index)) {
                unique.add(index.keyColumns());
            } else if (index.constraint() == null && !isPlain(index)) {
                left.add("index " + index.name());
            }
        }
        unique.forEach(key -> parts.add("UNIQUE (" + quoted(key) + ")"));
        return created(as, parts, left);
    }

    /** Whether references between tables are made. */
    boolean keepsReferences();

    private String line(ColumnPlan plan, ColumnInfo column, List<String> left) {
        String behind = "";
        if (counts(column) && !counting().isEmpty()) {
            behind = " " + counting();
        } else if (counts(column)) {
            left.add("numbering of " + column.name());
        } else if (column.defaultExpression() != null) {
            @Nullable String said = defaultOf(column.defaultExpression());
            if (said == null) {
                left.add("default of " + column.name());
            } else {
                behind = " DEFAULT " + said;
            }
        }
        return quote(plan.target())
                + " "
                + plan.targetType()
                + behind
                + (plan.notNull() ? " NOT NULL" : "");
    }

    /** Whether it numbers new rows by itself. */
    static boolean counts(ColumnInfo column) {
        return column.identity() != null
                || (column.defaultExpression() != null
                        && column.defaultExpression().startsWith("nextval("));
    }

    private static ColumnInfo column(TableInfo definition, String name) {
        return definition.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isPlain(IndexInfo index) {
        return !index.partial() && !index.keyColumns().isEmpty();
    }

    /** Those that are unique are constraints of their table. */
    @Override
    default List<String> indexes(TableInfo table) {
        return table.indexes().stream()
                .filter(index -> index.constraint() == null && !index.unique() && isPlain(index))
                .map(
                        index ->
                                "CREATE INDEX IF NOT EXISTS %s ON %s (%s)"
                                        .formatted(
                                                quote(index.name()),
                                                quote(table.name()),
                                                quoted(index.keyColumns())))
                .toList();
    }

    /** Names of references are a schema's there, and a table's in PostgreSQL. */
    default String named(TableName table, ConstraintInfo key) {
        String own = table.name() + "_";
        return FittedNames.fit(
                key.name().startsWith(own) ? key.name() : own + key.name(), NAME_BYTES);
    }

    default String reference(TableName table, String name, ConstraintInfo key, TableName to) {
        return "ALTER TABLE %s ADD CONSTRAINT %s %s"
                .formatted(quote(table), quote(name), foreignKey(key, to));
    }

    /** Names of the references that a table has. */
    default List<String> references(Connection connection, TableName table) throws SQLException {
        return List.of();
    }

    /** Has a column go on behind its greatest number. */
    default String counted(TableName table, String column) {
        throw new IllegalStateException("Nothing numbers " + table);
    }

    /** What keeps others from seeing the moment between two renames; nothing where DDL does. */
    default List<String> alone() {
        return List.of();
    }

    /** What lets them in again. */
    default List<String> together() {
        return List.of();
    }

    /** Whether the user may do so. */
    default boolean maySwap(Connection connection) throws SQLException {
        return true;
    }

    @Override
    default String rename(TableName from, TableName to) {
        return "ALTER TABLE " + quote(from) + " RENAME TO " + quote(to.name());
    }

    /** The first column of what a query tells of a table, by its schema and its name. */
    static List<String> told(Connection connection, String sql, TableName table)
            throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }
}
