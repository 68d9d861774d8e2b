package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.demo.BeneficiariesData;
import io.drover.job.migrate.MigrateTables;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.reconcile.DifferenceSink;
import io.drover.spec.MigrationSpec;
import io.drover.spec.SpecReader;
import io.drover.testing.TestSpark;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The worked example, small: its shipped spec, proven, and a planted value found. */
class BeneficiariesProofIT {
    private static final int ROWS = 5_000;
    private static final int SEED = 7;
    private static final String AS_SUPERUSER = "?user=postgres&password=postgres";

    @Test
    void theWorkedExampleIsProvenAndAPlantedValueIsNamed() {
        try (Trial trial = new Trial("charity")) {
            BeneficiariesData.Outcome expected =
                    BeneficiariesData.fillSource(trial.source.url() + AS_SUPERUSER, ROWS, SEED);
            BeneficiariesData.makeTarget(trial.target.url() + AS_SUPERUSER);
            MigrationSpec spec = spec(trial);
            new MigrateTables(
                            spec,
                            TestSpark::session,
                            Trial.facts("migrate"),
                            Progress.SILENT,
                            io.drover.load.Checkpoint.NONE)
                    .run();

            ReconcileTables.Result proven = reconcile(spec);
            assertThat(proven.overall()).as(proven.tables().toString()).isEqualTo(Verdict.EQUAL);
            assertThat(proven.tables().get(0).notes().toString())
                    .contains(
                            "%d of %d rows of the source, without %d duplicates, %d set aside by rules"
                                    .formatted(
                                            expected.loaded(),
                                            expected.read(),
                                            expected.deduplicated(),
                                            expected.quarantined()));

            trial.target.execute(
                    "UPDATE aid.beneficiary SET region = 'XX' WHERE beneficiary_id = (SELECT beneficiary_id FROM aid.beneficiary ORDER BY 1 LIMIT 1)");
            TableVerdict planted = reconcile(spec).tables().get(0);
            assertThat(planted.verdict()).isEqualTo(Verdict.DIFFERENT);
            assertThat(planted.shown()).hasSize(1);
            assertThat(planted.shown().get(0).changedColumns()).containsExactly("region");
            assertThat(planted.shown().get(0).key().values())
                    .containsExactly(
                            trial.target.value(
                                    "SELECT beneficiary_id FROM aid.beneficiary ORDER BY 1 LIMIT 1"));
        }
    }

    private static MigrationSpec spec(Trial trial) {
        return new SpecReader()
                .read(
                        Path.of("conf/migrations/beneficiaries.conf"),
                        List.of(
                                "source.url=\"" + trial.source.url() + "\"",
                                "source.user=postgres",
                                "source.password=postgres",
                                "target.url=\"" + trial.target.url() + "\"",
                                "target.user=postgres",
                                "target.password=postgres"));
    }

    private static ReconcileTables.Result reconcile(MigrationSpec spec) {
        return new ReconcileTables(
                        spec,
                        TestSpark::session,
                        DifferenceSink.NONE,
                        Progress.SILENT,
                        Clock.systemUTC(),
                        Set.of())
                .run();
    }
}
