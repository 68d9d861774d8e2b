package io.drover.engine.delta;

import io.drover.catalog.TableSelection;
import io.drover.engine.LeftBehind;
import io.drover.engine.Store;
import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.engine.StoredType;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.LoadMode;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.spec.EndpointSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.Snapshot;

/**
 * Delta tables as a target. The rows of a load are written as files that no version of the table
 * names, batch by batch, each noted in a manifest when it is complete; at the end one version takes
 * them all in. So a reader sees the table before or after, a killed run goes on behind its last
 * batch, and files are as large as a batch allows.
 */
final class DeltaStore implements Store {
    private final DeltaTables tables;
    private final DeltaDdl ddl;

    DeltaStore(EndpointSpec endpoint) {
        this.tables = new DeltaTables(endpoint);
        this.ddl = new DeltaDdl(tables);
    }

    @Override
    public Catalog standing(TableSelection selection) {
        return new DeltaCatalog(tables).read(selection, tables::newest);
    }

    @Override
    public StoredType type(ColumnInfo column) {
        return DeltaTypes.of(column);
    }

    @Override
    public TableName place(TableName wanted) {
        return new TableName(DeltaTables.SCHEMA, wanted.name());
    }

    @Override
    public int chunksAtOnce() {
        return tables.settings().chunksAtOnce();
    }

    /** Nothing is in a version of the table before the last step. */
    @Override
    public boolean keepsApart(LoadMode mode) {
        return true;
    }

    @Override
    public void forget(StoredTable table) {
        try {
            staged(table).forget();
        } catch (IOException failure) {
            throw DeltaTables.unreadable(tables.path(table.plan().target()), failure);
        }
    }

    /** A CHECK is an expression of PostgreSQL's; what Spark makes of it need not be the same. */
    @Override
    public List<PlanWarning> notCarried(List<StoredTable> planned) {
        return LeftBehind.butNotNull(planned, "Delta");
    }

    @Override
    public List<DdlStep> ddl(List<StoredTable> planned) {
        List<DdlStep> steps = new ArrayList<>();
        for (StoredTable table : planned) {
            if (!tables.stands(table.plan().target())) {
                steps.add(ddl.create(steps.size(), table));
            }
        }
        for (StoredTable table : planned) {
            Snapshot newest = tables.newest(table.plan().target());
            steps.add(ddl.publish(steps.size(), table, newest == null ? 0 : newest.version()));
        }
        return steps;
    }

    @Override
    public void run(DdlStep step) {
        throw new IllegalArgumentException("Of no table: " + step);
    }

    @Override
    public void run(DdlStep step, StoredTable table) {
        if (step.phase() == DdlPhase.PRE_DATA) {
            create(step, table);
            return;
        }
        try {
            new DeltaVersion(tables, ddl, table, staged(table))
                    .publish(DeltaDdl.versionBefore(step));
        } catch (IOException failure) {
            throw DeltaTables.unreadable(tables.path(table.plan().target()), failure);
        }
    }

    private void create(DdlStep step, StoredTable table) {
        DeltaTables.session().sql(step.sql());
        Snapshot made = tables.newest(table.plan().target());
        if (made == null || made.version() != 0) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot make %s: it did not stand when the plan was made, and now it does. Give `migrate --restart`, which plans anew."
                            .formatted(tables.sql(table.plan().target())));
        }
    }

    @Override
    public Map<Integer, StoredChunk> loaded(StoredTable table) {
        try {
            return StagedChunks.chunks(staged(table).batches());
        } catch (IOException failure) {
            throw DeltaTables.unreadable(tables.path(table.plan().target()), failure);
        }
    }

    @Override
    public Map<Integer, StoredChunk> load(
            SparkSession session,
            StoredTable table,
            Dataset<Row> rows,
            List<Integer> chunks,
            StoredRows watcher) {
        try {
            return new DeltaWriter(tables, ddl, table, staged(table)).write(rows, chunks, watcher);
        } catch (IOException failure) {
            throw DeltaTables.unreadable(tables.path(table.plan().target()), failure);
        }
    }

    private StagedChunks staged(StoredTable table) {
        Path path = tables.path(table.plan().target());
        return new StagedChunks(path, table);
    }

    /** The session is the command's. */
    @Override
    public void close() {}
}
