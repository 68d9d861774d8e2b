package io.drover.job.check;

import io.drover.dialect.postgres.PostgresChecks;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.source.Inquiry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A server, database and role as a check sees them.
 *
 * @param identity of the cluster and the database; empty where the server does not tell
 * @param roleLimit connections that the role may hold, -1 for any number
 * @param databaseLimit likewise of the database
 * @param reserved slots that this role cannot have
 * @param used slots that are taken now, this session's included
 * @param lockSlots locks that the whole server can hold
 * @param skew how far its clock is ahead of ours
 */
record ServerFacts(
        int versionNumber,
        String version,
        String database,
        String role,
        boolean superuser,
        String identity,
        String encoding,
        boolean standby,
        boolean readOnly,
        int maxConnections,
        int reserved,
        int used,
        int roleLimit,
        int databaseLimit,
        long lockSlots,
        String standbyDelay,
        boolean standbyFeedback,
        Duration skew) {

    static ServerFacts read(Side side, Connection connection, Clock clock) {
        Inquiry inquiry = new Inquiry(side, connection);
        String identity = identity(inquiry);
        Instant before = clock.instant();
        return inquiry.one(
                "read the settings of the " + side,
                PostgresChecks.SERVER,
                row -> read(row, identity, before, clock));
    }

    private static ServerFacts read(ResultSet row, String identity, Instant before, Clock clock)
            throws SQLException {
        // The server's clock was read somewhere between these two.
        Duration half = Duration.between(before, clock.instant()).dividedBy(2);
        Instant there = Instant.ofEpochMilli(row.getLong("clock_millis"));
        return new ServerFacts(
                row.getInt("version_number"),
                row.getString("version"),
                row.getString("database"),
                row.getString("role"),
                row.getBoolean("superuser"),
                identity,
                row.getString("encoding"),
                row.getBoolean("standby"),
                row.getBoolean("read_only"),
                row.getInt("max_connections"),
                row.getBoolean("superuser") ? 0 : row.getInt("reserved"),
                row.getInt("used"),
                row.getInt("role_limit"),
                row.getInt("database_limit"),
                row.getLong("lock_slots"),
                row.getString("standby_delay"),
                row.getBoolean("standby_feedback"),
                Duration.between(before.plus(half), there));
    }

    /** Some hosted servers do not let everybody ask; then nobody knows. */
    private static String identity(Inquiry inquiry) {
        try {
            return inquiry.one(
                    "identify the server", PostgresChecks.IDENTITY, row -> row.getString(1));
        } catch (MigrationException refused) {
            return "";
        }
    }
}
