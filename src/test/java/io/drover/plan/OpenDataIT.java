package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.drover.job.PlanMigration;
import io.drover.model.MigrationPlan;
import io.drover.model.TablePlan;
import io.drover.spec.SelectSpec;
import io.drover.testing.OpenData;
import io.drover.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schemas that nobody on this project wrote. */
class OpenDataIT {
    @ParameterizedTest
    @CsvSource({"chinook, 11", "employees, 7"})
    void openDataPlans(String name, int tables) throws IOException {
        Path schema = OpenData.folder(name).resolve("schema.sql");
        assumeThat(schema).as("skipped: no open data beside the repository").exists();
        try (TestDatabase source = TestDatabase.create(name);
                TestDatabase target = TestDatabase.create(name + "_target")) {
            source.execute(Files.readString(schema));
            MigrationPlan plan =
                    new PlanMigration(
                                    Specs.spec(
                                            source.endpoint(),
                                            target.endpoint(),
                                            new SelectSpec(List.of("public.*"), List.of(), "core")))
                            .run()
                            .plan();
            assertThat(plan.tables()).hasSize(tables);
            assertThat(plan.tables())
                    .extracting(table -> table.target().schema())
                    .containsOnly("core");
            assertThat(plan.tables()).extracting(TablePlan::key).isNotEmpty();
        }
    }
}
