package io.drover.engine.files;

import io.drover.catalog.TableSelection;
import io.drover.engine.Moment;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ChunkPlan;
import io.drover.model.PlanWarning;
import io.drover.model.Snapshot;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import io.drover.spec.FilesSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Files that Spark reads, as they were when this was opened. A chunk is a bucket of their rows. */
final class SparkMoment implements Moment {
    private final ErrorKind side;
    private final EndpointSpec endpoint;
    private final Listing listing;
    private final ScanTasks tasks;
    private final Map<TableName, SparkFiles> known = new HashMap<>();

    SparkMoment(ErrorKind side, EndpointSpec endpoint, int readers) {
        this.side = side;
        this.endpoint = endpoint;
        this.listing = Listing.of(side, endpoint);
        this.tasks = new ScanTasks(Math.max(1, readers));
    }

    @Override
    public Snapshot snapshot() {
        return FileCatalogs.snapshot(listing);
    }

    @Override
    public String consistency() {
        return "snapshot";
    }

    @Override
    public Catalog catalog(TableSelection selection) {
        FilesSpec spec = (FilesSpec) endpoint.engine();
        FileTypes types = new FileTypes(spec);
        List<TableInfo> tables = new ArrayList<>();
        List<PlanWarning> warnings = new ArrayList<>(listing.ignored());
        List<TableName> all = listing.tables().stream().map(FileTable::name).toList();
        for (TableName name : selection.names(all)) {
            Manifest manifest = listing.table(name).manifest();
            if (manifest != null) {
                tables.add(FileCatalogs.table(name, manifest));
                continue;
            }
            SparkFiles files = files(name);
            tables.add(
                    FileCatalogs.table(
                            name,
                            SparkFileTypes.columns(types, name, files.schema()),
                            files.table().bytes(),
                            files.rows()));
        }
        types.refuseUnmet();
        return FileCatalogs.catalog(listing, spec, tables, warnings);
    }

    private SparkFiles files(TableName name) {
        return known.computeIfAbsent(
                name, wanted -> SparkFiles.of(endpoint, session(), listing.table(wanted), tasks));
    }

    static SparkSession session() {
        return SparkSession.builder().getOrCreate();
    }

    @Override
    public List<ChunkPlan> cut(TablePlan table, ChunkingSpec chunking) {
        if (table.where() != null) {
            throw new MigrationException(
                    side,
                    "Cannot filter table %s by where: files have no language for it. Write it as a filter, in Spark SQL."
                            .formatted(table.source()));
        }
        FileTable files = listing.table(table.source());
        long bytes = files.bytes();
        long rows =
                files.manifest() != null ? files.manifest().rows() : files(table.source()).rows();
        return ChunkPlan.buckets(rows, bytes, chunking.aimed(bytes));
    }

    @Override
    public void close() {
        // Nothing is held open: each file is looked at again when it is read.
    }
}
