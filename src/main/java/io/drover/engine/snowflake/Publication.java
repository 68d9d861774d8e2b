package io.drover.engine.snowflake;

import io.drover.engine.StoredChunk;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import io.drover.spec.SnowflakeSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Takes the rows of a load into a table that stands, all of them in one transaction with its
 * receipt, and drops the table that they waited in.
 */
final class Publication {
    private final SnowflakeSession session;
    private final SnowflakeNames names;
    private final SnowflakeSpec settings;
    private final TableSql sql;
    private final StoredTable table;
    private final StagingTables staging;

    Publication(
            SnowflakeSession session,
            SnowflakeNames names,
            SnowflakeSpec settings,
            StoredTable table,
            StagingTables staging) {
        this.session = session;
        this.names = names;
        this.settings = settings;
        this.sql = new TableSql(names, settings);
        this.table = table;
        this.staging = staging;
    }

    void run() {
        TableName target = table.plan().target();
        String what = "take the rows of the load into " + target;
        session.run(
                what,
                connection -> {
                    if (!new LoadReceipts(names, table)
                            .has(connection, LoadReceipts.Step.PUBLISHED)) {
                        new TableShape(names, table).refuseChanged(connection);
                    }
                    return null;
                });
        session.transaction(
                what,
                connection -> {
                    publish(connection);
                    return null;
                });
        session.run(
                what,
                connection -> {
                    SnowflakeSession.execute(connection, sql.drop(names.incoming(target)));
                    staging.drop(connection, table);
                    return null;
                });
    }

    private void publish(Connection connection) throws SQLException {
        LoadReceipts receipts = new LoadReceipts(names, table);
        receipts.lock(connection);
        if (receipts.has(connection, LoadReceipts.Step.PUBLISHED)) {
            return;
        }
        long waiting = refuseOtherCount(connection, names, sql, table);
        if (table.plan().mode() == LoadMode.APPEND) {
            for (List<String> key : StagedSql.keys(table)) {
                refuseMeeting(connection, key);
            }
        }
        SnowflakeSession.Changed changed = SnowflakeSession.update(connection, sql.publish(table));
        if (changed.rows() != waiting) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot vouch for %s: %d rows were to be taken in and %d were. Nothing is committed; give the same command again, and report it if it stays so."
                            .formatted(table.plan().target(), waiting, changed.rows()));
        }
        if (table.plan().mode() == LoadMode.UPSERT && settings.deleteMissing()) {
            refuseToDeleteWhatWasSetAside(receipts, connection);
            SnowflakeSession.update(connection, sql.deleteMissing(table));
        }
        receipts.write(connection, LoadReceipts.Step.PUBLISHED, changed.rows(), changed.queryId());
    }

    /** How many rows wait, which is what the receipts say. */
    static long refuseOtherCount(
            Connection connection, SnowflakeNames names, TableSql sql, StoredTable table)
            throws SQLException {
        TableName target = table.plan().target();
        long told =
                new LoadReceipts(names, table)
                        .chunks(connection).values().stream().mapToLong(StoredChunk::loaded).sum();
        long there = SnowflakeSession.number(connection, sql.count(names.incoming(target)));
        if (told != there) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot vouch for %s: its receipts tell of %d rows and %d wait for it. Somebody else wrote there, or a load of the same name is under way; give `migrate --restart`, which reads the table again."
                            .formatted(target, told, there));
        }
        return there;
    }

    private void refuseMeeting(Connection connection, List<String> key) throws SQLException {
        long meeting = SnowflakeSession.number(connection, sql.meeting(table, key));
        if (meeting > 0) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot add the rows to %s: since they were staged it got %d rows of the same %s, and Snowflake enforces no key. Nothing is changed; load with upsert, or give `migrate --restart`, which sets them aside."
                            .formatted(table.plan().target(), meeting, String.join(", ", key)));
        }
    }

    /** A row that was set aside is in the source, and so not missing there. */
    private void refuseToDeleteWhatWasSetAside(LoadReceipts receipts, Connection connection)
            throws SQLException {
        long aside =
                receipts.chunks(connection).values().stream()
                        .mapToLong(StoredChunk::quarantined)
                        .sum();
        if (aside > 0) {
            throw new MigrationException(
                    ErrorKind.TARGET,
                    "Cannot delete from %s what the source does not have: %d of its rows were set aside, and theirs there would go with the others. Nothing is changed; mend the rows, or set snowflake.delete-missing = false."
                            .formatted(table.plan().target(), aside));
        }
    }
}
