package io.drover.job.check;

import io.drover.catalog.PostgresCatalog;
import io.drover.catalog.TableSelection;
import io.drover.engine.Engine;
import io.drover.engine.EngineFact;
import io.drover.engine.Engines;
import io.drover.engine.Moment;
import io.drover.engine.StoringEngine;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.PlanMigration;
import io.drover.job.rules.RuleChecks;
import io.drover.job.run.Findings;
import io.drover.job.source.Inquiry;
import io.drover.job.source.PlanReader;
import io.drover.job.source.SourceSide;
import io.drover.model.MigrationPlan;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * The check of a migration of which one side at least is no PostgreSQL: whether both can be
 * reached, what the source can promise of its moment, whether a plan can be made, and what a
 * PostgreSQL among them permits. What another engine permits is told by its own refusal.
 *
 * <p>Repeats: changes nothing on either side.
 */
final class EngineChecks {
    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final Findings findings;
    private final Clock clock;

    /** Whether a side must be made ready by a run before it can be read. */
    private boolean waits;

    /**
     * A check.
     *
     * @param sessions asked only when a table has rules, which Spark has to judge
     */
    EngineChecks(
            MigrationSpec spec, Supplier<SparkSession> sessions, Findings findings, Clock clock) {
        this.spec = spec;
        this.sessions = sessions;
        this.findings = findings;
        this.clock = clock;
    }

    void look() {
        boolean source = reached(Side.SOURCE);
        boolean target = reached(Side.TARGET);
        if (source && target && !waits) {
            plan();
        }
        if (waits) {
            findings.warning(
                    Side.TARGET,
                    "No plan was made: what has to run for it is not resumed by a check, as that costs.",
                    "Check again when it runs, or migrate: it resumes it and plans first.");
        }
    }

    private boolean reached(Side side) {
        EndpointSpec endpoint = side == Side.SOURCE ? spec.source() : spec.target();
        try {
            if (!Engines.covers(endpoint)) {
                return server(side, endpoint);
            }
            Engine engine = Engines.of(endpoint);
            List<EngineFact> facts =
                    engine.facts(side, endpoint, "drover " + spec.name() + " check");
            waits |= facts.stream().anyMatch(EngineFact::waits);
            if (side == Side.SOURCE) {
                if (facts.stream().noneMatch(EngineFact::waits)) {
                    source();
                }
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
            for (EngineFact fact : facts) {
                if (fact.mend().isEmpty()) {
                    findings.ok(side, fact.what());
                } else {
                    findings.warning(side, fact.what(), fact.mend());
                }
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

    /** A PostgreSQL beside the engine: what is asked of two of them, as far as it concerns one. */
    private boolean server(Side side, EndpointSpec endpoint) {
        try (Connection connection = open(side, endpoint)) {
            ServerFacts facts = ServerFacts.read(side, connection, clock);
            if (!new ServerChecks(spec, findings).one(side, facts)) {
                return false;
            }
            if (side == Side.SOURCE) {
                Catalog catalog =
                        PostgresCatalog.read(side, connection, PlanReader.selection(spec));
                Inquiry inquiry = new Inquiry(side, connection);
                new SourceTableChecks(spec, catalog, facts.role(), inquiry, findings).look();
            }
            return true;
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "close a connection of the check", failure);
        }
    }

    private Connection open(Side side, EndpointSpec endpoint) {
        return Connections.open(
                side,
                endpoint,
                new Session("drover check " + spec.name(), Session.Timeouts.STATEMENT));
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
            rules(plan.tables());
            if (!Engines.covers(spec.target())) {
                privileges(plan.tables());
            }
        } catch (MigrationException refused) {
            findings.failure(Side.TARGET, refused);
        }
    }

    private void rules(List<TablePlan> plans) {
        List<TablePlan> ruled = plans.stream().filter(table -> table.rules() != null).toList();
        if (ruled.isEmpty()) {
            return;
        }
        List<String> problems;
        try (SourceSide source = SourceSide.open(spec, "check", 1)) {
            problems = new RuleChecks(spec, sessions.get(), source.catalog()).problems(ruled);
        }
        for (String problem : problems) {
            findings.failure(Side.SOURCE, new MigrationException(ErrorKind.SPEC, problem));
        }
        if (problems.isEmpty()) {
            findings.ok(
                    Side.SOURCE,
                    "The rules of %s can be applied, as far as can be told without the rows."
                            .formatted(Findings.counted(ruled.size(), "table")));
        }
    }

    /** What the role may make, replace and write in a PostgreSQL that is the target. */
    private void privileges(List<TablePlan> plans) {
        try (Connection connection = open(Side.TARGET, spec.target())) {
            Set<TableName> targets =
                    plans.stream().map(TablePlan::target).collect(Collectors.toSet());
            Set<String> schemas =
                    targets.stream().map(TableName::schema).collect(Collectors.toSet());
            new TargetTableChecks(
                            plans,
                            PostgresCatalog.read(
                                    Side.TARGET,
                                    connection,
                                    TableSelection.standing(targets, schemas)),
                            ServerFacts.read(Side.TARGET, connection, clock),
                            new Inquiry(Side.TARGET, connection),
                            findings)
                    .look();
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "close a connection of the check", failure);
        }
    }
}
