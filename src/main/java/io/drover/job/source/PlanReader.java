package io.drover.job.source;

import io.drover.catalog.PostgresCatalog;
import io.drover.catalog.TableSelection;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.MigrationPlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.KeyBoundaries;
import io.drover.plan.Planner;
import io.drover.plan.TargetNames;
import io.drover.spec.EndpointSpec;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Reads what a plan is made of and makes it. The source is read over the caller's connection, so
 * that a migration plans in the very snapshot that its rows are read under.
 *
 * <p>Runs on: driver. Repeats: reads only.
 */
public final class PlanReader {
    private final MigrationSpec spec;

    public PlanReader(MigrationSpec spec) {
        this.spec = spec;
    }

    /** The plan; the source's connection is left as it was, the target's is opened and closed. */
    public MigrationPlan plan(Connection source) {
        return plan(PostgresSource.on(spec, source));
    }

    /** The plan of a source at its moment. */
    public MigrationPlan plan(SourceSide source) {
        Catalog sourceCatalog = source.catalog();
        return source.complete(
                Planner.plan(
                        spec,
                        sourceCatalog,
                        target(sourceCatalog),
                        source.boundaries(sourceCatalog)));
    }

    /** Where tables are cut that cannot be cut by blocks. */
    public List<KeyBoundaries> boundaries(Connection source, Catalog catalog) {
        return PostgresSource.on(spec, source).boundaries(catalog);
    }

    /** The selected part of the source's catalog. */
    public Catalog source(Connection source) {
        return PostgresSource.on(spec, source).catalog();
    }

    /** What the spec selects. */
    public static TableSelection selection(MigrationSpec spec) {
        return TableSelection.of(
                spec.select(), spec.tables().stream().map(TableSpec::name).toList());
    }

    /** What stands in the target where the source's tables go. */
    public Catalog target(Catalog source) {
        TargetNames names = new TargetNames(spec);
        TableSelection selection =
                TableSelection.standing(names.targets(source), names.schemas(source));
        try (Connection connection = open(Side.TARGET, spec.target(), spec.name())) {
            return PostgresCatalog.read(Side.TARGET, connection, selection);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(Side.TARGET, "close a connection to the target", failure);
        }
    }

    /** A connection in a transaction that sees one instant and writes nothing. */
    public static Connection open(Side side, EndpointSpec endpoint, String migration) {
        Connection connection =
                Connections.open(
                        side,
                        endpoint,
                        new Session("drover " + migration + " plan", Session.Timeouts.STATEMENT));
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            return connection;
        } catch (SQLException failure) {
            try {
                connection.close();
            } catch (SQLException second) {
                failure.addSuppressed(second);
            }
            throw SqlFailures.wrap(side, "open a snapshot of the " + side, failure);
        }
    }
}
