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
    private static final int LOCKED = 625;
    private static final int DRIVER = 200_001;
    private static final int LAST_OF_DRIVER = 200_099;

    /** A session or its token has ended. */
    private static final Set<Integer> SESSION_ENDED = Set.of(390_110, 390_111, 390_112, 390_114);

    /** A user, a password, a key or a token that is not accepted. */
    private static final Set<Integer> NOT_LET_IN =
            Set.of(390_100, 390_101, 390_144, 390_303, 390_318, 390_394, 394_300, 394_304);

    private static final Pattern OBJECT = Pattern.compile("operate on (\\w+) '?([^'\\s]+)'?");
    private static final Pattern NO_ACCOUNT =
            Pattern.compile("HTTP status=?\\s*:?(?:403|404)|UnknownHost|[Nn]ame or service");

    private SnowflakeErrors() {}

    static boolean covers(SQLException failure) {
        return failure.getClass().getName().startsWith("net.snowflake.");
    }

    static boolean isTransient(SQLException failure) {
        int code = failure.getErrorCode();
        if (code == NO_WAREHOUSE || isNoAccount(failure)) {
            return false;
        }
        String state = String.valueOf(failure.getSQLState());
        return code == INTERNAL
                || code == LOCKED
                || SESSION_ENDED.contains(code)
                || (code >= DRIVER && code <= LAST_OF_DRIVER && !state.startsWith("42"))
                || (state.startsWith("08") && !NOT_LET_IN.contains(code))
                || state.startsWith("58");
    }

    /** What mends it, where the number tells. */
    static @Nullable String hint(Side side, SQLException failure) {
        if (isNoAccount(failure)) {
            return "Check the account in %s.url: https://<account>.snowflakecomputing.com must answer from here, through snowflake.proxy where there is one."
                    .formatted(side);
        }
        if (NOT_LET_IN.contains(failure.getErrorCode())) {
            return "Check %s.user and what %s.snowflake.authentication asks for."
                    .formatted(side, side);
        }
        return switch (failure.getErrorCode()) {
            case NO_PRIVILEGE -> grant(side, String.valueOf(failure.getMessage()));
            case NO_WAREHOUSE ->
                    "Name a warehouse under %s.snowflake.warehouse; one that is suspended must be resumed, or the role be allowed to: GRANT USAGE, OPERATE ON WAREHOUSE <name> TO ROLE <role>."
                            .formatted(side);
            case NOT_THERE, NOT_THERE_TOO ->
                    "Check the name (an unquoted one is upper case) under %s.snowflake, and that its role may see it: GRANT USAGE ON DATABASE <name> TO ROLE <role>, and ON SCHEMA."
                            .formatted(side);
            default -> null;
        };
    }

    private static boolean isNoAccount(SQLException failure) {
        return failure.getErrorCode() >= DRIVER
                && NO_ACCOUNT.matcher(String.valueOf(failure.getMessage())).find();
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
