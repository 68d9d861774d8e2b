package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.testing.Launcher;
import io.drover.testing.Launcher.Outcome;
import io.drover.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reconcile is for: a row that was lost, and a single byte that was changed. */
class PlantedFaultE2E {
    @TempDir private Path folder;

    @Test
    void aLostRowAndAChangedByteAreNamedAndNothingElseIs() {
        try (Scene scene =
                new Scene(
                        TestDatabase.create("planted_old"),
                        TestDatabase.create("planted_new"),
                        folder)) {
            Scene.fill(scene.source);
            scene.migrateToTheEnd(Launcher.drover());
            Outcome equal = reconcile(scene);
            assertThat(equal.exitCode()).as(equal.toString()).isZero();
            assertThat(equal.stdout()).contains("Proven equal: 367,503 rows in 8 tables.");

            scene.target.execute(
                    "DELETE FROM line WHERE order_id = 42 AND line = 1",
                    "UPDATE picture SET bytes = set_byte(bytes, 5, get_byte(bytes, 5) # 1) WHERE id = 7");

            Outcome different = reconcile(scene);
            assertThat(different.exitCode()).as(different.toString()).isEqualTo(7);
            assertThat(different.stdout())
                    .contains("MISSING {order_id=42, line=1}", "CHANGED {id=7}", "    bytes: ")
                    .contains("Different: 2 rows in 2 of 8 tables.")
                    .contains("JUnit: ", "reconcile.xml");
            assertThat(
                            scene.target.rows(
                                    "SELECT kind, key, changed_columns FROM drover.difference ORDER BY kind"))
                    .containsExactly(
                            "CHANGED|{\"id\": \"7\"}|{bytes}",
                            "MISSING|{\"line\": \"1\", \"order_id\": \"42\"}|{}");
        }
    }

    private static Outcome reconcile(Scene scene) {
        return Launcher.drover().run(scene.arguments("reconcile"));
    }
}
