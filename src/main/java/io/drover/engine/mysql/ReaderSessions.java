package io.drover.engine.mysql;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * Opens connections that see one moment: all writers are held off for as long as it takes each
 * connection to open its transaction, and the place in the binary log is noted meanwhile.
 *
 * <p>Source: MySQL 8.4 manual, 15.7.8.3 "FLUSH Statement", 15.3.1 "START TRANSACTION"; MariaDB
 * documentation, "FLUSH".
 */
final class ReaderSessions {
    static final String BEGIN = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

    /** The statements that tell the place, the newest server's first. */
    private static final List<String> POSITIONS =
            List.of("SHOW BINARY LOG STATUS", "SHOW MASTER STATUS");

    private static final int PRIVILEGE_MISSING = 1227;
    private static final int LOCK_WAIT_TIMEOUT = 1205;

    private final Side side;
    private final EndpointSpec endpoint;
    private final String application;
    private final List<Connection> readers = new ArrayList<>();
    private @Nullable String fuzzy;

    private ReaderSessions(Side side, EndpointSpec endpoint, String application) {
        this.side = side;
        this.endpoint = endpoint;
        this.application = application;
    }

    /**
     * Readers inside their transactions.
     *
     * @param fuzzy why each of them sees a moment of its own; null where all see the same
     */
    record Opened(List<Connection> readers, Snapshot snapshot, @Nullable String fuzzy) {}

    /** Opens {@code wanted} readers, fewer where that alone keeps them at one moment. */
    static Opened open(Side side, EndpointSpec endpoint, String application, int wanted) {
        ReaderSessions sessions = new ReaderSessions(side, endpoint, application);
        try {
            Opened opened = sessions.open(wanted);
            for (Connection reader : opened.readers()) {
                execute(reader, "SAVEPOINT " + HeldReaders.SAVEPOINT);
            }
            return opened;
        } catch (SQLException failure) {
            sessions.closeAll();
            throw SqlFailures.wrap(side, "open one moment of the " + side, failure);
        } catch (RuntimeException failure) {
            sessions.closeAll();
            throw failure;
        }
    }

    private Opened open(int wanted) throws SQLException {
        Connection lead = add();
        if (readsElsewhere()) {
            fuzzy = "tasks run in other processes, which cannot share a transaction of this one";
            execute(lead, BEGIN);
            return opened(lead, null);
        }
        boolean locked = lock(lead);
        try {
            int readersToOpen = locked ? wanted : withoutLock(wanted);
            for (int number = 1; number < readersToOpen; number++) {
                add();
            }
            for (Connection reader : readers) {
                execute(reader, BEGIN);
            }
            return opened(lead, locked ? position(lead) : null);
        } finally {
            if (locked) {
                execute(lead, "UNLOCK TABLES");
            }
        }
    }

    private Connection add() {
        Connection connection =
                Connections.open(side, endpoint, new Session(application, Session.Timeouts.NONE));
        readers.add(connection);
        return connection;
    }

    private void closeAll() {
        for (Connection reader : readers) {
            try {
                reader.close();
            } catch (SQLException alreadyGone) {
                // There is nothing to end.
            }
        }
    }

    /** False where the user may not. */
    private boolean lock(Connection lead) throws SQLException {
        try {
            execute(lead, "FLUSH TABLES WITH READ LOCK");
            return true;
        } catch (SQLException failure) {
            if (failure.getErrorCode() == PRIVILEGE_MISSING) {
                return false;
            }
            if (failure.getErrorCode() == LOCK_WAIT_TIMEOUT) {
                throw new MigrationException(
                        ErrorKind.TRANSIENT,
                        "Cannot open one moment of the %s: a statement or transaction there held off FLUSH TABLES WITH READ LOCK for %s. Give the same command again when it has ended, or raise %s.lock-timeout."
                                .formatted(side, endpoint.lockTimeout(), side),
                        failure);
            }
            throw failure;
        }
    }

    private int withoutLock(int wanted) {
        return switch (MysqlEngine.settings(endpoint).withoutLock()) {
            case SINGLE_READER -> 1;
            case FUZZY -> {
                // A plan is made by one reader, of a run by several.
                fuzzy =
                        Math.max(wanted, endpoint.maxConnections() - 1) > 1
                                ? "the user may not FLUSH TABLES WITH READ LOCK, and mysql.without-lock = fuzzy"
                                : null;
                yield 1;
            }
            case REFUSE ->
                    throw new MigrationException(
                            ErrorKind.SOURCE,
                            "Cannot open one moment of the %s for %d readers: the user %s may not FLUSH TABLES WITH READ LOCK, and mysql.without-lock = refuse. GRANT RELOAD ON *.* to it, or set mysql.without-lock = single-reader."
                                    .formatted(side, wanted, endpoint.user()));
        };
    }

    private Opened opened(Connection lead, @Nullable String position) throws SQLException {
        List<String> facts =
                row(
                        lead,
                        "SELECT CONCAT(CONNECTION_ID(), '-', DATE_FORMAT(SYSDATE(6), '%Y%m%d%H%i%s%f')),"
                                + " CONCAT(@@hostname, ':', @@port, ':', @@server_id)");
        String unique = facts.get(0);
        return new Opened(
                List.copyOf(readers),
                new Snapshot(
                        fuzzy == null ? MomentName.shared(unique) : MomentName.fuzzy(unique),
                        position == null ? "unknown at " + unique : position,
                        facts.get(1) + identity(lead),
                        position == null ? "" : position),
                fuzzy);
    }

    /** The identity that each server makes for itself, where it has one. */
    private static String identity(Connection lead) throws SQLException {
        StringBuilder identity = new StringBuilder();
        for (String variable : List.of("server_uuid", "server_uid")) {
            List<String> found = row(lead, "SHOW GLOBAL VARIABLES LIKE '" + variable + "'");
            if (!found.isEmpty()) {
                identity.append(':').append(found.get(1));
            }
        }
        return identity.toString();
    }

    /**
     * The place in the binary log; null where nothing vouches for it: there is no log, the user may
     * not see it, or changes of some databases are not in it.
     */
    private static @Nullable String position(Connection lead) throws SQLException {
        for (String sql : POSITIONS) {
            try {
                List<String> status = row(lead, sql);
                boolean partial =
                        status.size() < 4 || !status.get(2).isEmpty() || !status.get(3).isEmpty();
                return partial ? null : status.get(0) + ":" + status.get(1);
            } catch (SQLException unknownOrForbidden) {
                // The next statement, or no position.
            }
        }
        return null;
    }

    /** Whether tasks run, or will run, in other JVMs than this one. */
    private static boolean readsElsewhere() {
        SparkEnv environment = SparkEnv.get();
        // Before there is a session, its master is what the launcher says: a plan needs no Spark.
        SparkConf settings = environment == null ? new SparkConf() : environment.conf();
        String master = settings.get("spark.master", "local");
        return !master.equals("local") && !master.startsWith("local[");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first row as texts, NULL as the empty text; empty where there is none. */
    private static List<String> row(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            if (rows.next()) {
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    String value = rows.getString(column);
                    values.add(value == null ? "" : value);
                }
            }
            return values;
        }
    }
}
