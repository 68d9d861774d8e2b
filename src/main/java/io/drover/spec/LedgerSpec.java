package io.drover.spec;

import io.drover.model.Nullable;
import java.nio.file.Path;

/**
 * Where the ledger of a migration is kept. It is always a PostgreSQL: the target itself where that
 * is one, so that a receipt commits together with its rows; else a server that the spec names; else
 * one that Drover runs by itself.
 *
 * @param endpoint of the server; null for one that Drover runs
 * @param folder of the server that Drover runs; null where there is an endpoint
 */
public record LedgerSpec(@Nullable EndpointSpec endpoint, @Nullable Path folder) {
    public LedgerSpec {
        if ((endpoint == null) == (folder == null)) {
            throw new IllegalArgumentException("A ledger has an endpoint, or else a folder");
        }
    }

    /** In a server that stands. */
    static LedgerSpec at(EndpointSpec endpoint) {
        return new LedgerSpec(endpoint, null);
    }

    /** In a server of Drover's own, whose data lie beside the spec. */
    static LedgerSpec beside(Path spec) {
        Path file = spec.toAbsolutePath().normalize();
        return new LedgerSpec(null, file.resolveSibling(file.getFileName() + ".ledger"));
    }
}
