package io.drover.jdbc;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.error.SnapshotLostException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Keeps a snapshot open for as long as this object is: a transaction that exported it and does
 * nothing more.
 *
 * <p>A snapshot that somebody else exported is adopted and exported once more, so that the readers
 * of a run do not depend on the other session for the length of the run.
 *
 * <p>Source: PostgreSQL documentation, 9.28.5 "Snapshot Synchronization Functions": an exported
 * snapshot lives until the end of the transaction that exported it.
 */
public final class SnapshotHolder implements AutoCloseable {
    private final Side side;
    private final Connection connection;
    private final Snapshot snapshot;

    private SnapshotHolder(Side side, Connection connection, Snapshot snapshot) {
        this.side = side;
        this.connection = connection;
        this.snapshot = snapshot;
    }

    /**
     * Opens a snapshot of this moment, or adopts {@code endpoint.snapshot()}.
     *
     * @throws MigrationException of the side's kind; CONSISTENCY when the snapshot to adopt is gone
     */
    public static SnapshotHolder open(Side side, EndpointSpec endpoint, String applicationName) {
        Connection connection =
                Connections.open(
                        side, endpoint, new Session(applicationName, Session.Timeouts.NONE));
        try {
            begin(connection, endpoint.snapshot());
            return new SnapshotHolder(side, connection, export(connection));
        } catch (SQLException failure) {
            closeQuietly(connection);
            throw SqlFailures.wrap(side, "export a snapshot of the " + side, failure);
        } catch (RuntimeException failure) {
            closeQuietly(connection);
            throw failure;
        }
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /** The connection inside the snapshot, for catalog queries of the driver; never committed. */
    public Connection connection() {
        return connection;
    }

    /** Whether the snapshot can still be adopted. */
    public boolean alive() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            return true;
        } catch (SQLException lost) {
            return false;
        }
    }

    @Override
    public void close() {
        closeQuietly(connection);
    }

    /**
     * Puts a connection, which must not be in autocommit mode any more when this returns, inside a
     * snapshot, and proves it: the transaction sees exactly what the holder sees.
     *
     * @throws SnapshotLostException when it is gone: the next run opens another
     */
    public static void adopt(Side side, Connection connection, Snapshot snapshot) {
        try {
            begin(connection, snapshot.name());
            String visible;
            try (Statement statement = connection.createStatement();
                    ResultSet result =
                            statement.executeQuery("SELECT txid_current_snapshot()::text")) {
                result.next();
                visible = result.getString(1);
            }
            if (!visible.equals(snapshot.visible())) {
                throw new IllegalStateException(
                        "Snapshot %s was to show %s and shows %s"
                                .formatted(snapshot.name(), snapshot.visible(), visible));
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    side, "read under the shared snapshot " + snapshot.name(), failure);
        } catch (MigrationException lost) {
            throw new SnapshotLostException(lost.getMessage(), lost);
        }
    }

    private static void begin(Connection connection, @Nullable String adopted) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            if (adopted != null) {
                statement.execute("SET TRANSACTION SNAPSHOT " + PostgresNames.literal(adopted));
            }
        } catch (SQLException failure) {
            if (adopted != null && isGone(failure)) {
                throw new MigrationException(
                        ErrorKind.CONSISTENCY,
                        ("Cannot read under snapshot %s: nobody holds it open any more (%s)."
                                        + " Give the same command again without source.snapshot to read under a"
                                        + " new one; what is loaded stays loaded.")
                                .formatted(adopted, SqlFailures.serverText(failure)),
                        failure);
            }
            throw failure;
        }
    }

    private static boolean isGone(SQLException failure) {
        // invalid_parameter_value: no such file; object_not_in_prerequisite_state: its transaction
        // ended;
        // undefined_object: the same, as PostgreSQL 17 and later say it.
        return "22023".equals(failure.getSQLState())
                || "55000".equals(failure.getSQLState())
                || "42704".equals(failure.getSQLState());
    }

    private static Snapshot export(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery(
                                "SELECT pg_export_snapshot(), txid_current_snapshot()::text,"
                                        + " s.system_identifier || '/' || CASE WHEN pg_is_in_recovery()"
                                        // The list of a standby's snapshot leaves its running
                                        // transactions out:
                                        // there only the very same snapshot is the same.
                                        + " THEN c.timeline_id || '/standby ' || pg_postmaster_start_time()"
                                        + " || txid_current_snapshot()"
                                        // The control file knows the timeline of the last
                                        // checkpoint only.
                                        + " ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END"
                                        + " || '/' || d.oid,"
                                        + " CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()"
                                        + " ELSE pg_current_wal_lsn() END::text"
                                        + " FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d"
                                        + " WHERE d.datname = current_database()")) {
            result.next();
            return new Snapshot(
                    result.getString(1),
                    result.getString(2),
                    result.getString(3),
                    result.getString(4));
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException gone) {
            // Closing is all that is left to do; a lost connection is closed already.
        }
    }

    @Override
    public String toString() {
        return "snapshot " + snapshot.name() + " of the " + side;
    }
}
