package io.drover.spec;

/**
 * Settings of an endpoint of type {@code mysql}, its object {@code mysql}.
 *
 * @param zeroDates what becomes of {@code 0000-00-00} and dates with a month or day of zero
 * @param tinyint1 what {@code TINYINT(1)} is
 * @param time what {@code TIME} is
 * @param withoutLock how a server is read whose user may not lock it for a moment
 */
public record MysqlSpec(
        ZeroDates zeroDates, TinyintOfOne tinyint1, Time time, WithoutLock withoutLock)
        implements EngineSpec {
    /** What reference.conf says. */
    public static final MysqlSpec DEFAULT =
            new MysqlSpec(
                    ZeroDates.REFUSE,
                    TinyintOfOne.SMALLINT,
                    Time.INTERVAL,
                    WithoutLock.SINGLE_READER);

    /** What becomes of a date that no calendar has. */
    public enum ZeroDates {
        REFUSE,
        QUARANTINE,
        AS_NULL
    }

    /** What a {@code TINYINT(1)} is. */
    public enum TinyintOfOne {
        SMALLINT,
        BOOLEAN
    }

    /** What a {@code TIME} is: a span of up to 838 hours, or a time of day. */
    public enum Time {
        INTERVAL,
        TIME
    }

    /** How all readers see one moment where the server cannot be locked. */
    public enum WithoutLock {
        SINGLE_READER,
        FUZZY,
        REFUSE
    }

    static MysqlSpec read(SpecNode node) {
        MysqlSpec spec =
                new MysqlSpec(
                        node.oneOf("zero-dates", ZeroDates.class),
                        node.oneOf("tinyint1", TinyintOfOne.class),
                        node.oneOf("time", Time.class),
                        node.oneOf("without-lock", WithoutLock.class));
        node.refuseUnknownKeys();
        return spec;
    }
}
