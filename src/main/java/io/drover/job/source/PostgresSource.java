package io.drover.job.source;

import io.drover.catalog.KeyBoundaryReader;
import io.drover.catalog.PostgresCatalog;
import io.drover.extract.SourceLocks;
import io.drover.extract.SourceState;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.MigrationPlan;
import io.drover.model.Nullable;
import io.drover.model.SequencePlan;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.KeyBoundaries;
import io.drover.plan.Planner;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.util.List;
import java.util.Map;

/** A PostgreSQL as the source: one exported snapshot, and the connection that holds it. */
final class PostgresSource implements SourceSide {
    private final MigrationSpec spec;
    private final Connection connection;
    private final @Nullable SnapshotHolder holder;

    private PostgresSource(
            MigrationSpec spec, Connection connection, @Nullable SnapshotHolder holder) {
        this.spec = spec;
        this.connection = connection;
        this.holder = holder;
    }

    static PostgresSource open(MigrationSpec spec, String application) {
        return of(spec, SnapshotHolder.open(Side.SOURCE, spec.source(), application));
    }

    /** A snapshot that is held already; closing this closes it. */
    static PostgresSource of(MigrationSpec spec, SnapshotHolder holder) {
        return new PostgresSource(spec, holder.connection(), holder);
    }

    /** Somebody else's connection in a transaction of its own, for planning only. */
    static PostgresSource on(MigrationSpec spec, Connection connection) {
        return new PostgresSource(spec, connection, null);
    }

    @Override
    public Snapshot snapshot() {
        if (holder == null) {
            throw new IllegalStateException("No snapshot is exported on a planning connection");
        }
        return holder.snapshot();
    }

    @Override
    public Catalog catalog() {
        return PostgresCatalog.read(Side.SOURCE, connection, PlanReader.selection(spec));
    }

    @Override
    public List<KeyBoundaries> boundaries(Catalog catalog) {
        return Planner.keyRequests(spec, catalog).stream()
                .map(request -> KeyBoundaryReader.read(Side.SOURCE, connection, request))
                .toList();
    }

    @Override
    public List<TablePlan> cut(List<TablePlan> tables) {
        return tables;
    }

    @Override
    public MigrationPlan complete(MigrationPlan plan) {
        return plan;
    }

    @Override
    public void hold(List<TableName> tables) {
        SourceLocks.hold(connection, tables);
    }

    @Override
    public Map<Integer, Long> relationFiles(List<TablePlan> tables) {
        return SourceState.relationFiles(connection, tables);
    }

    @Override
    public List<SequencePlan> sequences(List<SequencePlan> planned) {
        return SourceState.sequences(connection, planned);
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        if (holder != null) {
            holder.close();
        }
    }
}
