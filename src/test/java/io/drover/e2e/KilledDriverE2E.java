package io.drover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.e2e.Scene.Phase;
import io.drover.testing.Launcher;
import io.drover.testing.Launcher.Outcome;
import io.drover.testing.Launcher.Running;
import io.drover.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the driver at random moments, over and over, and the same command again after
 * each. The moments repeat (they are seeded); what they hit does not quite.
 *
 * <p>Five kills, as the CI has little time; {@code -Ddrover.kills=20} for more.
 */
class KilledDriverE2E {
    private static final int KILLS = Integer.getInteger("drover.kills", 5);
    private static final long SEED = 20260101;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir private Path folder;
    private TestDatabase source;
    private final Random random = new Random(SEED);
    private final Map<Phase, Integer> hits = new EnumMap<>(Phase.class);
    private Duration undisturbed = Duration.ZERO;
    private int killed;

    @BeforeEach
    void fill() {
        source = TestDatabase.create("killed_old");
        Scene.fill(source);
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void aDriverKilledAtAnyMomentGoesOnWithTheSameCommandAndEachRowArrivesOnce() {
        Scene.warmUp();
        migrate();
        int migrations = 0;
        while (killed < KILLS) {
            migrate();
            migrations++;
        }
        System.out.printf(
                "%d kills in %d migrations; an undisturbed one takes %d ms; hit were %s%n",
                killed, migrations, undisturbed.toMillis(), hits);
        assertThat(killed).isEqualTo(KILLS);
        if (KILLS >= 20) {
            assertThat(hits.keySet()).contains(Phase.LOADING).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    /**
     * One migration into an empty target: the command is given until it ends by itself. The first
     * is left alone, and says how long the others may live; those are killed while there are kills
     * left.
     */
    private void migrate() {
        try (TestDatabase target = TestDatabase.create("killed_new")) {
            Scene scene = new Scene(source, target, folder, Scene.slowly());
            boolean done = false;
            while (!done) {
                long begun = System.nanoTime();
                try (Running running = Launcher.drover().start(scene.arguments("migrate"))) {
                    done = !killedAtSomeMoment(scene, running);
                    if (done) {
                        Outcome outcome = running.await(PATIENCE);
                        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
                    }
                }
                if (undisturbed.isZero()) {
                    undisturbed = Duration.ofNanos(System.nanoTime() - begun);
                }
            }
            scene.assertEachRowArrivedOnce();
        }
    }

    private boolean killedAtSomeMoment(Scene scene, Running running) {
        if (undisturbed.isZero() || killed == KILLS) {
            return false;
        }
        Duration moment = Duration.ofMillis((long) (random.nextDouble() * undisturbed.toMillis()));
        if (running.endsWithin(moment)) {
            return false;
        }
        running.kill();
        int exitCode = running.await(PATIENCE).exitCode();
        if (exitCode == 0) {
            // It ended in the very moment.
            return false;
        }
        assertThat(exitCode).isEqualTo(137);
        killed++;
        Phase phase = scene.phase();
        hits.merge(phase, 1, Integer::sum);
        System.out.printf(
                "kill %d after %d ms: %s, %d receipts%n",
                killed, moment.toMillis(), phase, scene.receipts());
        return true;
    }
}
