package io.drover.job.reconcile;

import io.drover.catalog.PostgresCatalog;
import io.drover.catalog.TableSelection;
import io.drover.engine.Engines;
import io.drover.engine.Moment;
import io.drover.jdbc.SnapshotHolder;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.Nullable;
import io.drover.model.Snapshot;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import java.sql.Connection;
import java.util.List;

/**
 * One side of a proof at one moment, which is held until this is closed: a PostgreSQL, or another
 * engine.
 *
 * <p>Runs on: driver.
 */
interface ProofSide extends AutoCloseable {
    /**
     * Opens a side.
     *
     * @param readers how many tasks of one JVM read at once at most
     */
    static ProofSide open(Side side, EndpointSpec endpoint, String application, int readers) {
        return Engines.covers(endpoint)
                ? new OfEngine(
                        endpoint.type(),
                        Engines.of(endpoint).open(side, endpoint, application, readers))
                : new OfPostgres(side, SnapshotHolder.open(side, endpoint, application));
    }

    Snapshot snapshot();

    Catalog catalog(TableSelection selection);

    /** Inside the snapshot, for questions about the catalog; null of an engine. */
    @Nullable
    Connection connection();

    /** Why its readers may not see one moment; null where they do. */
    @Nullable
    String fuzzy();

    /** The chunks that an auditor reads; of an engine only. */
    List<ChunkPlan> cut(TablePlan table, ChunkingSpec chunking);

    @Override
    void close();

    /** A PostgreSQL under an exported snapshot. */
    record OfPostgres(Side side, SnapshotHolder holder) implements ProofSide {
        @Override
        public Snapshot snapshot() {
            return holder.snapshot();
        }

        @Override
        public Catalog catalog(TableSelection selection) {
            return PostgresCatalog.read(side, holder.connection(), selection);
        }

        @Override
        public Connection connection() {
            return holder.connection();
        }

        @Override
        public @Nullable String fuzzy() {
            return null;
        }

        @Override
        public List<ChunkPlan> cut(TablePlan table, ChunkingSpec chunking) {
            throw new IllegalStateException("A PostgreSQL has no auditor: " + table.source());
        }

        @Override
        public void close() {
            holder.close();
        }
    }

    /** Another engine. */
    record OfEngine(String type, Moment moment) implements ProofSide {
        private static final String ONE_MOMENT = "snapshot";

        @Override
        public Snapshot snapshot() {
            return moment.snapshot();
        }

        @Override
        public Catalog catalog(TableSelection selection) {
            return moment.catalog(selection);
        }

        @Override
        public @Nullable Connection connection() {
            return null;
        }

        @Override
        public @Nullable String fuzzy() {
            return moment.consistency().equals(ONE_MOMENT) ? null : moment.consistency();
        }

        @Override
        public List<ChunkPlan> cut(TablePlan table, ChunkingSpec chunking) {
            return moment.cut(table, chunking);
        }

        @Override
        public void close() {
            moment.close();
        }
    }
}
