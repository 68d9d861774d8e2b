package io.drover.job.source;

import io.drover.engine.Engines;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.run.SparkAccess;
import io.drover.model.MigrationPlan;
import io.drover.model.SequencePlan;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.KeyBoundaries;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * The source of a run at one moment, which is held until this is closed: a PostgreSQL, or another
 * engine.
 *
 * <p>Runs on: driver.
 */
public interface SourceSide extends AutoCloseable {
    /**
     * Opens the spec's source, or adopts the snapshot that the spec names.
     *
     * @param readers how many tasks of one JVM read at once at most
     */
    static SourceSide open(MigrationSpec spec, String purpose, int readers) {
        String application = "drover " + spec.name() + " " + purpose;
        return Engines.covers(spec.source())
                ? new EngineSource(
                        spec,
                        Engines.of(spec.source())
                                .open(Side.SOURCE, spec.source(), application, readers))
                : PostgresSource.open(spec, application);
    }

    /** How many tasks of one JVM read at once; PostgreSQL's readers come when they like. */
    static int readers(MigrationSpec spec, Supplier<SparkSession> sessions) {
        return Engines.covers(spec.source())
                ? new SparkAccess(sessions.get())
                        .share(spec.source().maxConnections() - 1, "source.max-connections")
                : 1;
    }

    Snapshot snapshot();

    /** The selected part of its catalog, in logical types. */
    Catalog catalog();

    /** Where tables are cut that the plan cuts by key. */
    List<KeyBoundaries> boundaries(Catalog catalog);

    /** The tables in the chunks that only the source can cut. */
    List<TablePlan> cut(List<TablePlan> tables);

    /** The plan with what only the source knows: how its tables are cut, what its moment is. */
    MigrationPlan complete(MigrationPlan plan);

    /** Keeps the tables from being rewritten under their readers, where that can happen. */
    void hold(List<TableName> tables);

    /** What tells a rewritten table from the same one, by the plan's numbers. */
    Map<Integer, Long> relationFiles(List<TablePlan> tables);

    /** The sequences with the values that they have now. */
    List<SequencePlan> sequences(List<SequencePlan> planned);

    /**
     * The connection inside the moment.
     *
     * @throws IllegalStateException where the source is no PostgreSQL
     */
    Connection connection();

    @Override
    void close();
}
