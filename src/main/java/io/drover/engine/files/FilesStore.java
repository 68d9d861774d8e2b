package io.drover.engine.files;

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
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.EndpointSpec;
import io.drover.spec.FilesSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Folders of files as a target, one for each table. Part files are written where no reader looks;
 * at the end they are moved beside each other, and a new {@link Manifest} takes them in. A killed
 * driver or task leaves each row once: only what the manifest names is the table.
 */
final class FilesStore implements Store {
    private static final String DELETE = "DELETE THE FOLDERS ";
    private static final String REPLACED = PublishedLoad.BEFORE + "*";

    private final EndpointSpec endpoint;
    private final FilesSpec spec;
    private final Configuration configuration;
    private final FileSystem system;
    private final Path root;

    FilesStore(EndpointSpec endpoint) {
        this.endpoint = endpoint;
        this.spec = (FilesSpec) endpoint.engine();
        this.configuration = HadoopFiles.configuration(endpoint);
        if (spec.encoding() != null && !spec.encoding().equals("UTF-8")) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot write files in %s: a target's files are UTF-8. Leave files.encoding out."
                            .formatted(spec.encoding()));
        }
        if (!spec.csv().header()) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot write files without a header: their columns would have no names. Set files.header = true.");
        }
        try {
            this.root = HadoopFiles.root(endpoint);
            this.system = root.getFileSystem(configuration);
            system.mkdirs(root);
        } catch (IOException failure) {
            throw HadoopFiles.failure(ErrorKind.TARGET, "open " + endpoint.url(), failure);
        }
    }

    private Path folder(TableName table) {
        return new Path(root, table.name());
    }

    private @Nullable Manifest manifest(TableName table) throws IOException {
        return Manifest.read(system, folder(table), spec);
    }

    private MigrationException failure(String attempted, IOException failure) {
        return HadoopFiles.failure(ErrorKind.TARGET, attempted, failure);
    }

    @Override
    public Catalog standing(TableSelection selection) {
        try {
            List<TableName> names = new ArrayList<>();
            for (FileStatus found : system.listStatus(root)) {
                if (found.isDirectory()
                        && system.exists(new Path(found.getPath(), Manifest.NAME))) {
                    names.add(new TableName(FileTable.SCHEMA, found.getPath().getName()));
                }
            }
            List<TableInfo> tables = new ArrayList<>();
            for (TableName name : selection.names(names)) {
                tables.add(FileCatalogs.table(name, manifest(name)));
            }
            Listing nothing = new Listing(root.toString(), List.of(), "", List.of());
            return FileCatalogs.catalog(nothing, spec, tables, List.of());
        } catch (IOException failure) {
            throw failure("list " + root, failure);
        }
    }

    @Override
    public StoredType type(ColumnInfo column) {
        return StoredFileTypes.of(spec, column);
    }

    @Override
    public TableName place(TableName wanted) {
        return new TableName(FileTable.SCHEMA, wanted.name());
    }

    @Override
    public int chunksAtOnce() {
        return 32;
    }

    /** Nothing is in a manifest before the last step. */
    @Override
    public boolean keepsApart(LoadMode mode) {
        return true;
    }

    @Override
    public void forget(StoredTable table) {
        try {
            staged(table).forget();
        } catch (IOException failure) {
            throw failure("forget a load of " + table.plan().target(), failure);
        }
    }

    private StagedParts staged(StoredTable table) throws IOException {
        return new StagedParts(configuration, folder(table.plan().target()), table);
    }

    @Override
    public List<PlanWarning> notCarried(List<StoredTable> tables) {
        return LeftBehind.everything(tables, "a folder of files");
    }

    @Override
    public List<DdlStep> ddl(List<StoredTable> tables) {
        List<DdlStep> steps = new ArrayList<>();
        for (StoredTable table : tables) {
            TableName target = table.plan().target();
            refuse(table);
            steps.add(
                    new DdlStep(
                            steps.size(),
                            DdlPhase.SWAP,
                            table.plan().number(),
                            "manifest of " + target,
                            "%s the files of this load %s the manifest %s"
                                    .formatted(
                                            table.plan().mode() == LoadMode.APPEND
                                                    ? "ADD"
                                                    : "REPLACE BY",
                                            table.plan().mode() == LoadMode.APPEND ? "to" : "in",
                                            new Path(folder(target), Manifest.NAME))));
        }
        for (StoredTable table : tables) {
            if (table.plan().mode() == LoadMode.REPLACE && stands(table.plan().target())) {
                steps.add(
                        new DdlStep(
                                steps.size(),
                                DdlPhase.RELEASE,
                                table.plan().number(),
                                "replaced files of " + table.plan().target(),
                                DELETE + new Path(folder(table.plan().target()), REPLACED)));
            }
        }
        return steps;
    }

    private boolean stands(TableName table) {
        try {
            return manifest(table) != null;
        } catch (IOException failure) {
            throw failure("look into " + folder(table), failure);
        }
    }

    private void refuse(StoredTable table) {
        TableName target = table.plan().target();
        if (table.plan().mode() == LoadMode.UPSERT) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot upsert into %s: files have no keys. Use replace or append."
                            .formatted(target));
        }
        try {
            Path folder = folder(target);
            if (manifest(target) != null || !system.exists(folder)) {
                return;
            }
            for (FileStatus found : system.listStatus(folder)) {
                if (!found.getPath().getName().startsWith("_")
                        && !found.getPath().getName().startsWith(".")) {
                    throw new MigrationException(
                            ErrorKind.TARGET,
                            "Cannot write table %s to %s: files are there that Drover did not write, such as %s. Move them away, or name another url."
                                    .formatted(target, folder, found.getPath().getName()));
                }
            }
        } catch (IOException failure) {
            throw failure("look into " + folder(target), failure);
        }
    }

    /** The one to release names its folders itself. */
    @Override
    public void run(DdlStep step) {
        if (step.phase() != DdlPhase.RELEASE || !step.sql().startsWith(DELETE)) {
            throw new IllegalArgumentException("Of no table: " + step);
        }
        try {
            FileStatus[] kept = system.globStatus(new Path(step.sql().substring(DELETE.length())));
            for (FileStatus each : kept == null ? new FileStatus[0] : kept) {
                system.delete(each.getPath(), true);
            }
        } catch (IOException failure) {
            throw failure("run " + step.sql(), failure);
        }
    }

    @Override
    public void run(DdlStep step, StoredTable table) {
        if (step.phase() == DdlPhase.RELEASE) {
            run(step);
            return;
        }
        Path folder = folder(table.plan().target());
        try {
            new PublishedLoad(configuration, spec, folder, table, staged(table)).publish();
        } catch (IOException failure) {
            throw failure("publish the files of " + table.plan().target(), failure);
        }
    }

    @Override
    public Map<Integer, StoredChunk> loaded(StoredTable table) {
        try {
            return staged(table).loaded();
        } catch (IOException failure) {
            throw failure("read what was loaded of " + table.plan().target(), failure);
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
            return new PartWriter(endpoint, configuration, table, staged(table))
                    .write(rows, chunks, watcher);
        } catch (IOException failure) {
            throw failure("write the files of " + table.plan().target(), failure);
        }
    }

    /** The session is the command's. */
    @Override
    public void close() {}
}
