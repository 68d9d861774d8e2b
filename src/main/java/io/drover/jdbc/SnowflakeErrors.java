package io.drover.jdbc;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Errors of Snowflake and of its driver, whose numbers say more than their SQLSTATE. The driver is
 * not part of Drover's jar, so its exceptions are told by their name.
 *
 * <p>Source: Snowflake documentation, "Troubleshooting"; {@code
 * net.snowflake.client.jdbc.ErrorCode}: the driver's own begin at 200001.
 */
final class SnowflakeErrors {
    private static final int NO_PRIVILEGE = 3001;
    private static final int NO_WAREHOUSE = 606;
    private static final int NOT_THERE = 2003;
    private static final int NOT_THERE_TOO = 2043;
    private static final int INTERNAL = 603;
    private static final int NO_PAST = 707;
    private static final int LOCKED = 625;
    private static final int DRIVER = 200_001;
    private static final int LAST_OF_DRIVER = 200_099;

    /** All that is said of a login. */
    private static final int LOGIN = 390_000;

    private static final int LAST_OF_LOGIN = 399_999;

    /** A session or its token has ended. */
    private static final Set<Integer> SESSION_ENDED = Set.of(390_110, 390_111, 390_112, 390_114);

    private static final int NO_ROLE = 390_189;
    private static final int NO_DATABASE = 390_201;
    private static final int NO_NETWORK = 390_422;
    private static final int NO_KEY = 390_144;

    /** A token that is not known, or has run out. */
    private static final Set<Integer> NO_TOKEN = Set.of(390_303, 390_318, 394_400);

    private static final Pattern OBJECT = Pattern.compile("operate on (\\w+) '?([^'\\s]+)'?");
    private static final Pattern NO_ACCOUNT =
            Pattern.compile("HTTP status=?\\s*:?(?:403|404)|UnknownHost|[Nn]ame or service");

    private static final Pattern NO_PROXY = Pattern.compile("HTTP status=?\\s*:?407");

    private SnowflakeErrors() {}

    static boolean covers(SQLException failure) {
        return failure.getClass().getName().startsWith("net.snowflake.");
    }

    static boolean isTransient(SQLException failure) {
        int code = failure.getErrorCode();
        if (code == NO_WAREHOUSE || isNoAccount(failure) || isNoProxy(failure)) {
            return false;
        }
        String state = String.valueOf(failure.getSQLState());
        return code == INTERNAL
                || code == LOCKED
                || SESSION_ENDED.contains(code)
                || (code >= DRIVER && code <= LAST_OF_DRIVER && !state.startsWith("42"))
                || (state.startsWith("08") && !isOfLogin(code))
                || state.startsWith("58");
    }

    /** What mends it, where the number tells. */
    static @Nullable String hint(Side side, SQLException failure) {
        if (isNoAccount(failure)) {
            return "Check the account in %s.url: https://<account>.snowflakecomputing.com must answer from here, through snowflake.proxy where there is one."
                    .formatted(side);
        }
        if (isNoProxy(failure)) {
            return "Check user and password under %s.snowflake.proxy: the proxy lets nobody through without."
                    .formatted(side);
        }
        return switch (failure.getErrorCode()) {
            case NO_PRIVILEGE -> grant(side, String.valueOf(failure.getMessage()));
            case NO_WAREHOUSE ->
                    "Name a warehouse under %s.snowflake.warehouse; one that is suspended must be resumed, or the role be allowed to: GRANT USAGE, OPERATE ON WAREHOUSE <name> TO ROLE <role>."
                            .formatted(side);
            case LOCKED ->
                    "Another session holds a lock: SHOW LOCKS tells which. Of a client that was killed, Snowflake ends the transaction when it was idle for 5 minutes, and SELECT SYSTEM$ABORT_TRANSACTION(<its number>) at once. Give the same command again then: it goes on where it stopped.";
            case NOT_THERE, NOT_THERE_TOO ->
                    "Check the name (an unquoted one is upper case) under %s.snowflake, and that its role may see it: GRANT USAGE ON DATABASE <name> TO ROLE <role>, and ON SCHEMA."
                            .formatted(side);
            case NO_PAST ->
                    "Its rows of then are kept no longer (DATA_RETENTION_TIME_IN_DAYS), or it is younger. Name a later instant under %s.snowflake.at, or none; a load that was begun goes on with `migrate --restart`, which reads it again."
                            .formatted(side);
            case NO_KEY ->
                    "The key of %s.snowflake.private-key-file is not that of %s.user, or this machine's clock is wrong. Compare DESC USER (RSA_PUBLIC_KEY_FP), or ALTER USER <user> SET RSA_PUBLIC_KEY = '<the public key>'."
                            .formatted(side, side);
            case NO_ROLE ->
                    "Check %s.snowflake.role, and GRANT ROLE <role> TO USER <user>."
                            .formatted(side);
            case NO_DATABASE ->
                    "Check %s.snowflake.database (an unquoted one is upper case), and GRANT USAGE ON DATABASE <name> TO ROLE <role>."
                            .formatted(side);
            case NO_NETWORK ->
                    "A network policy of the account or the user does not know this machine's address; have it added.";
            default -> ofLogin(side, failure.getErrorCode());
        };
    }

    private static @Nullable String ofLogin(Side side, int code) {
        if (NO_TOKEN.contains(code)) {
            return "The token is not one of %s.user, or it has run out. Put a new one where %s.snowflake.token or token-file takes it from, then give the same command again: it goes on where it stopped."
                    .formatted(side, side);
        }
        return isOfLogin(code)
                ? "Check %s.user and what %s.snowflake.authentication asks for."
                        .formatted(side, side)
                : null;
    }

    /** A user, a password, a key or a token that is not accepted, or not for this. */
    private static boolean isOfLogin(int code) {
        return code >= LOGIN && code <= LAST_OF_LOGIN && !SESSION_ENDED.contains(code);
    }

    private static boolean isNoAccount(SQLException failure) {
        return failure.getErrorCode() >= DRIVER
                && NO_ACCOUNT.matcher(String.valueOf(failure.getMessage())).find();
    }

    private static boolean isNoProxy(SQLException failure) {
        return failure.getErrorCode() >= DRIVER
                && NO_PROXY.matcher(String.valueOf(failure.getMessage())).find();
    }

    /** As somebody may give it who owns the object. */
    private static String grant(Side side, String message) {
        Matcher object = OBJECT.matcher(message);
        String role = "<the role of " + side + ".snowflake.role>";
        if (!object.find()) {
            return "Have it granted to role %s.".formatted(role);
        }
        String kind = object.group(1).toUpperCase(Locale.ROOT);
        String what =
                switch (kind) {
                    case "SCHEMA" -> "USAGE, CREATE TABLE, CREATE STAGE";
                    case "TABLE" -> "SELECT, INSERT, UPDATE, DELETE";
                    case "WAREHOUSE" -> "USAGE, OPERATE";
                    default -> "USAGE";
                };
        return "Have it granted: GRANT %s ON %s %s TO ROLE %s."
                .formatted(what, kind, object.group(2), role);
    }
}
