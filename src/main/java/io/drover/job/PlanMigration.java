package io.drover.job;

import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.MigrationPlan;
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
     * The plan.
     *
     * @param plan what a migration would do
     */
    public record Result(MigrationPlan plan) {}

    /**
     * Makes the plan.
     *
     * @throws io.drover.error.MigrationException when a side cannot be read, or with everything
     *     that stands against a plan
     */
    public Result run() {
        try (Connection source = PlanReader.open(Side.SOURCE, spec.source(), spec.name())) {
            return new Result(new PlanReader(spec).plan(source));
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.SOURCE, "close a connection to the source", failure);
        }
    }
}
