package io.drover.job;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.LoadMode;
import io.drover.model.MigrationPlan;
import io.drover.model.TablePlan;
import java.util.List;

/** The statements that take back what was loaded beside the standing tables. */
final class StagingSql {
    private StagingSql() {}

    /** One DROP for each staging schema of the tables that are loaded beside. */
    static List<String> drops(MigrationPlan plan) {
        return plan.tables().stream()
                .filter(table -> table.mode() == LoadMode.REPLACE)
                .map(TablePlan::staging)
                .map(staging -> staging.schema())
                .distinct()
                .sorted()
                .map(schema -> "DROP SCHEMA IF EXISTS " + PostgresNames.quote(schema) + " CASCADE")
                .toList();
    }
}
