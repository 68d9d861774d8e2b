package io.drover.jdbc;

/**
 * How a connection introduces itself and how long its statements may take.
 *
 * @param applicationName what {@code pg_stat_activity} shows: names the migration, run and chunk;
 *     at most 63 bytes, longer is cut
 * @param timeouts whether the endpoint's statement timeout applies
 */
public record Session(String applicationName, Timeouts timeouts) {
    /** Whether the endpoint's statement timeout applies. */
    public enum Timeouts {
        /** Catalog queries, ledger, DDL. */
        STATEMENT,
        /** Copies, index builds, validations: as long as it takes. */
        NONE
    }
}
