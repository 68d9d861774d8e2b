package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drover.testing.Launcher;
import io.drover.testing.Launcher.Outcome;
import io.drover.testing.SmallDisk;
import io.drover.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The target's database lies on a disk of 32 MB, and the rows are more than that. */
class FullDiskE2E {
    @TempDir private Path folder;

    @Test
    void aFullDiskEndsTheRunAndAfterMakingRoomTheSameCommandGoesOn() throws IOException {
        Optional<SmallDisk> mounted =
                SmallDisk.mount(Files.createDirectory(folder.resolve("disk")), "32m");
        assumeTrue(
                mounted.isPresent(),
                "Skipped: a real full disk takes the right to mount a tmpfs, as root has it");
        try (SmallDisk disk = mounted.get();
                TestDatabase source = TestDatabase.create("disk_old")) {
            Scene.fill(source);
            String space = "small_disk_" + ProcessHandle.current().pid();
            source.execute(
                    "CREATE TABLESPACE %s LOCATION '%s'".formatted(space, disk.folder("target")));
            try (TestDatabase target = TestDatabase.create("disk_new")) {
                source.execute(
                        "ALTER DATABASE \"%s\" SET TABLESPACE %s".formatted(target.name(), space));
                fillAndMakeRoom(disk, source, target);
            } finally {
                source.execute("DROP TABLESPACE " + space);
            }
        }
    }

    private void fillAndMakeRoom(SmallDisk disk, TestDatabase source, TestDatabase target) {
        Scene.warmUp();
        target.execute("CREATE TABLE log (old text)", "INSERT INTO log VALUES ('stands')");
        Scene scene = new Scene(source, target, folder);

        Outcome full = Launcher.drover().run(scene.arguments("migrate"));

        assertThat(full.exitCode()).as(full.toString()).isEqualTo(5);
        Scene.assertOneClearMessage(full, "No space left on device", "Make room", "same command");
        assertThat(target.value("SELECT old FROM public.log")).isEqualTo("stands");
        int loaded = scene.receipts();
        assertThat(loaded).as("chunks that found room").isPositive();

        disk.grow("400m");
        Outcome end = Launcher.drover().run(scene.arguments("migrate"));
        assertThat(end.exitCode()).as(end.toString()).isZero();
        assertThat(target.value("SELECT old FROM drover_old_scene_public.log")).isEqualTo("stands");
        assertThat(
                        target.value(
                                "SELECT count(*) FROM drover.receipt WHERE run_id = (SELECT min(run_id) FROM drover.run)"))
                .as("kept of the first run")
                .isEqualTo(Integer.toString(loaded));
        Outcome released = Launcher.drover().run(scene.arguments("migrate", "--release"));
        assertThat(released.exitCode()).as(released.toString()).isZero();
        scene.assertEachRowArrivedOnce();
    }
}
