package io.drover.engine.files;

import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.spec.FilesSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Makes a load's files the table's. Repeats: each step is looked for before it is done, so that it
 * goes on wherever it was killed. The files that a replace left behind stay, in a folder beginning
 * with {@code _before-}, until the next one or {@code migrate --release}.
 */
final class PublishedLoad {
    static final String BEFORE = "_before-";

    private final Configuration configuration;
    private final FilesSpec spec;
    private final FileSystem system;
    private final Path folder;
    private final StoredTable table;
    private final StagedParts staged;

    PublishedLoad(
            Configuration configuration,
            FilesSpec spec,
            Path folder,
            StoredTable table,
            StagedParts staged)
            throws IOException {
        this.configuration = configuration;
        this.spec = spec;
        this.system = folder.getFileSystem(configuration);
        this.folder = folder;
        this.table = table;
        this.staged = staged;
    }

    void publish() throws IOException {
        Manifest old = Manifest.read(system, folder, spec);
        String load = StagedParts.key(table);
        Manifest now = old;
        if (old == null || !old.loads().contains(load)) {
            now = joined(old, load);
            now.write(configuration, folder);
        }
        if (table.plan().mode() == LoadMode.REPLACE) {
            putAway(now);
        }
    }

    private Manifest joined(@Nullable Manifest old, String load) throws IOException {
        List<Manifest.Column> columns = new ArrayList<>();
        for (ColumnPlan column : table.plan().columns()) {
            columns.add(
                    new Manifest.Column(column.target(), column.targetType(), column.notNull()));
        }
        boolean append = table.plan().mode() == LoadMode.APPEND && old != null;
        if (append && !types(old.columns()).equals(types(columns))) {
            throw new MigrationException(
                    ErrorKind.TARGET,
                    "Cannot append to %s: it has the columns %s, and the rows %s. Replace it, or make them the same by rules."
                            .formatted(
                                    table.plan().target(), types(old.columns()), types(columns)));
        }
        List<Manifest.Part> parts = new ArrayList<>(append ? old.files() : List.of());
        List<String> loads = new ArrayList<>(append ? old.loads() : List.of());
        loads.add(load);
        parts.addAll(moved(load));
        return new Manifest(Manifest.settings(spec), columns, loads, parts);
    }

    private static List<String> types(List<Manifest.Column> columns) {
        return columns.stream().map(column -> column.name() + " " + column.type()).toList();
    }

    /** The part files, moved to where readers may see them; those that are there by now stay. */
    private List<Manifest.Part> moved(String load) throws IOException {
        String into = "load-" + load;
        system.mkdirs(new Path(folder, into));
        List<Manifest.Part> moved = new ArrayList<>();
        for (StagedParts.Batch batch : staged.batches()) {
            for (Manifest.Part part : batch.parts()) {
                String name =
                        "%s/part-%d-%08d.%s"
                                .formatted(
                                        into,
                                        table.loadId(),
                                        part.chunk(),
                                        spec.format().name().toLowerCase(Locale.ROOT));
                Path from = new Path(staged.folder(), part.name());
                Path to = new Path(folder, name);
                if (!system.exists(to) && !system.rename(from, to)) {
                    throw new IOException("cannot rename " + from + " to " + to);
                }
                moved.add(
                        new Manifest.Part(
                                name,
                                load,
                                part.chunk(),
                                part.rows(),
                                part.bytes(),
                                part.sha256()));
            }
        }
        return moved;
    }

    /** Hides the folders of loads that the manifest no longer names, and drops what was hidden. */
    private void putAway(Manifest now) throws IOException {
        List<Path> replaced = new ArrayList<>();
        List<Path> hidden = new ArrayList<>();
        for (FileStatus found : system.listStatus(folder)) {
            String name = found.getPath().getName();
            if (name.startsWith(BEFORE)) {
                hidden.add(found.getPath());
            } else if (name.startsWith("load-")
                    && !now.loads().contains(name.substring("load-".length()))) {
                replaced.add(found.getPath());
            }
        }
        if (replaced.isEmpty()) {
            return;
        }
        for (Path path : hidden) {
            system.delete(path, true);
        }
        for (Path path : replaced) {
            system.rename(path, new Path(folder, BEFORE + path.getName()));
        }
    }
}
