package io.drover.engine.mysql;

import io.drover.dialect.mysql.MysqlNames;
import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.engine.StoredTable;
import io.drover.engine.StoredType;
import io.drover.engine.jdbc.BatchInsert;
import io.drover.engine.jdbc.LoadTarget;
import io.drover.engine.jdbc.StoreDialect;
import io.drover.engine.jdbc.ValueBinder;
import io.drover.jdbc.SqlFailures;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import io.drover.model.WireForm;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.MysqlSpec;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Tables of MySQL and MariaDB as a store writes them.
 *
 * @param database of the target's URL: where receipts are, and tables without a place of their own
 * @param times what the catalog tells of a {@code TIME}
 * @param files whether rows are sent as files
 */
record MysqlStoreDialect(
        StoredTypes.Product product, String database, MysqlSpec.Time times, BulkLoad.Files files)
        implements StoreDialect {
    private static final long serialVersionUID = 1L;

    /** What is printed behind a point in time; a DATETIME in UTC has no zone behind it. */
    static final int ZONE = "+00".length();

    private StoreDdl ddl() {
        return new StoreDdl(product);
    }

    @Override
    public String quote(String name) {
        return MysqlNames.quote(name);
    }

    @Override
    public String quote(TableName table) {
        return MysqlNames.quote(table);
    }

    @Override
    public StoredType type(ColumnInfo column) {
        return StoredTypes.of(column, product, times);
    }

    @Override
    public ValueBinder binder(String sparkType) {
        return switch (sparkType.toLowerCase(Locale.ROOT)) {
                // The shortest text of a float is above the greatest FLOAT, read as a double.
            case "float", "double" ->
                    (to, index, value) -> to.setDouble(index, finite(value).doubleValue());
            case "date" -> printed("date", 0);
            case "timestamp_ntz" -> printed("timestamp without time zone", 0);
            case "timestamp" -> printed("timestamp with time zone", ZONE);
            default -> ValueBinder.of(sparkType);
        };
    }

    /** The driver would write the word NaN, which is a column's name there. */
    static Number finite(Object value) {
        Number number = (Number) value;
        if (!Double.isFinite(number.doubleValue())) {
            throw new ValueRefused("22003", "there is no NaN and no infinity");
        }
        return number;
    }

    private static ValueBinder printed(String logicalType, int cut) {
        return (to, index, value) -> to.setString(index, text(logicalType, cut, value));
    }

    /**
     * The ISO text of a value, without its last characters.
     *
     * @throws ValueRefused for a year before 1, which PostgreSQL's text marks at its end
     */
    static String text(String logicalType, int cut, Object value) {
        WireBuffer text = new WireBuffer(40);
        ValueEncoder.of(logicalType, WireForm.TEXT).encode(value, text);
        String printed = new String(text.array(), 0, text.size(), StandardCharsets.US_ASCII);
        if (printed.endsWith(" BC")) {
            throw beforeTheYearOne();
        }
        return printed.substring(0, printed.length() - cut);
    }

    static ValueRefused beforeTheYearOne() {
        return new ValueRefused("22008", "date before the year 1");
    }

    @Override
    public TableName staging(TableName target) {
        return beside("drover_new_", target);
    }

    @Override
    public TableName replaced(TableName target) {
        return beside("drover_old_", target);
    }

    private static TableName beside(String prefix, TableName target) {
        return new TableName(target.schema(), StoreDdl.fitted(prefix + target.name()));
    }

    @Override
    public String create(StoredTable table, TableName as) {
        return ddl().create(table.definition(), as);
    }

    @Override
    public List<String> indexes(TableInfo table) {
        return ddl().indexes(table, table.name());
    }

    /** Those of a table that has another name yet: names of indexes are each table's own. */
    List<String> indexes(TableInfo table, TableName on) {
        return ddl().indexes(table, on);
    }

    /** When all tables stand under their own names. */
    List<String> foreignKeys(TableInfo table) {
        return ddl().foreignKeys(table);
    }

    @Override
    public BatchInsert batches(Connection connection, LoadTarget target) throws SQLException {
        return target.mode() == LoadMode.UPSERT
                ? MergedRows.open(connection, this, target, files)
                : BulkLoad.open(connection, this, target, files);
    }

    /** One statement of so many rows. */
    String insert(LoadTarget target, int rows) {
        String row =
                target.columns().stream()
                        .map(
                                column ->
                                        StoredTypes.isBits(column.targetType())
                                                ? StoredTypes.bitsOf("?")
                                                : "?")
                        .collect(Collectors.joining(", ", "(", ")"));
        return "INSERT INTO %s (%s) VALUES %s"
                .formatted(
                        quote(target.table()),
                        MysqlNames.quoteAll(target.names()),
                        String.join(", ", Collections.nCopies(rows, row)));
    }

    @Override
    public boolean stands(Connection connection, TableName table) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?")) {
            statement.setString(1, table.schema());
            statement.setString(2, table.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Nothing: names of indexes are each table's own. */
    @Override
    public void dropIndexes(Connection connection, TableName table) {}

    @Override
    public String rename(TableName from, TableName to) {
        return StoreDdl.swap(from, to, null);
    }

    @Override
    public boolean refusesRow(SQLException failure) {
        return SqlFailures.refusesRow(failure);
    }

    @Override
    public TableName receipts() {
        return new TableName(database, "drover_receipt");
    }

    @Override
    public String receiptTable() {
        return "CREATE TABLE IF NOT EXISTS %s (migration VARCHAR(48) NOT NULL, target VARCHAR(200) NOT NULL, load_id BIGINT NOT NULL, generation INT NOT NULL, chunk_no INT NOT NULL, handed_rows BIGINT NOT NULL, loaded_rows BIGINT NOT NULL, aside_rows BIGINT NOT NULL, PRIMARY KEY (migration, target, load_id, generation, chunk_no)) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
                .formatted(quote(receipts()));
    }
}
