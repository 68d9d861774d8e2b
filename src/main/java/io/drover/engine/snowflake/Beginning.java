package io.drover.engine.snowflake;

import io.drover.catalog.TableSelection;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ColumnPlan;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is done before the rows of a table come. Each of it may be repeated. */
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
        TableName target = table.plan().target();
        TableInfo standing =
                new SnowflakeCatalog(connection, names)
                        .read(TableSelection.standing(List.of(target), List.of(target.schema())))
                        .table(target)
                        .orElseThrow();
        List<String> misfits = new ArrayList<>();
        for (ColumnPlan column : table.plan().columns()) {
            standing.columns().stream()
                    .filter(each -> each.name().equals(column.target()))
                    .findFirst()
                    .ifPresentOrElse(
                            there -> misfit(column, there, misfits),
                            () -> misfits.add("it has no column " + column.target()));
        }
        for (ColumnInfo column : standing.columns()) {
            boolean filled =
                    table.plan().columns().stream()
                            .anyMatch(each -> each.target().equals(column.name()));
            if (column.notNull() && column.defaultExpression() == null && !filled) {
                misfits.add(
                        "nothing of the source goes to " + column.name() + ", which is NOT NULL");
            }
        }
        if (!misfits.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.TARGET,
                    "Cannot load into %s: %s. Alter the table, or load with replace."
                            .formatted(target, String.join("; ", misfits)));
        }
    }

    private static void misfit(ColumnPlan column, ColumnInfo there, List<String> misfits) {
        String wanted = column.targetType().toLowerCase(Locale.ROOT);
        String stands = there.origin() == null ? "" : there.origin().type();
        if (!wanted.equals(stands)) {
            misfits.add(
                    "its column %s is %s and would get %s"
                            .formatted(column.target(), stands, wanted));
        }
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
}
