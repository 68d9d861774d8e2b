package io.drover.job.check;

import io.drover.dialect.postgres.PostgresChecks;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.run.Findings;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import java.time.Duration;

/** Judges what two servers are and how they are set. Pure: the facts are given. */
final class ServerChecks {
    private static final Duration SKEW = Duration.ofSeconds(60);

    private final MigrationSpec spec;
    private final Findings findings;

    ServerChecks(MigrationSpec spec, Findings findings) {
        this.spec = spec;
        this.findings = findings;
    }

    /** Looks at one server; false when it is of no use to look further. */
    boolean one(Side side, ServerFacts facts) {
        if (facts.versionNumber() < PostgresChecks.OLDEST_VERSION) {
            findings.failure(
                    side,
                    facts.version() + " is not supported: 12 is the oldest version that is.",
                    "Upgrade the server, or take another migration tool for this one.");
            return false;
        }
        findings.ok(
                side,
                "%s, database %s as %s".formatted(facts.version(), facts.database(), facts.role()));
        if (facts.versionNumber() > PostgresChecks.NEWEST_TESTED_VERSION) {
            findings.warning(
                    side,
                    facts.version() + " is newer than any that Drover was tested with.",
                    "Try the migration on a copy, and trust the reconciliation.");
        }
        connections(side, facts);
        clock(side, facts);
        encoding(side, facts);
        if (side == Side.SOURCE) {
            source(facts);
        } else {
            target(facts);
        }
        return true;
    }

    /** Looks at both servers side by side. */
    void together(ServerFacts source, ServerFacts target) {
        if (!source.identity().isEmpty()
                && source.identity().equals(target.identity())
                && spec.select().targetSchema() == null) {
            findings.failure(
                    Side.TARGET,
                    "It is the very database of the source: its tables would replace themselves.",
                    "Give target.url of another database, or a select.target-schema.");
        }
        if (source.encoding().equals(target.encoding()) || target.encoding().equals("UTF8")) {
            findings.ok(
                    Side.TARGET,
                    "encoding %s takes every text of the source's %s"
                            .formatted(target.encoding(), source.encoding()));
        } else {
            findings.warning(
                    Side.TARGET,
                    "Its encoding is %s and the source's %s: rows with a character that it lacks will be refused."
                            .formatted(target.encoding(), source.encoding()),
                    "Create the target database with ENCODING 'UTF8'.");
        }
    }

    private EndpointSpec endpoint(Side side) {
        return side == Side.SOURCE ? spec.source() : spec.target();
    }

    private void connections(Side side, ServerFacts facts) {
        int wanted = endpoint(side).maxConnections();
        int usable = facts.maxConnections() - facts.reserved();
        // Our own session is among the used ones and ends before a run begins.
        int free = usable - facts.used() + 1;
        String lower = "Lower %s.max-connections (now %d), or ".formatted(side, wanted);
        if (wanted > usable) {
            findings.failure(
                    side,
                    "%d connections are wanted, and of max_connections = %d only %d are not reserved."
                            .formatted(wanted, facts.maxConnections(), usable),
                    lower + "raise max_connections and restart the server.");
        } else if (facts.roleLimit() >= 0 && wanted > facts.roleLimit()) {
            findings.failure(
                    side,
                    "%d connections are wanted, and role %s may hold %d."
                            .formatted(wanted, facts.role(), facts.roleLimit()),
                    lower
                            + "run: ALTER ROLE %s CONNECTION LIMIT %d;"
                                    .formatted(PostgresNames.quote(facts.role()), wanted));
        } else if (facts.databaseLimit() >= 0 && wanted > facts.databaseLimit()) {
            findings.failure(
                    side,
                    "%d connections are wanted, and database %s takes %d."
                            .formatted(wanted, facts.database(), facts.databaseLimit()),
                    lower
                            + "run: ALTER DATABASE %s CONNECTION LIMIT %d;"
                                    .formatted(PostgresNames.quote(facts.database()), wanted));
        } else if (wanted > free) {
            findings.warning(
                    side,
                    "%d connections are wanted, and of %d usable ones %d are free now."
                            .formatted(wanted, usable, Math.max(0, free)),
                    lower + "end sessions that nobody needs.");
        } else {
            findings.ok(side, "%d connections wanted, %d free".formatted(wanted, free));
        }
    }

    private void clock(Side side, ServerFacts facts) {
        if (facts.skew().abs().compareTo(SKEW) > 0) {
            findings.warning(
                    side,
                    "Its clock is %d seconds %s ours: times in the ledger and the report will not fit."
                            .formatted(
                                    facts.skew().abs().toSeconds(),
                                    facts.skew().isNegative() ? "behind" : "ahead of"),
                    "Synchronise the clocks of both servers and of this machine (NTP).");
        } else {
            findings.ok(side, "clock within a minute of ours");
        }
    }

    private void encoding(Side side, ServerFacts facts) {
        if (facts.encoding().equals("SQL_ASCII")) {
            findings.warning(
                    side,
                    "Its encoding is SQL_ASCII: the server vouches for no text, and bytes that are no UTF-8 are refused on the way.",
                    "Convert the database to UTF8 first, or allow a quarantine.");
        }
    }

    private void source(ServerFacts facts) {
        if (facts.versionNumber() < PostgresChecks.TID_RANGE_VERSION) {
            findings.warning(
                    Side.SOURCE,
                    facts.version()
                            + " has no TID range scan: large tables are cut by key, and one without a key is one chunk.",
                    "Nothing has to be done; version 14 and later read evenly cut blocks.");
        }
        if (!facts.standby()) {
            return;
        }
        findings.warning(
                Side.SOURCE,
                "It is a standby: its exported snapshot serves readers on this standby only, so every executor must reach this very server.",
                "Do not put a load balancer between: name this host in source.url.");
        if (!facts.standbyFeedback() && !facts.standbyDelay().equals("-1")) {
            findings.warning(
                    Side.SOURCE,
                    "hot_standby_feedback is off and max_standby_streaming_delay is %s: replay may cancel a long read, and with it the snapshot."
                            .formatted(facts.standbyDelay()),
                    "ALTER SYSTEM SET max_standby_streaming_delay = -1; -- or hot_standby_feedback = on\nSELECT pg_reload_conf();");
        }
    }

    private void target(ServerFacts facts) {
        if (facts.standby()) {
            findings.failure(
                    Side.TARGET,
                    "It is a standby, which takes no writes.",
                    "Give target.url of its primary.");
        } else if (facts.readOnly()) {
            findings.failure(
                    Side.TARGET,
                    "Its sessions are read-only (default_transaction_read_only).",
                    "ALTER ROLE %s SET default_transaction_read_only = off;"
                            .formatted(PostgresNames.quote(facts.role())));
        }
    }
}
