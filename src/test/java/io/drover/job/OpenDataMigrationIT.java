package io.drover.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.drover.job.reconcile.ReconcileTables;
import io.drover.job.run.Progress;
import io.drover.model.Difference;
import io.drover.model.Verdict;
import io.drover.reconcile.HeldDifferences;
import io.drover.testing.CopyText;
import io.drover.testing.OpenData;
import io.drover.testing.TestSpark;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chinook and Employees arrive whole; an independent comparison agrees. */
class OpenDataMigrationIT {
    @ParameterizedTest
    @CsvSource({"chinook, 15607", "employees, 130783"})
    void openDataArrivesWhole(String name, long rows) {
        Path folder = OpenData.folder(name);
        assumeThat(folder).as("skipped: no open data beside the repository").exists();
        try (Trial trial = new Trial(name)) {
            List<String> tables = OpenData.load(trial.source, folder);
            assertThat(trial.migrate().rows()).isEqualTo(rows);
            for (String table : tables) {
                assertThat(CopyText.sorted(trial.target, "public." + table))
                        .as(table)
                        .isEqualTo(CopyText.sorted(trial.source, "public." + table));
            }
            ReconcileTables.Result found = reconcile(trial, new ArrayList<>());
            assertThat(found.overall()).as(found.tables().toString()).isEqualTo(Verdict.EQUAL);
        }
    }

    @Test
    void oneChangedOneDeletedAndOneDoubledRowAreNamedAndNoOther() {
        Path folder = OpenData.folder("chinook");
        assumeThat(folder).as("skipped: no open data beside the repository").exists();
        try (Trial trial = new Trial("chinook_three")) {
            OpenData.load(trial.source, folder);
            trial.migrate();
            trial.target.execute(
                    "UPDATE track SET name = name || ' ' WHERE track_id = 1000",
                    "DELETE FROM invoice_line WHERE invoice_line_id = 77",
                    "ALTER TABLE playlist_track DROP CONSTRAINT playlist_track_pkey",
                    "INSERT INTO playlist_track SELECT * FROM playlist_track WHERE playlist_id = 1 AND track_id = 5");
            List<String> named = new ArrayList<>();
            ReconcileTables.Result found = reconcile(trial, named);
            assertThat(found.overall()).isEqualTo(Verdict.DIFFERENT);
            assertThat(named)
                    .containsExactlyInAnyOrder(
                            "CHANGED {track_id=1000} [name]",
                            "MISSING {invoice_line_id=77} []",
                            "DUPLICATED {playlist_id=1, track_id=5} []");
        }
    }

    private static ReconcileTables.Result reconcile(Trial trial, List<String> named) {
        HeldDifferences held = new HeldDifferences();
        ReconcileTables.Result result =
                new ReconcileTables(
                                trial.spec(),
                                TestSpark::session,
                                held,
                                Progress.SILENT,
                                Clock.systemUTC(),
                                Set.of())
                        .run();
        held.all().forEach(each -> named.add(said(each.difference())));
        return result;
    }

    private static String said(Difference difference) {
        return difference.kind() + " " + difference.key() + " " + difference.changedColumns();
    }
}
