package io.drover.engine.snowflake;

import io.drover.engine.StoredTable;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What is done around the rows of a table. Each of it may be repeated. */
final class Beginning {
    private final Connection connection;
    private final SnowflakeNames names;
    private final TableSql sql;
    private final StoredTable table;

    /** Which of it. */
    enum Kind {
        TABLE,
        CLONE,
        INCOMING
    }

    Beginning(Connection connection, SnowflakeNames names, TableSql sql, StoredTable table) {
        this.connection = connection;
        this.names = names;
        this.sql = sql;
        this.table = table;
    }

    void run(Kind kind) throws SQLException {
        switch (kind) {
            case TABLE -> table();
            case CLONE -> cloneOnce();
            case INCOMING -> incoming();
        }
    }

    private void table() throws SQLException {
        SnowflakeSession.execute(connection, sql.create(table));
        new TableShape(names, table).refuseUnfit(connection);
    }

    /** The state before this load, whatever of it has happened. */
    private void cloneOnce() throws SQLException {
        LoadReceipts receipts = new LoadReceipts(names, table);
        if (!receipts.has(connection, LoadReceipts.Step.CLONED)) {
            SnowflakeSession.execute(connection, sql.cloneBefore(table.plan().target()));
            receipts.write(connection, LoadReceipts.Step.CLONED, 0, "");
        }
    }

    private void incoming() throws SQLException {
        StandingTables standing = new StandingTables(connection, names);
        TableName target = table.plan().target();
        if (!standing.has(names.incoming(target))) {
            boolean stands = standing.has(target);
            for (String statement : sql.incoming(table, stands)) {
                SnowflakeSession.execute(connection, statement);
            }
        }
    }

    /** Declares a reference unless the table has it. */
    void declare(String statement) throws SQLException {
        try (Statement show = connection.createStatement();
                ResultSet rows = show.executeQuery(sql.references(table.plan().target()))) {
            while (rows.next()) {
                if (statement.contains(
                        "ADD CONSTRAINT " + SnowflakeNames.asIs(rows.getString("fk_name")) + " ")) {
                    return;
                }
            }
        }
        SnowflakeSession.execute(connection, statement);
    }
}
