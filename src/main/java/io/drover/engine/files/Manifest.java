package io.drover.engine.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.spec.FilesSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * What a table that Drover wrote consists of. It lies in the table's folder and appears whole, in
 * one rename: files that it does not name are none of the table's.
 *
 * @param settings of the files' format, which a reader must have too
 * @param loads whose rows are in it, the last one at the end
 */
record Manifest(String settings, List<Column> columns, List<String> loads, List<Part> files)
        implements Serializable {
    static final String NAME = "_manifest.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    Manifest {
        columns = List.copyOf(columns);
        loads = List.copyOf(loads);
        files = List.copyOf(files);
    }

    /** A column in its logical type. */
    record Column(String name, String type, boolean notNull) implements Serializable {}

    /**
     * A file below the table's folder.
     *
     * @param chunk of the load that its rows are
     * @param sha256 of its bytes
     */
    record Part(String name, String load, int chunk, long rows, long bytes, String sha256)
            implements Serializable {}

    /** What must be the same for a file to be read as it was written. */
    static String settings(FilesSpec spec) {
        return SparkFileTypes.covers(spec.format()) || spec.format() == FilesSpec.Format.JSONL
                ? spec.format().name()
                : "%s header=%s delimiter=%d quote=%d escape=%d nulls=%s"
                        .formatted(
                                spec.format(),
                                spec.csv().header(),
                                spec.csv().delimiter(),
                                spec.csv().quote(),
                                spec.csv().escape(),
                                spec.csv().nulls());
    }

    long rows() {
        return files.stream().mapToLong(Part::rows).sum();
    }

    /** Of a table's folder; null where Drover wrote none. */
    static @Nullable Manifest read(FileSystem system, Path folder, FilesSpec spec)
            throws IOException {
        Path path = new Path(folder, NAME);
        if (!system.exists(path)) {
            return null;
        }
        Manifest manifest;
        try (InputStream in = system.open(path)) {
            manifest = JSON.readValue(in, Manifest.class);
        }
        if (!manifest.settings().equals(settings(spec))) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot use the files of %s: they were written with %s, and the spec says %s. Set files as they were."
                            .formatted(folder.getName(), manifest.settings(), settings(spec)));
        }
        return manifest;
    }

    void write(Configuration configuration, Path folder) throws IOException {
        replace(configuration, new Path(folder, NAME), JSON.writeValueAsBytes(this));
    }

    /**
     * Makes a file appear whole, in place of one that was there: a reader sees the one or the
     * other, whenever the writer dies.
     */
    static void replace(Configuration configuration, Path path, byte[] bytes) throws IOException {
        FileSystem system = path.getFileSystem(configuration);
        Path half = new Path(path.getParent(), "." + path.getName() + ".part");
        if (system instanceof LocalFileSystem local) {
            replaceHere(local, path, half, bytes);
            return;
        }
        try (OutputStream out = system.create(half, true)) {
            out.write(bytes);
        }
        FileContext.getFileContext(path.toUri(), configuration)
                .rename(half, path, Options.Rename.OVERWRITE);
    }

    /**
     * On disk Hadoop's rename with overwriting deletes first, and a file and its checksum never
     * change at once: so it has none, and is renamed by the operating system.
     */
    private static void replaceHere(LocalFileSystem local, Path path, Path half, byte[] bytes)
            throws IOException {
        FileSystem raw = local.getRawFileSystem();
        try (FSDataOutputStream out = raw.create(half, true)) {
            out.write(bytes);
            out.hsync();
        }
        raw.delete(local.getChecksumFile(path), false);
        if (!raw.rename(half, path)) {
            throw new IOException("cannot rename " + half + " to " + path);
        }
    }

    /** The files as they stand now; one that lacks or has another size is refused. */
    List<SourceFile> sources(FileSystem system, Path folder, String below) throws IOException {
        List<SourceFile> sources = new ArrayList<>();
        for (Part part : files) {
            Path path = new Path(folder, part.name());
            if (!system.exists(path) || system.getFileStatus(path).getLen() != part.bytes()) {
                throw new MigrationException(
                        ErrorKind.SOURCE,
                        "Cannot read the table in %s: its manifest names %s with %d bytes, which is not there so. Fetch the whole folder again."
                                .formatted(folder, part.name(), part.bytes()));
            }
            sources.add(
                    new SourceFile(
                            below + "/" + part.name(),
                            system.makeQualified(path).toString(),
                            part.bytes(),
                            system.getFileStatus(path).getModificationTime()));
        }
        return sources;
    }
}
