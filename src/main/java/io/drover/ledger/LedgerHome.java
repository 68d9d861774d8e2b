package io.drover.ledger;

import io.drover.spec.EndpointSpec;
import io.drover.spec.LedgerSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The PostgreSQL that keeps a ledger, wherever it is. One that Drover runs by itself is started at
 * the first question and serves this process until {@link #leaveAll()}; one that a killed process
 * left running, or that another command uses right now, is found and shared.
 *
 * <p>Runs on: driver; thread-safe.
 */
public final class LedgerHome {
    private static final Map<Path, EmbeddedLedger> RUNNING = new LinkedHashMap<>();

    private LedgerHome() {}

    /**
     * Where to connect to. Repeats: the same answer until {@link #leaveAll()}.
     *
     * @throws io.drover.error.MigrationException TARGET when a server of Drover's own does not
     *     start
     */
    public static EndpointSpec of(LedgerSpec ledger) {
        return ledger.endpoint() == null ? embedded(ledger.folder()) : ledger.endpoint();
    }

    /**
     * Whether nothing was ever written to it, so that a question need not start a server.
     *
     * @return false where only the server itself can tell
     */
    public static boolean isNew(LedgerSpec ledger) {
        return ledger.folder() != null && !EmbeddedLedger.stands(ledger.folder());
    }

    private static EndpointSpec embedded(Path folder) {
        synchronized (RUNNING) {
            return RUNNING.computeIfAbsent(folder, EmbeddedLedger::open).endpoint();
        }
    }

    /** Lets go of the servers of Drover's own; each stops with the last process that uses it. */
    public static void leaveAll() {
        synchronized (RUNNING) {
            try {
                RUNNING.values().forEach(EmbeddedLedger::close);
            } finally {
                RUNNING.clear();
            }
        }
    }
}
