package io.drover.model.history;

import io.drover.model.Nullable;
import java.time.Instant;
import java.util.Map;

/**
 * One invocation of a command, as the ledger keeps it.
 *
 * @param settings in the order of their names
 * @param endedAt null while it runs, and for ever when it was killed
 * @param outcome {@code DONE}, {@code FAILED}, {@code DIFFERENT}, {@code NOTHING_TO_DO}, or null as
 *     endedAt
 */
public record RunRecord(
        long runId,
        String migration,
        @Nullable Long loadId,
        String command,
        String codeVersion,
        @Nullable String sparkVersion,
        String operator,
        String host,
        @Nullable String application,
        Map<String, String> settings,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String outcome,
        @Nullable Integer exitCode,
        @Nullable String message) {}
