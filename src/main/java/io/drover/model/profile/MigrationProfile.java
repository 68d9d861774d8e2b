package io.drover.model.profile;

import io.drover.model.Nullable;
import java.time.Instant;
import java.util.List;

/**
 * What {@code drover profile} found: every selected table of the source at one instant.
 *
 * @param format {@link #FORMAT}; a program reads it first
 * @param source the JDBC URL without secrets
 * @param samplePercent the share of the blocks that was asked for, null where all was read
 * @param keysQueried whether the source was asked for duplicates and orphans by further queries
 * @param tables in the order of their names; a partitioned table once, with all its partitions
 */
public record MigrationProfile(
        String format,
        String migration,
        String source,
        String sourceVersion,
        Instant startedAt,
        Instant finishedAt,
        @Nullable Double samplePercent,
        boolean keysQueried,
        List<TableProfile> tables) {
    public static final String FORMAT = "drover-profile-1";

    public MigrationProfile {
        tables = List.copyOf(tables);
    }

    /** Rows read, of all tables. */
    public long rows() {
        return tables.stream().mapToLong(TableProfile::rows).sum();
    }
}
