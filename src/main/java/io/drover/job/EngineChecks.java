package io.drover.job;

import io.drover.engine.Engine;
import io.drover.engine.Engines;
import io.drover.engine.Moment;
import io.drover.engine.StoringEngine;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.MigrationPlan;
import io.drover.model.PlanWarning;
import io.drover.model.catalog.Catalog;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;

/**
 * The check of a migration of which one side at least is no PostgreSQL: whether both can be
 * reached, what the source can promise of its moment, and whether a plan can be made. What a server
 * permits is told by its own refusal.
 *
 * <p>Repeats: changes nothing on either side.
 */
final class EngineChecks {
    private final MigrationSpec spec;
    private final Findings findings;

    EngineChecks(MigrationSpec spec, Findings findings) {
        this.spec = spec;
        this.findings = findings;
    }

    void look() {
        boolean source = reached(Side.SOURCE);
        boolean target = reached(Side.TARGET);
        if (source && target) {
            plan();
        }
    }

    private boolean reached(Side side) {
        EndpointSpec endpoint = side == Side.SOURCE ? spec.source() : spec.target();
        try {
            if (!Engines.covers(endpoint)) {
                try (PostgresConnection connection = new PostgresConnection(spec, side)) {
                    findings.ok(side, connection.version() + " is reached.");
                }
                return true;
            }
            Engine engine = Engines.of(endpoint);
            if (side == Side.SOURCE) {
                source();
            } else if (engine instanceof StoringEngine storing) {
                storing.store(endpoint, "drover " + spec.name() + " check", 1).close();
                findings.ok(side, "%s can be loaded into.".formatted(endpoint.url()));
            } else {
                findings.failure(
                        side,
                        "Tables cannot be loaded into a %s.".formatted(endpoint.type()),
                        "Choose another type of target.");
                return false;
            }
            return true;
        } catch (MigrationException failure) {
            findings.failure(side, failure);
            return false;
        }
    }

    private void source() {
        try (SourceSide source = SourceSide.open(spec, "check", 1)) {
            Catalog catalog = source.catalog();
            findings.ok(
                    Side.SOURCE,
                    "%s is reached; %s selected."
                            .formatted(
                                    catalog.server().version(),
                                    Findings.counted(catalog.tables().size(), "table")));
            for (PlanWarning warning : catalog.notCarried()) {
                findings.warning(
                        Side.SOURCE, warning.object() + ": " + warning.text(), warning.hint());
            }
        }
        try (Moment moment =
                Engines.of(spec.source())
                        .open(
                                Side.SOURCE,
                                spec.source(),
                                "drover " + spec.name() + " check",
                                Math.max(1, spec.source().maxConnections() - 1))) {
            if (moment.consistency().startsWith("fuzzy")) {
                findings.warning(
                        Side.SOURCE,
                        "Its readers do not see one moment: %s.".formatted(moment.consistency()),
                        "Keep writers off while the tables are read, or mend what it names.");
            } else {
                findings.ok(Side.SOURCE, "All readers see one moment.");
            }
        }
    }

    private void plan() {
        try {
            MigrationPlan plan = new PlanMigration(spec).run().plan();
            findings.ok(
                    Side.TARGET,
                    "A plan can be made: %s, %s, %s."
                            .formatted(
                                    Findings.counted(plan.tables().size(), "table"),
                                    Findings.counted(plan.ddl().size(), "statement"),
                                    Findings.counted(plan.warnings().size(), "warning")));
        } catch (MigrationException refused) {
            findings.failure(Side.TARGET, refused);
        }
    }
}
