package io.drover.job;

import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.MigrationPlan;
import io.drover.plan.PlanJson;
import io.drover.plan.PlanSql;
import io.drover.plan.PlanText;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The command {@code plan}: reads both catalogs, each at one instant, and makes the plan. Changes
 * nothing on either side.
 */
public final class PlanMigration {
    private final MigrationSpec spec;

    public PlanMigration(MigrationSpec spec) {
        this.spec = spec;
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
        try (Connection source = PlanReader.open(Side.SOURCE, spec.source(), spec.name())) {
            return Result.of(new PlanReader(spec).plan(source));
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.SOURCE, "close a connection to the source", failure);
        }
    }
}
