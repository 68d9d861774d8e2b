package io.drover.cli;

import io.drover.job.run.Progress;
import java.time.Duration;
import java.time.InstantSource;

/** The display that fits where stderr goes: a live one on a terminal, plain lines elsewhere. */
final class ProgressLines {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private ProgressLines() {}

    static Progress display() {
        // Only a shell can tell of one stream whether it is a terminal: scripts/drover asks [ -t 2
        // ].
        return "1".equals(System.getenv("DROVER_TERMINAL"))
                ? new TerminalProgress(System.err, InstantSource.system())
                : new PlainProgress(System.err, InstantSource.system(), INTERVAL);
    }
}
