package io.drover.testing.snowflake;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * One trouble for the statements that its pattern finds (anywhere, without regard to case), or for
 * the uploads, as {@code PUT <path>}, or for the files, by {@code STAGE/path}, that it finds.
 *
 * @param error what the server says; null where it says nothing
 * @param status of HTTP, or milliseconds of delay; 0 otherwise
 */
public record Fault(Kind kind, Pattern pattern, SnowflakeError error, long status) {
    /** Where the trouble strikes. */
    public enum Kind {
        LOGIN_REFUSED,
        SESSION_EXPIRED,
        HTTP_STATUS,
        DROPPED_BEFORE,
        SLOW,
        REFUSED_BEFORE,
        REFUSED_AFTER,
        REPLY_LOST,
        REPLY_CUT,
        FILE_FORGOTTEN,
        UPLOAD_TRUNCATED
    }

    private static Fault of(Kind kind, String regex, SnowflakeError error, long status) {
        return new Fault(
                kind,
                Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL),
                error,
                status);
    }

    /** The statement fails and has had no effect. */
    public static Fault refused(String regex, String code, String sqlState, String message) {
        return of(Kind.REFUSED_BEFORE, regex, new SnowflakeError(code, sqlState, message), 0);
    }

    /** The statement fails before its effect, with an internal error. */
    public static Fault failsBefore(String regex) {
        return refused(regex, "000603", "XX000", "SQL execution internal error: before the effect");
    }

    /** The statement takes effect and then fails all the same. */
    public static Fault failsAfter(String regex) {
        return of(
                Kind.REFUSED_AFTER,
                regex,
                new SnowflakeError(
                        "000603", "XX000", "SQL execution internal error: after the effect"),
                0);
    }

    /** A COPY that fails as a whole. */
    public static Fault copyFails() {
        return refused(
                "^\\s*copy into", "100038", "22018", "Numeric value 'abc' is not recognized");
    }

    /** A lock is not to be had in time. */
    public static Fault locked(String regex) {
        return refused(
                regex,
                SnowflakeError.LOCKED,
                "57014",
                "Statement aborted because of a lock held by another transaction");
    }

    /** The role may not do this to the object. */
    public static Fault missingPrivilege(String regex, String object) {
        return refused(
                regex,
                "003001",
                "42501",
                "SQL access control error:\nInsufficient privileges to operate on " + object);
    }

    /** No warehouse runs. */
    public static Fault suspendedWarehouse(String regex) {
        return refused(
                regex,
                "000606",
                "57P03",
                "No active warehouse selected in the current session.  Select an active warehouse"
                        + " with the 'use warehouse' command.");
    }

    /**
     * The statement takes effect, the connection drops before a byte of the reply: drivers ask
     * again.
     */
    public static Fault replyLost(String regex) {
        return of(Kind.REPLY_LOST, regex, null, 0);
    }

    /** The statement takes effect, the reply breaks off half way: the driver gives up. */
    public static Fault replyCut(String regex) {
        return of(Kind.REPLY_CUT, regex, null, 0);
    }

    /** The connection drops, the statement was never run. */
    public static Fault droppedBefore(String regex) {
        return of(Kind.DROPPED_BEFORE, regex, null, 0);
    }

    /** The answer takes this long. */
    public static Fault slow(String regex, Duration delay) {
        return of(Kind.SLOW, regex, null, delay.toMillis());
    }

    /** HTTP's own refusal, such as 503 or 429, of a statement or of an upload. */
    public static Fault httpStatus(String regex, int status) {
        return of(Kind.HTTP_STATUS, regex, null, status);
    }

    /** The session's token has expired (390112); a new one is to be had. */
    public static Fault sessionExpired(String regex) {
        return of(
                Kind.SESSION_EXPIRED,
                regex,
                new SnowflakeError(
                        "390112",
                        "08001",
                        "Session no longer exists.  New login required to access the service."),
                0);
    }

    /** A loaded file that the reply of COPY does not list. */
    public static Fault fileForgotten(String regex) {
        return of(Kind.FILE_FORGOTTEN, regex, null, 0);
    }

    /** Only half of an uploaded file is kept. */
    public static Fault uploadTruncated(String regex) {
        return of(Kind.UPLOAD_TRUNCATED, regex, null, 0);
    }

    /** A login refused whatever the password. */
    public static Fault loginRefused(String code, String message) {
        return of(Kind.LOGIN_REFUSED, "", new SnowflakeError(code, "08001", message), 0);
    }
}
