package io.drover.job.source;

import io.drover.engine.Engines;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.spec.MigrationSpec;

/**
 * What is done with PostgreSQL on both sides only, so far, refused where a side is another engine.
 */
public final class PostgresOnly {
    private PostgresOnly() {}

    /**
     * Refuses a spec whose target is another engine; the source may be one.
     *
     * @param action completes "Cannot …"
     * @param instead what can be done, one sentence
     * @throws MigrationException USAGE
     */
    public static void refuseOtherTargets(MigrationSpec spec, String action, String instead) {
        if (Engines.covers(spec.target())) {
            throw new MigrationException(
                    ErrorKind.USAGE,
                    "Cannot %s: the target is of type %s, and this needs a PostgreSQL there. %s"
                            .formatted(action, spec.target().type(), instead));
        }
    }

    /**
     * Refuses a spec with another engine.
     *
     * @param action completes "Cannot …"
     * @param instead what can be done, one sentence
     * @throws MigrationException USAGE
     */
    public static void refuseOthers(MigrationSpec spec, String action, String instead) {
        boolean source = Engines.covers(spec.source());
        if (source || Engines.covers(spec.target())) {
            throw new MigrationException(
                    ErrorKind.USAGE,
                    "Cannot %s: the %s is of type %s, and this needs PostgreSQL on both sides. %s"
                            .formatted(
                                    action,
                                    source ? "source" : "target",
                                    source ? spec.source().type() : spec.target().type(),
                                    instead));
        }
    }
}
