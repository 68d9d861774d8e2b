package io.drover.engine.snowflake;

import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Puts the new table in the place of the old one. Each statement commits by itself, so a run that
 * was killed between two of them is told where it stopped by the comment that marks the new table:
 * a swap exchanges comments with all else. Under the table's name stands the old table or the new
 * one at every moment.
 *
 * <p>Source: Snowflake documentation, "ALTER TABLE": SWAP WITH exchanges all content and metadata.
 */
final class Swap {
    private final SnowflakeSession session;
    private final SnowflakeNames names;
    private final TableSql sql;
    private final StoredTable table;
    private final StagingTables staging;

    Swap(
            SnowflakeSession session,
            SnowflakeNames names,
            TableSql sql,
            StoredTable table,
            StagingTables staging) {
        this.session = session;
        this.names = names;
        this.sql = sql;
        this.table = table;
        this.staging = staging;
    }

    void run() {
        session.run(
                "swap " + table.plan().target(),
                connection -> {
                    run(connection);
                    return null;
                });
    }

    private void run(Connection connection) throws SQLException {
        TableName target = table.plan().target();
        TableName incoming = names.incoming(target);
        StandingTables standing = new StandingTables(connection, names);
        String mark = TableSql.mark(table);
        LoadReceipts receipts = new LoadReceipts(names, table);
        if (mark.equals(standing.comment(incoming))) {
            new TableShape(names, table).refuseChanged(connection);
            Publication.refuseOtherCount(connection, names, sql, table);
            SnowflakeSession.execute(connection, sql.drop(names.replaced(target)));
            SnowflakeSession.execute(
                    connection,
                    standing.has(target) ? sql.swap(target) : sql.rename(incoming, target));
        }
        if (!mark.equals(standing.comment(target))) {
            refuseUnswapped(standing.comment(incoming), mark);
            refuseGone(receipts.has(connection, LoadReceipts.Step.SWAPPED), incoming);
            return;
        }
        if (standing.has(incoming)) {
            TableName replaced = names.replaced(target);
            SnowflakeSession.execute(connection, sql.rename(incoming, replaced));
            // From here on no SWAP finds its second table. One of a killed client may have come
            // behind ours and undone it.
            if (mark.equals(standing.comment(replaced))) {
                SnowflakeSession.execute(connection, sql.rename(replaced, incoming));
                run(connection);
                return;
            }
        }
        staging.drop(connection, table);
        if (!receipts.has(connection, LoadReceipts.Step.SWAPPED)) {
            receipts.write(connection, LoadReceipts.Step.SWAPPED, 0, "");
        }
        // Last: without its mark the table is the load's no more.
        SnowflakeSession.execute(connection, sql.comment(table));
    }

    private void refuseUnswapped(String commentOfIncoming, String mark) {
        if (mark.equals(commentOfIncoming)) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot tell the new %s from the old one: a swap did not exchange their comments. Both tables stand, the rows of this load in one of them; look, and report it."
                            .formatted(table.plan().target()));
        }
    }

    /** Where no table is marked and none ever was put in place, the rows of the load are lost. */
    private void refuseGone(boolean swapped, TableName incoming) {
        if (!swapped) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot put the new %s in place: somebody dropped or replaced %s, where its rows waited. %s is as it was; give `migrate --restart`, which reads the rows again."
                            .formatted(table.plan().target(), incoming, table.plan().target()));
        }
    }
}
