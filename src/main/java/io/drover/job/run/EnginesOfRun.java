package io.drover.job.run;

import io.drover.engine.Engines;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.ledger.Ledger;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import java.util.Map;
import java.util.TreeMap;

/** Other engines made ready for a run, and what its report should say of them. */
public final class EnginesOfRun {
    private EnginesOfRun() {}

    /** Notes it in the ledger: {@code source warehouse} and the like. */
    public static void begin(MigrationSpec spec, Ledger ledger, long runId) {
        for (Side side : Side.values()) {
            EndpointSpec endpoint = side == Side.SOURCE ? spec.source() : spec.target();
            Map<String, String> told =
                    Engines.covers(endpoint)
                            ? Engines.of(endpoint)
                                    .begin(side, endpoint, "drover " + spec.name() + " begin")
                            : Map.of();
            new TreeMap<>(told)
                    .forEach((name, text) -> ledger.noteSetting(runId, side + " " + name, text));
        }
    }
}
