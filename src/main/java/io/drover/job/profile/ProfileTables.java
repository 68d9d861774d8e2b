package io.drover.job.profile;

import io.drover.engine.Engines;
import io.drover.engine.Store;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.SourceAccess;
import io.drover.jdbc.ConnectionPool;
import io.drover.job.run.Progress;
import io.drover.job.run.SparkAccess;
import io.drover.job.source.PlanReader;
import io.drover.job.source.SourceSide;
import io.drover.job.source.StorePlans;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.model.profile.MigrationProfile;
import io.drover.model.profile.TableProfile;
import io.drover.model.profile.Unfit;
import io.drover.plan.Planner;
import io.drover.spec.MigrationSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * {@code drover profile}: what is in the source, and what of it will not fit the target. Reads each
 * table once, under one snapshot; what duplicates and orphans there are the source is asked for by
 * further queries under the same snapshot. Repeats: reads only.
 */
public final class ProfileTables {
    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final Progress progress;
    private final Clock clock;
    private final ProfileRequest request;
    private final UnfitRows unfitRows;

    /**
     * @param sessions asked once
     * @param unfitRows finds what the spec's rules would not let through
     */
    public ProfileTables(
            MigrationSpec spec,
            Supplier<SparkSession> sessions,
            Progress progress,
            Clock clock,
            ProfileRequest request,
            UnfitRows unfitRows) {
        this.spec = spec;
        this.sessions = sessions;
        this.progress = progress;
        this.clock = clock;
        this.request = request;
        this.unfitRows = unfitRows;
    }

    /**
     * Profiles everything; a table that cannot be read is a result and no failure.
     *
     * @throws io.drover.error.MigrationException when a side cannot be read at all, the spec cannot
     *     be planned, or a table is asked for that is not there
     */
    public MigrationProfile run() {
        refuseWhatEnginesLack();
        Instant startedAt = clock.instant();
        try (SourceSide holder =
                SourceSide.open(spec, "profile", SourceSide.readers(spec, sessions))) {
            Catalog catalog = holder.catalog();
            List<ProfiledTable> tables =
                    new ProfileSelection(spec, catalog, standing(catalog))
                            .tables(
                                    holder.cut(
                                            Planner.tables(
                                                    spec, catalog, holder.boundaries(catalog))),
                                    request.only());
            List<TableProfile> profiles =
                    tables.isEmpty() ? List.of() : scan(tables, catalog, holder);
            return new MigrationProfile(
                    MigrationProfile.FORMAT,
                    spec.name(),
                    spec.source().url().replaceFirst("[?;].*$", ""),
                    catalog.server().version(),
                    startedAt,
                    clock.instant(),
                    request.samplePercent(),
                    request.keys() == ProfileRequest.Keys.QUERIED,
                    profiles);
        } finally {
            ConnectionPool.closeAll();
        }
    }

    /** The tables that rows will meet, by the names that the spec gives them. */
    private Map<TableName, TableInfo> standing(Catalog source) {
        if (!ProfileSelection.meetsStandingTables(spec)) {
            return Map.of();
        }
        if (Engines.covers(spec.target())) {
            // Delta reads its catalog by it.
            Objects.requireNonNull(sessions.get());
            try (Store store = StorePlans.open(spec, "profile", 1)) {
                return new StorePlans(spec, store).standing(source);
            }
        }
        Map<TableName, TableInfo> standing = new HashMap<>();
        for (TableInfo table : new PlanReader(spec).target(source).tables()) {
            standing.put(table.name(), table);
        }
        return standing;
    }

    private void refuseWhatEnginesLack() {
        if (!Engines.covers(spec.source())) {
            return;
        }
        if (request.samplePercent() != null) {
            throw new MigrationException(
                    ErrorKind.USAGE,
                    "Cannot profile a sample of a %s: it has no blocks to draw from. Profile it without --sample."
                            .formatted(spec.source().type()));
        }
    }

    private List<TableProfile> scan(
            List<ProfiledTable> tables, Catalog catalog, SourceSide holder) {
        SparkSession session = sessions.get();
        SparkAccess spark = new SparkAccess(session);
        SourceAccess access =
                new SourceAccess(
                        spec.source(),
                        holder.snapshot(),
                        spark.share(spec.source().maxConnections() - 1, "source.max-connections"),
                        spec.transfer().maxFieldBytes());
        SampledBlocks sample =
                new SampledBlocks(
                        request.samplePercent() == null ? 100 : request.samplePercent(),
                        catalog.server().versionNumber());
        List<ProfilePart> parts = new ArrayList<>();
        for (int place = 0; place < tables.size(); place++) {
            parts.addAll(tables.get(place).parts(place, sample, catalog));
        }
        progress.stage(
                "profile",
                tables.size(),
                tables.stream().mapToLong(ProfiledTable::estimatedRows).sum(),
                tables.stream().mapToLong(ProfiledTable::estimatedBytes).sum());
        try {
            Map<Integer, ProfileScan.Counted> counted =
                    parts.isEmpty()
                            ? Map.of()
                            : new ProfileScan(spark, access).run(parts, tables.size(), progress);
            ProfileInquiry inquiry = new ProfileInquiry(spec, catalog, access, request);
            List<TableProfile> profiles = new ArrayList<>();
            for (int place = 0; place < tables.size(); place++) {
                ProfiledTable table = tables.get(place);
                TableProfile read =
                        profile(
                                table,
                                counted.get(place),
                                table.isSampled(sample, catalog),
                                unfitRows(table, counted.get(place), session, access));
                // Which keys occur twice is asked in PostgreSQL's SQL.
                TableProfile profile =
                        Engines.covers(spec.source()) ? read : inquiry.complete(table, read);
                profiles.add(profile);
                progress.passed(table.name(), profile.rows());
            }
            return profiles;
        } finally {
            progress.end();
        }
    }

    private List<Unfit> unfitRows(
            ProfiledTable table,
            @Nullable ProfileScan.Counted counted,
            SparkSession session,
            SourceAccess access) {
        return counted == null || counted.failure() != null || Engines.covers(spec.source())
                ? List.of()
                : unfitRows.find(session, access, table.name());
    }

    private static TableProfile profile(
            ProfiledTable table,
            @Nullable ProfileScan.Counted counted,
            boolean sampled,
            List<Unfit> byRules) {
        ProfileScan.Counted found =
                counted == null
                        ? new ProfileScan.Counted(0, 0, null, List.of(), List.of())
                        : counted;
        List<Unfit> unfit = new ArrayList<>(found.unfit());
        unfit.addAll(byRules);
        return new TableProfile(
                table.name(),
                table.table().isPartitioned() ? table.leaves().size() : 0,
                table.where(),
                found.rows(),
                table.estimatedRows(),
                found.bytes(),
                sampled,
                found.failure(),
                found.columns(),
                List.of(),
                List.of(),
                unfit);
    }
}
