package io.drover.job.check;

import io.drover.catalog.PostgresCatalog;
import io.drover.catalog.TableSelection;
import io.drover.dialect.postgres.PostgresChecks;
import io.drover.engine.Engines;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.rules.LookupChecks;
import io.drover.job.rules.RuleChecks;
import io.drover.job.run.CheckFinding;
import io.drover.job.run.Findings;
import io.drover.job.source.Inquiry;
import io.drover.job.source.PlanReader;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.Planner;
import io.drover.plan.TargetNames;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * Tests what a migration will need of both sides: versions, privileges, settings, room. Whatever is
 * missing is a finding with what mends it, all of them at once.
 *
 * <p>Repeats: changes nothing on either side.
 */
public final class CheckMigration {
    private static final long MEBIBYTE = 1L << 20;
    private static final long GIBIBYTE = 1L << 30;

    private final MigrationSpec spec;
    private final Supplier<SparkSession> sessions;
    private final Clock clock;

    /**
     * @param sessions asked only when a table has rules, which Spark has to judge
     */
    public CheckMigration(MigrationSpec spec, Supplier<SparkSession> sessions, Clock clock) {
        this.spec = spec;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** What was found, in the order in which it was looked at. */
    public record Result(List<CheckFinding> findings) {
        public Result {
            findings = List.copyOf(findings);
        }

        public long count(CheckFinding.Level level) {
            return findings.stream().filter(finding -> finding.level() == level).count();
        }

        /**
         * The kind of the failure that has to be mended first: the source's before the target's,
         * and those that another try can help last (the order of {@link ErrorKind}). Empty when
         * nothing failed.
         */
        public Optional<ErrorKind> worst() {
            return findings.stream()
                    .filter(finding -> finding.level() == CheckFinding.Level.FAILURE)
                    .map(CheckFinding::kind)
                    .min(Comparator.naturalOrder());
        }
    }

    public Result run() {
        Findings findings = new Findings();
        if (Engines.covers(spec.source()) || Engines.covers(spec.target())) {
            new EngineChecks(spec, sessions, findings, clock).look();
            return new Result(findings.all());
        }
        try (Connection source = open(Side.SOURCE, spec.source(), findings);
                Connection target = open(Side.TARGET, spec.target(), findings)) {
            ServerChecks servers = new ServerChecks(spec, findings);
            @Nullable ServerFacts from = server(servers, Side.SOURCE, source, findings);
            @Nullable ServerFacts to = server(servers, Side.TARGET, target, findings);
            if (from != null && to != null) {
                servers.together(from, to);
            }
            if (from != null) {
                tables(
                        new Reached(source, from),
                        to == null ? null : new Reached(target, to),
                        findings);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "close a connection of the check", failure);
        }
        return new Result(findings.all());
    }

    private void tables(Reached source, @Nullable Reached target, Findings findings) {
        try {
            Catalog from =
                    PostgresCatalog.read(
                            Side.SOURCE, source.connection(), PlanReader.selection(spec));
            Inquiry inquiry = new Inquiry(Side.SOURCE, source.connection());
            new SourceTableChecks(spec, from, source.facts().role(), inquiry, findings).look();
            if (target != null) {
                target(from, source, target, findings);
                space(from, inquiry, findings);
            }
        } catch (MigrationException failure) {
            findings.failure(Side.SOURCE, failure);
        }
    }

    private void target(Catalog source, Reached from, Reached target, Findings findings) {
        try {
            TargetNames names = new TargetNames(spec);
            Catalog to =
                    PostgresCatalog.read(
                            Side.TARGET,
                            target.connection(),
                            TableSelection.standing(names.targets(source), names.schemas(source)));
            List<TablePlan> plans = planned(source, to, findings);
            new TargetTableChecks(
                            plans,
                            to,
                            target.facts(),
                            new Inquiry(Side.TARGET, target.connection()),
                            findings)
                    .look();
            rules(Planner.draft(spec, source, to), source, from, target, findings);
        } catch (MigrationException failure) {
            findings.failure(Side.TARGET, failure);
        }
    }

    private void rules(
            List<TablePlan> plans,
            Catalog catalog,
            Reached source,
            Reached target,
            Findings findings) {
        List<TablePlan> ruled = plans.stream().filter(table -> table.rules() != null).toList();
        if (ruled.isEmpty()) {
            return;
        }
        List<String> problems =
                new ArrayList<>(new RuleChecks(spec, sessions.get(), catalog).problems(ruled));
        problems.addAll(
                new LookupChecks(
                                new Inquiry(Side.SOURCE, source.connection()),
                                new Inquiry(Side.TARGET, target.connection()))
                        .problems(ruled));
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

    /** The tables as they will be loaded; where that is refused, as far as the spec says. */
    private List<TablePlan> planned(Catalog source, Catalog target, Findings findings) {
        try {
            return Planner.plan(spec, source, target).tables();
        } catch (MigrationException refused) {
            boolean ofTarget = refused.kind() == ErrorKind.TARGET;
            findings.failure(ofTarget ? Side.TARGET : Side.SOURCE, refused);
            return ofTarget ? Planner.tables(spec, source) : List.of();
        }
    }

    /** PostgreSQL does not tell by SQL how much room a disk has, so neither do we guess. */
    private static void space(Catalog source, Inquiry inquiry, Findings findings) {
        List<TableName> names = source.tables().stream().map(TableInfo::name).toList();
        long bytes =
                inquiry.one(
                        "measure the selected tables",
                        PostgresChecks.size(names),
                        row -> row.getLong(1));
        String size =
                bytes < GIBIBYTE
                        ? (bytes + MEBIBYTE - 1) / MEBIBYTE + " MiB"
                        : bytes / GIBIBYTE + " GiB";
        String what =
                "The selected tables take %s with their indexes. The target needs about as much, and as much again for its log until the next checkpoints; replaced tables stay beside until they are released."
                        .formatted(size);
        if (bytes < GIBIBYTE) {
            findings.ok(Side.TARGET, what);
        } else {
            findings.warning(
                    Side.TARGET,
                    what,
                    "Look at the target's disk yourself (df): its server cannot tell.");
        }
    }

    private record Reached(Connection connection, ServerFacts facts) {}

    private @Nullable Connection open(Side side, EndpointSpec endpoint, Findings findings) {
        try {
            return Connections.open(
                    side,
                    endpoint,
                    new Session("drover check " + spec.name(), Session.Timeouts.STATEMENT));
        } catch (MigrationException failure) {
            findings.failure(side, failure);
            return null;
        }
    }

    private @Nullable ServerFacts server(
            ServerChecks checks, Side side, @Nullable Connection connection, Findings findings) {
        if (connection == null) {
            return null;
        }
        try {
            ServerFacts facts = ServerFacts.read(side, connection, clock);
            return checks.one(side, facts) ? facts : null;
        } catch (MigrationException failure) {
            findings.failure(side, failure);
            return null;
        }
    }
}
