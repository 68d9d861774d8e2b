package io.drover.job;

import io.drover.engine.Engines;
import io.drover.engine.Store;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.source.PlanReader;
import io.drover.job.source.SourceSide;
import io.drover.job.source.StorePlans;
import io.drover.model.MigrationPlan;
import io.drover.model.Nullable;
import io.drover.plan.PlanJson;
import io.drover.plan.PlanSql;
import io.drover.plan.PlanText;
import io.drover.spec.MigrationSpec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The command {@code plan}: reads both catalogs, each at one instant, and makes the plan. Changes
 * nothing on either side.
 */
public final class PlanMigration {
    private final MigrationSpec spec;
    private final @Nullable Path reports;

    public PlanMigration(MigrationSpec spec) {
        this(spec, null);
    }

    /**
     * @param reports where a profile may lie, whose findings become warnings; null: nowhere
     */
    public PlanMigration(MigrationSpec spec, @Nullable Path reports) {
        this.spec = spec;
        this.reports = reports;
    }

    /**
     * The plan in its four forms.
     *
     * @param json what the ledger keeps
     * @param sql the target's statements, to review
     * @param text for people
     */
    public record Result(MigrationPlan plan, String json, String sql, String text) {
        static Result of(MigrationPlan plan) {
            return new Result(
                    plan, PlanJson.write(plan), PlanSql.render(plan), PlanText.render(plan));
        }
    }

    /**
     * Makes the plan.
     *
     * @throws io.drover.error.MigrationException when a side cannot be read, or with everything
     *     that stands against a plan
     */
    public Result run() {
        if (Engines.covers(spec.target())) {
            try (SourceSide source = SourceSide.open(spec, "plan", 1);
                    Store store = StorePlans.open(spec, "plan", 1)) {
                return warned(new StorePlans(spec, store).plan(source));
            }
        }
        if (Engines.covers(spec.source())) {
            try (SourceSide source = SourceSide.open(spec, "plan", 1)) {
                return warned(new PlanReader(spec).plan(source));
            }
        }
        try (Connection source = PlanReader.open(Side.SOURCE, spec.source(), spec.name())) {
            MigrationPlan plan = new PlanReader(spec).plan(source);
            return warned(plan);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.SOURCE, "close a connection to the source", failure);
        }
    }

    private Result warned(MigrationPlan plan) {
        return Result.of(reports == null ? plan : WriteProfile.warn(plan, reports));
    }
}
