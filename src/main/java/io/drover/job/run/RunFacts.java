package io.drover.job.run;

import io.drover.ledger.RunStart;
import io.drover.model.Nullable;

/**
 * What the command line knows of an invocation and the ledger keeps: the clock, the environment and
 * the arguments are read there, not here.
 *
 * @param settings a JSON object without secrets
 */
public record RunFacts(
        String command,
        String codeVersion,
        @Nullable String sparkVersion,
        String operator,
        String host,
        @Nullable String application,
        String settings) {
    public RunStart start(String migration, @Nullable Long loadId) {
        return new RunStart(
                migration,
                loadId,
                command,
                codeVersion,
                sparkVersion,
                operator,
                host,
                application,
                settings);
    }
}
