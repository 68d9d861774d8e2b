package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.testing.Launcher;
import io.drover.testing.Launcher.Outcome;
import io.drover.testing.Launcher.Running;
import io.drover.testing.OwnServer;
import io.drover.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of a database server while chunks are under way. It is started again on the same
 * data, recovers, and the same command finishes the job.
 */
class LostServerE2E {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir private Path folder;
    private OwnServer server;

    @BeforeEach
    void start() {
        Scene.warmUp();
        server = new OwnServer(folder.resolve("data"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theTargetsServerDiesAndTheSameCommandFinishesTheJob() {
        try (Scene scene =
                scene(
                        TestDatabase.create("server_old"),
                        TestDatabase.create("server_new", server.port()),
                        Scene.slowly())) {
            killInMidLoad(scene);
            int kept = scene.receipts();
            assertThat(kept)
                    .as("chunks whose commits outlived the server")
                    .isBetween(Scene.SMALL_CHUNKS + 3, 40);
            scene.migrateToTheEnd(Launcher.drover());
            assertThat(scene.receiptsOfTheFirstRun()).isEqualTo(kept);
        }
    }

    /** Without the filter that makes it slow: no proof covers a filter. */
    @Test
    void theSourcesServerDiesAndTheSameCommandFinishesTheJob() {
        try (Scene scene =
                scene(
                        TestDatabase.create("server_old", server.port()),
                        TestDatabase.create("server_new"))) {
            killInMidLoad(scene);
            int kept = scene.receipts();
            // Others go on writing: the next snapshot is another one.
            scene.source.execute("CREATE TABLE pace.other (id int)");
            scene.migrateToTheEnd(Launcher.drover());
            // The snapshot died with the server: what was loaded is proved unchanged, and stays.
            assertThat(scene.receiptsOfTheFirstRun()).isEqualTo(kept);
            assertThat(
                            scene.target.rows(
                                    "SELECT resume_note FROM drover.table_load WHERE resume_note IS NOT NULL"))
                    .isNotEmpty()
                    .allMatch(note -> note.contains("proved unchanged"));
        }
    }

    private Scene scene(TestDatabase source, TestDatabase target, String... more) {
        Scene.fill(source);
        return new Scene(source, target, folder, more);
    }

    private void killInMidLoad(Scene scene) {
        try (Running running = Launcher.drover().start(scene.arguments("migrate"))) {
            scene.awaitReceipts(Scene.SMALL_CHUNKS + 3, running);
            server.kill();
            Outcome outcome = running.await(PATIENCE);
            assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(75);
            Scene.assertOneClearMessage(outcome, "ive the same command again");
        }
        server.startAgain();
    }
}
