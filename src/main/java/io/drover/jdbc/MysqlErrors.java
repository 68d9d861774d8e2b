package io.drover.jdbc;

import java.sql.SQLException;
import java.util.Set;

/**
 * Errors of MySQL and MariaDB whose SQLSTATE says too little. Their numbers begin at 1000, which
 * PostgreSQL's and SQLite's never do; a state stands beside each, as other servers number too.
 *
 * <p>Source: MySQL 8.4 error message reference; MariaDB error code reference.
 */
final class MysqlErrors {
    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int TOO_MANY_CONNECTIONS = 1040;
    private static final int TOO_MANY_OF_THE_USER = 1203;
    private static final int CONNECTION_KILLED = 1927;
    private static final int SERVER_SHUTDOWN = 1053;

    /** A value was truncated, has the wrong characters, is no date, violates a check. */
    private static final Set<Integer> REFUSING = Set.of(1265, 1364, 1366, 1411, 1525, 3819, 4025);

    private static final Set<String> VAGUE = Set.of("HY000", "01000", "70100", "08004", "42000");

    private MysqlErrors() {}

    static boolean isTransient(SQLException failure) {
        int code = failure.getErrorCode();
        return isVague(failure)
                && (code == LOCK_WAIT_TIMEOUT
                        || code == TOO_MANY_CONNECTIONS
                        || code == TOO_MANY_OF_THE_USER
                        || code == CONNECTION_KILLED
                        || code == SERVER_SHUTDOWN);
    }

    static boolean refusesRow(SQLException failure) {
        return isVague(failure) && REFUSING.contains(failure.getErrorCode());
    }

    private static boolean isVague(SQLException failure) {
        return failure.getSQLState() != null && VAGUE.contains(failure.getSQLState());
    }
}
