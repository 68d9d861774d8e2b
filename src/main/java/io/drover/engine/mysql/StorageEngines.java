package io.drover.engine.mysql;

import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What tables that stand are kept by: MyISAM and its like have no transactions. */
final class StorageEngines {
    private static final String WITHOUT_TRANSACTIONS =
            "SELECT t.engine FROM information_schema.tables t JOIN information_schema.engines e ON e.engine = t.engine"
                    + " WHERE t.table_schema = ? AND t.table_name = ? AND e.transactions <> 'YES'";

    private StorageEngines() {}

    /**
     * A chunk that fails would leave rows in such a table, and come again. One that is replaced may
     * be kept by anything: the new one is kept by InnoDB.
     *
     * @throws MigrationException TARGET
     */
    static void refuseWithoutTransactions(
            Connection connection, MysqlStoreDialect dialect, List<StoredTable> tables)
            throws SQLException {
        Set<TableName> written = new LinkedHashSet<>();
        written.add(dialect.receipts());
        for (StoredTable table : tables) {
            if (table.plan().mode() != LoadMode.REPLACE) {
                written.add(table.plan().target());
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(WITHOUT_TRANSACTIONS)) {
            for (TableName name : written) {
                statement.setString(1, name.schema());
                statement.setString(2, name.name());
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next()) {
                        throw refused(name, row.getString(1), dialect);
                    }
                }
            }
        }
    }

    private static MigrationException refused(
            TableName name, String engine, MysqlStoreDialect dialect) {
        return new MigrationException(
                ErrorKind.TARGET,
                "Cannot load into %s: its storage engine %s has no transactions, so that a chunk which fails would leave rows behind. ALTER TABLE %s ENGINE = InnoDB, or load it with replace."
                        .formatted(name, engine, dialect.quote(name)));
    }
}
