package io.drover.testing.snowflake;

import java.sql.SQLException;
import java.util.Locale;

/** A refusal as Snowflake words it: its number of six digits, an SQLSTATE and a message. */
final class SnowflakeError extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A lock was not to be had in time. */
    static final String LOCKED = "000625";

    private final String code;
    private final String sqlState;

    SnowflakeError(String code, String sqlState, String message) {
        super(message);
        this.code = code;
        this.sqlState = sqlState;
    }

    String code() {
        return code;
    }

    String sqlState() {
        return sqlState;
    }

    static SnowflakeError missing(String kind, String name) {
        return new SnowflakeError(
                "002003",
                "02000",
                "SQL compilation error:\n"
                        + kind
                        + " '"
                        + name
                        + "' does not exist or not authorized.");
    }

    static SnowflakeError exists(String name) {
        return new SnowflakeError(
                "002002", "42710", "SQL compilation error:\nObject '" + name + "' already exists.");
    }

    static SnowflakeError syntax(String why) {
        return new SnowflakeError("001003", "42000", "SQL compilation error:\n" + why);
    }

    /** H2's refusal in the number that Snowflake gives the same trouble. */
    static SnowflakeError of(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        String message = failure.getMessage().lines().findFirst().orElse("");
        return switch (state) {
            case "22001" -> new SnowflakeError("100078", "22000", "String is too long: " + message);
            case "22003" ->
                    new SnowflakeError(
                            "100132", "22003", "Number out of representable range: " + message);
            case "22007" ->
                    new SnowflakeError(
                            "100035", "22007", "Timestamp is not recognized: " + message);
            case "22012" -> new SnowflakeError("100051", "22012", "Division by zero");
            case "22018" ->
                    new SnowflakeError(
                            "100038", "22018", "Numeric value is not recognized: " + message);
            case "23502" ->
                    new SnowflakeError(
                            "100072", "22000", "NULL result in a non-nullable column: " + message);
            case "23505" ->
                    new SnowflakeError(
                            "100090", "42P18", "Duplicate row detected during DML action");
            case "42S02", "42S03", "42S04", "90079" ->
                    new SnowflakeError(
                            "002003",
                            "42S02",
                            "SQL compilation error:\nObject does not exist or not authorized. "
                                    + message);
            case "42S22" ->
                    new SnowflakeError(
                            "000904",
                            "42000",
                            "SQL compilation error: invalid identifier. " + message);
            case "HYT00" ->
                    new SnowflakeError(
                            LOCKED,
                            "57014",
                            "Statement aborted because of a lock held by another transaction: "
                                    + message);
            default ->
                    state.toUpperCase(Locale.ROOT).startsWith("42")
                            ? syntax(message)
                            : new SnowflakeError("100183", "P0000", message);
        };
    }
}
