package io.drover.engine.snowflake;

import io.drover.catalog.TableSelection;
import io.drover.engine.Moment;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ChunkPlan;
import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import io.drover.spec.SnowflakeSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * An instant of Snowflake's own clock, which every query names: time travel shows all readers the
 * same rows, as long as the tables keep their past (a day, unless set otherwise), so nothing is
 * held. The catalog is that of now.
 */
final class SnowflakeMoment implements Moment {
    /**
     * A byte of a micro-partition is about so many of rows: chunks are meant to have equal work.
     */
    private static final int UNPACKED = 4;

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSSSS").withZone(ZoneOffset.UTC);

    private final SnowflakeSession session;
    private final SnowflakeNames names;
    private final String server;
    private final String at;

    private SnowflakeMoment(
            SnowflakeSession session, SnowflakeNames names, String server, String at) {
        this.session = session;
        this.names = names;
        this.server = server;
        this.at = at;
    }

    static SnowflakeMoment open(SnowflakeSession session, EndpointSpec endpoint) {
        SnowflakeSpec settings = (SnowflakeSpec) endpoint.engine();
        String now =
                session.run(
                        "connect to " + endpoint.url(),
                        connection ->
                                SnowflakeSession.text(
                                        connection,
                                        "SELECT TO_CHAR(CAST(CURRENT_TIMESTAMP() AS TIMESTAMP_NTZ(9)), 'YYYY-MM-DD HH24:MI:SS.FF9')"));
        String at = settings.at() == null ? now : INSTANT.format(Instant.parse(settings.at()));
        // Both are of one length: an instant to come is none yet, and each query would see another.
        if (at.compareTo(now) > 0) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot read %s as of %s: its clock says %s. Name an instant that has passed under snowflake.at, or none, which is that of the run's beginning (both in UTC)."
                            .formatted(endpoint.url(), at, now));
        }
        return new SnowflakeMoment(
                session,
                SnowflakeNames.of(endpoint),
                endpoint.url() + " " + settings.database(),
                at);
    }

    /** {@code visible}: the instant in UTC. */
    @Override
    public Snapshot snapshot() {
        return new Snapshot(at, at, server, "");
    }

    /** What is written behind a table's name to see it as it was at a snapshot. */
    static String clause(Snapshot snapshot) {
        return " AT(TIMESTAMP => '%s +00:00'::TIMESTAMP_TZ)".formatted(snapshot.visible());
    }

    /**
     * What follows FROM: a table as it was at a snapshot, of which a filter chooses rows.
     *
     * @param where the operator's, who may end it with a comment; null for all rows
     */
    static String from(
            SnowflakeNames names, TableName table, Snapshot snapshot, @Nullable String where) {
        return names.quote(table)
                + clause(snapshot)
                + (where == null ? "" : " WHERE (" + where + "\n)");
    }

    @Override
    public String consistency() {
        return "snapshot";
    }

    @Override
    public Catalog catalog(TableSelection selection) {
        return session.run(
                "read the catalog",
                connection -> new SnowflakeCatalog(connection, names).read(selection));
    }

    /** Buckets of the rows' own hash. */
    @Override
    public List<ChunkPlan> cut(TablePlan table, ChunkingSpec chunking) {
        long bytes = table.estimatedBytes() * UNPACKED;
        return ChunkPlan.buckets(table.estimatedRows(), bytes, chunking.aimed(bytes));
    }

    @Override
    public void close() {}
}
