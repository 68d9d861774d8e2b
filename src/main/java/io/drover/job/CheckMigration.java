package io.drover.job;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tests what a migration will need of both sides: versions, privileges, settings, room. Whatever is
 * missing is a finding with what mends it, all of them at once.
 *
 * <p>Repeats: changes nothing on either side.
 */
public final class CheckMigration {
    private final MigrationSpec spec;
    private final Clock clock;

    public CheckMigration(MigrationSpec spec, Clock clock) {
        this.spec = spec;
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
         * and those that another try can help last. Empty when nothing failed.
         */
        public Optional<ErrorKind> worst() {
            return Stream.of(
                            ErrorKind.SPEC, ErrorKind.SOURCE, ErrorKind.TARGET, ErrorKind.TRANSIENT)
                    .filter(
                            kind ->
                                    findings.stream()
                                            .anyMatch(
                                                    finding ->
                                                            finding.level()
                                                                            == CheckFinding.Level
                                                                                    .FAILURE
                                                                    && finding.kind() == kind))
                    .findFirst();
        }
    }

    public Result run() {
        Findings findings = new Findings();
        try (Connection source = open(Side.SOURCE, spec.source(), findings);
                Connection target = open(Side.TARGET, spec.target(), findings)) {
            ServerChecks servers = new ServerChecks(spec, findings);
            @Nullable ServerFacts from = server(servers, Side.SOURCE, source, findings);
            @Nullable ServerFacts to = server(servers, Side.TARGET, target, findings);
            if (from != null && to != null) {
                servers.together(from, to);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "close a connection of the check", failure);
        }
        return new Result(findings.all());
    }

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
