package io.drover.model.history;

import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import java.time.Instant;
import java.util.List;

/**
 * One load of a migration, with what its stored plan says about both servers.
 *
 * @param state {@code LOADING}, {@code COMPLETE}, {@code RELEASED} or {@code ABANDONED}
 * @param consistency {@code snapshot}, {@code fuzzy: why}, or null where the plan does not say
 */
public record LoadRecord(
        long loadId,
        String state,
        String specDigest,
        String planDigest,
        @Nullable String sourceVersion,
        @Nullable String targetVersion,
        @Nullable String consistency,
        List<PlanWarning> warnings,
        Instant createdAt,
        @Nullable Instant completedAt,
        @Nullable Instant releasedAt) {}
