package io.drover.spec;

import io.drover.model.Nullable;

/**
 * Settings of an endpoint of type {@code jdbc}, its object {@code jdbc}.
 *
 * @param driverClass loaded before the URL is opened, or null: drivers announce themselves
 * @param oneTransaction whether all chunks are read in one transaction, by one reader at a time
 */
public record JdbcSpec(
        @Nullable String driverClass, Dialect dialect, Quote quote, boolean oneTransaction)
        implements EngineSpec {
    /** Whose SQL and types. */
    public enum Dialect {
        /** As the database calls itself; the standard's where that is none of these. */
        AUTO,
        STANDARD,
        H2,
        DUCKDB,
        ORACLE,
        SQLSERVER,
        REDSHIFT
    }

    /** What names stand in. */
    public enum Quote {
        /** As the driver says. */
        AUTO,
        DOUBLE,
        BACKTICK,
        BRACKET
    }

    static JdbcSpec read(SpecNode node) {
        JdbcSpec spec =
                new JdbcSpec(
                        node.optionalText("driver-class"),
                        node.oneOf("dialect", Dialect.class),
                        node.oneOf("quote", Quote.class),
                        node.truth("one-transaction"));
        node.refuseUnknownKeys();
        return spec;
    }
}
