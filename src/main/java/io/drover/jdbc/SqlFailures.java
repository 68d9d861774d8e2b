package io.drover.jdbc;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.sqlite.SQLiteException;

/**
 * Wraps {@link SQLException} once, with the attempted action, the SQLSTATE and what to do next.
 *
 * <p>Source: PostgreSQL documentation, appendix A (error codes).
 */
public final class SqlFailures {
    private SqlFailures() {}

    /** Which end of the migration a connection belongs to. */
    public enum Side {
        SOURCE(ErrorKind.SOURCE),
        TARGET(ErrorKind.TARGET);

        private final ErrorKind kind;

        Side(ErrorKind kind) {
            this.kind = kind;
        }

        @Override
        public String toString() {
            return this == SOURCE ? "source" : "target";
        }
    }

    /** The operator's view of a failure; {@code attempted} completes "Cannot …". */
    public static MigrationException wrap(Side side, String attempted, SQLException failure) {
        String state = failure.getSQLState() == null ? "none" : failure.getSQLState();
        ErrorKind kind = isTransient(failure) ? ErrorKind.TRANSIENT : side.kind;
        return new MigrationException(
                kind,
                "Cannot %s: %s [SQLSTATE %s]. %s"
                        .formatted(attempted, serverText(failure), state, hint(side, failure)),
                failure);
    }

    private static String hint(Side side, SQLException failure) {
        String known = SnowflakeErrors.covers(failure) ? SnowflakeErrors.hint(side, failure) : null;
        return known != null
                ? known
                : hint(
                        side,
                        failure.getSQLState() == null ? "none" : failure.getSQLState(),
                        isTransient(failure));
    }

    /** Whether the same statement on a new connection can succeed with nothing else changed. */
    public static boolean isTransient(SQLException failure) {
        String state = failure.getSQLState();
        if (SnowflakeErrors.covers(failure)) {
            return SnowflakeErrors.isTransient(failure);
        }
        if (state == null) {
            return isBusyFile(failure);
        }
        if (MysqlErrors.isTransient(failure)) {
            return true;
        }
        return (state.startsWith("08") && !state.equals("08004"))
                || state.startsWith("40")
                || state.equals("53300")
                || state.equals("55P03")
                || state.equals("57P01")
                || state.equals("57P02")
                || state.equals("57P03")
                || state.equals("58030");
    }

    /** SQLITE_BUSY and SQLITE_LOCKED, which come without a SQLSTATE: another process writes. */
    private static boolean isBusyFile(SQLException failure) {
        int code = failure.getErrorCode() & 0xff;
        return failure instanceof SQLiteException && (code == 5 || code == 6);
    }

    /** Whether the server refused a value, as opposed to the statement or the connection. */
    public static boolean refusesRow(SQLException failure) {
        String state = failure.getSQLState();
        return (state != null && (state.startsWith("22") || state.startsWith("23")))
                || MysqlErrors.refusesRow(failure);
    }

    /**
     * The server's primary message, on one line: without the detail and the context, which hold the
     * values of the row.
     */
    public static String serverText(SQLException failure) {
        String text =
                failure instanceof PSQLException psql && psql.getServerErrorMessage() != null
                        ? psql.getServerErrorMessage().getMessage()
                        : failure.getMessage();
        if (text == null) {
            return "no message";
        }
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((first, second) -> first + "; " + second)
                .orElse("no message");
    }

    private static String hint(Side side, String state, boolean passes) {
        return switch (state) {
            case "28P01", "28000" -> "Check " + side + ".user and " + side + ".password.";
            case "3D000" -> "Check the database name in " + side + ".url.";
            case "08001", "08004", "08006" ->
                    "Check that the server of "
                            + side
                            + ".url is up and reachable, then give the same command again.";
            case "42501" -> "Run `drover check`: it prints the GRANT that is missing.";
            case "53100" ->
                    "Make room on the disk of the "
                            + side
                            + ", then give the same command again: it goes on where it stopped.";
            case "53300" -> "Lower " + side + ".max-connections, or raise the server's limit.";
            case "55P03" ->
                    "Another session holds a lock; give the same command again, or raise "
                            + side
                            + ".lock-timeout.";
            case "57014" ->
                    "Raise " + side + ".statement-timeout, or find what blocks the statement.";
            default ->
                    passes
                            ? "Give the same command again: it goes on where it stopped."
                            : "Nothing that was committed is lost; mend the cause and give the same command again.";
        };
    }
}
