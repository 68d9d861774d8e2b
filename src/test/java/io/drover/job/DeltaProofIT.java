package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.reconcile.ReconcileInLedger;
import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.model.LevelVerdict;
import io.drover.model.LevelVerdict.Level;
import io.drover.model.TableVerdict;
import io.drover.model.Verdict;
import io.drover.testing.TestSpark;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delta tables against the PostgreSQL that they were loaded from. */
class DeltaProofIT {
    @TempDir Path folder;

    @Test
    void aLoadIsProvenEqualAndWhatIsChangedLaterIsNamed() {
        try (StoreTrial trial = new StoreTrial(folder)) {
            trial.source.execute(
                    "CREATE TABLE item (id bigint PRIMARY KEY, name varchar(40) NOT NULL,"
                            + " amount numeric(12,2), placed timestamp, seen timestamptz, day date,"
                            + " note bytea, paid boolean, ratio double precision, single real,"
                            + " token uuid, extra jsonb, wide numeric, code char(4), lasted interval)",
                    "INSERT INTO item SELECT n, 'item ' || n, n * 1.10, timestamp '2020-01-01' + n *"
                            + " interval '1 hour', timestamptz '2021-06-01 12:00+02' + n * interval"
                            + " '1 s', date '1999-12-31' + n, decode(md5(n::text), 'hex'), n % 3 = 0,"
                            + " n / 7.0, n / 3.0, md5(n::text)::uuid, jsonb_build_object('b', n), n /"
                            + " 13.0, 'x' || n % 10, n * interval '1 minute' FROM generate_series(1,"
                            + " 1000) n",
                    "INSERT INTO item (id, name) VALUES (0, '')");
            trial.migrate(trial.spec());

            TableVerdict equal = prove(trial);

            assertThat(equal.verdict()).as("%s", equal).isEqualTo(Verdict.EQUAL);
            assertThat(equal.sourceDigest()).isEqualTo(equal.targetDigest());
            assertThat(equal.sourceDigest().rows()).isEqualTo(1001);
            assertThat(equal.levels())
                    .extracting(LevelVerdict::level)
                    .contains(Level.SCHEMA, Level.COUNTS, Level.DIGESTS, Level.BALANCE);

            String table = "delta.`%s`".formatted(trial.path("item"));
            TestSpark.session().sql("UPDATE " + table + " SET amount = 12 WHERE id = 11");
            TestSpark.session().sql("DELETE FROM " + table + " WHERE id = 12");
            TableVerdict changed = prove(trial);

            assertThat(changed.verdict()).isEqualTo(Verdict.DIFFERENT);
            assertThat(changed.missing()).isEqualTo(1);
            assertThat(changed.changed()).isEqualTo(1);
            assertThat(changed.shown())
                    .anySatisfy(
                            row -> {
                                assertThat(row.key()).isEqualTo(Map.of("id", "11"));
                                assertThat(row.sourceRow()).containsEntry("amount", "12.1");
                                assertThat(row.targetRow()).containsEntry("amount", "12");
                                assertThat(row.reasons())
                                        .containsEntry("amount", "rounding to 0 digits");
                            });
        }
    }

    private static TableVerdict prove(StoreTrial trial) {
        ReconcileTables.Result found =
                new ReconcileInLedger(
                                trial.spec(),
                                TestSpark::session,
                                Trial.facts("reconcile"),
                                Progress.SILENT,
                                Clock.systemUTC(),
                                Set.of())
                        .run()
                        .found();
        assertThat(found.targetVersion()).contains("Delta");
        assertThat(found.tables()).hasSize(1);
        return found.tables().get(0);
    }
}
