package io.drover.model;

/** When a statement of the plan's DDL is run. */
public enum DdlPhase {
    /** Schemas, types, sequences, tables: before the first row, all in one transaction. */
    PRE_DATA,
    /** Indexes, keys, checks of one table: as soon as its rows are in, tables side by side. */
    TABLE,
    /** Indexes and keys of partitioned parents, exclusion of cycles: after all tables. */
    PARENT,
    /** Foreign keys: after all parents; the phase ends when each is validated. */
    FOREIGN_KEY,
    /** Comments, clustering and the like; then the swap. */
    LAST,
    /** The swap of names, all in one transaction. */
    SWAP,
    /** {@code migrate --release}: drops what the swap kept. */
    RELEASE
}
