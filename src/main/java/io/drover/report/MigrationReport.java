package io.drover.report;

import io.drover.model.LevelVerdict;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.Snapshot;
import io.drover.model.history.ChunkDurations;
import io.drover.model.history.DdlTally;
import io.drover.model.history.EpochRecord;
import io.drover.model.history.FailureTally;
import io.drover.model.history.QuarantineTally;
import io.drover.model.history.RowFates;
import io.drover.model.history.Throughput;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that a report says, as values: what {@code report.json} holds and {@code report.html} shows.
 *
 * <p>Holds no secret and no value of a quarantined row. Size: bounded by the number of tables and
 * of shown differences, not by chunks or rows.
 *
 * @param format {@link #FORMAT}; changes when a field's name or meaning does
 * @param runs the last runs on the same load, oldest first
 * @param consistency as the plan says: whether all readers shared one instant, or {@code fuzzy};
 *     null where nothing was loaded
 * @param balance of all tables together
 * @param proof null before a reconciliation
 * @param migrationLog what rules did to rows, by table and rule
 * @param quarantine rows that are still set aside, by table and first violation
 * @param throughput null where no chunk is loaded; so is chunkDurations
 */
public record MigrationReport(
        String format,
        ReportVerdict verdict,
        String migration,
        Endpoint source,
        Endpoint target,
        Run run,
        List<Run> runs,
        Versions versions,
        Map<String, String> settings,
        @Nullable String consistency,
        List<EpochRecord> snapshots,
        Balance balance,
        @Nullable Proof proof,
        List<TableReport> tables,
        List<DdlTally> ddl,
        List<MigrationLog.Line> migrationLog,
        List<QuarantineTally> quarantine,
        List<FailureTally> failedAttempts,
        List<PlanWarning> notCarried,
        List<PlanWarning> attention,
        @Nullable Throughput throughput,
        @Nullable ChunkDurations chunkDurations) {
    public static final String FORMAT = "drover-report/2";

    public MigrationReport {
        runs = List.copyOf(runs);
        snapshots = List.copyOf(snapshots);
        tables = List.copyOf(tables);
        ddl = List.copyOf(ddl);
        migrationLog = List.copyOf(migrationLog);
        quarantine = List.copyOf(quarantine);
        failedAttempts = List.copyOf(failedAttempts);
        notCarried = List.copyOf(notCarried);
        attention = List.copyOf(attention);
    }

    /** One side: its URL without user, password and parameters. */
    public record Endpoint(String url, @Nullable String server) {}

    /**
     * One invocation.
     *
     * @param seconds null while it runs, and for ever when it was killed
     */
    public record Run(
            long runId,
            String command,
            String operator,
            String host,
            @Nullable String application,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Double seconds,
            @Nullable String outcome,
            @Nullable Integer exitCode,
            @Nullable String message) {}

    /** The programs that took part. */
    public record Versions(
            String drover,
            @Nullable String spark,
            String java,
            @Nullable String source,
            @Nullable String target) {}

    /**
     * {@code read = loaded + filtered + deduplicated + quarantined}, and what is left over.
     *
     * @param equation the same in words, as {@link Equation} writes it
     */
    public record Balance(
            long read,
            long loaded,
            long filtered,
            long deduplicated,
            long quarantined,
            long unexplained,
            long bytes,
            String equation) {
        RowFates fates() {
            return new RowFates(read, loaded, filtered, deduplicated, quarantined);
        }
    }

    /**
     * The reconciliation that the verdict rests on.
     *
     * @param equality which equalities were used, each once
     * @param levels the verdicts on what belongs to no table
     * @param sourceSnapshot what the source was read under; null where it was not kept, as is
     *     targetSnapshot
     * @param sourceRows of the tables that were counted on both sides; so is targetRows
     */
    public record Proof(
            long runId,
            Instant startedAt,
            @Nullable Instant endedAt,
            List<String> equality,
            List<LevelVerdict> levels,
            @Nullable Snapshot sourceSnapshot,
            @Nullable Snapshot targetSnapshot,
            int tablesEqual,
            int tablesDifferent,
            int tablesNotProven,
            int tablesMissing,
            long differences,
            long sourceRows,
            long targetRows) {
        public Proof {
            equality = List.copyOf(equality);
            levels = List.copyOf(levels);
        }
    }
}
