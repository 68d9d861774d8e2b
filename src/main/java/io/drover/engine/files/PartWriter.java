package io.drover.engine.files;

import io.drover.engine.StoredChunk;
import io.drover.engine.StoredRows;
import io.drover.engine.StoredTable;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ColumnPlan;
import io.drover.spec.EndpointSpec;
import io.drover.spec.FilesSpec;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * Writes the rows of a batch of chunks, a file for each chunk that has some, counts what the files
 * hold by reading them again, and notes the batch. A task that runs twice leaves one file, as
 * Spark's committer sees to it.
 */
final class PartWriter {
    private final EndpointSpec endpoint;
    private final FilesSpec spec;
    private final Configuration configuration;
    private final StoredTable table;
    private final StagedParts staged;

    PartWriter(
            EndpointSpec endpoint,
            Configuration configuration,
            StoredTable table,
            StagedParts staged) {
        this.endpoint = endpoint;
        this.spec = (FilesSpec) endpoint.engine();
        this.configuration = configuration;
        this.table = table;
        this.staged = staged;
    }

    Map<Integer, StoredChunk> write(Dataset<Row> rows, List<Integer> chunks, StoredRows watcher)
            throws IOException {
        String batch = staged.batchFolder(chunks.get(0));
        Path folder = new Path(staged.folder(), batch);
        String format = spec.format().name().toLowerCase(Locale.ROOT);
        if (SparkFileTypes.covers(spec.format())) {
            // Days before 1582 as they are: readers since Spark 3 and all others count them so.
            for (String each : List.of("parquet", "avro")) {
                rows.sparkSession()
                        .conf()
                        .set("spark.sql." + each + ".datetimeRebaseModeInWrite", "CORRECTED");
            }
            // Spark's own 96 bits have a calendar of their own, and few other readers.
            rows.sparkSession()
                    .conf()
                    .set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
            rows.write().mode(SaveMode.Overwrite).format(format).save(folder.toString());
        } else {
            rows.mapPartitions(new TextLines(spec, names(), types()), Encoders.STRING())
                    .write()
                    .mode(SaveMode.Overwrite)
                    .text(folder.toString());
        }
        List<SourceFile> files = files(folder, batch);
        EndpointSpec at = endpoint;
        List<String> columns = names();
        List<Manifest.Part> parts = new ArrayList<>();
        List<Manifest.Part> found = new ScanTasks(2).run(files, file -> part(at, file, columns));
        long written = 0;
        for (int number = 0; number < files.size(); number++) {
            Manifest.Part part = found.get(number);
            int chunk = chunks.get(partition(files.get(number).name()));
            written += part.rows();
            if (part.rows() > 0) {
                parts.add(
                        new Manifest.Part(
                                part.name(),
                                StagedParts.key(table),
                                chunk,
                                part.rows(),
                                part.bytes(),
                                part.sha256()));
            }
        }
        return noted(chunks, watcher, written, parts);
    }

    private Map<Integer, StoredChunk> noted(
            List<Integer> chunks, StoredRows watcher, long written, List<Manifest.Part> parts)
            throws IOException {
        Map<Integer, StoredChunk> now = new TreeMap<>();
        List<StagedParts.Fate> fates = new ArrayList<>();
        long handed = 0;
        for (int chunk : chunks) {
            long loaded = watcher.handed(chunk);
            long aside = watcher.aside(chunk);
            handed += loaded;
            now.put(chunk, new StoredChunk(chunk, loaded + aside, loaded, aside));
            fates.add(new StagedParts.Fate(chunk, loaded + aside, loaded, aside));
        }
        if (handed != written) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot vouch for the files of %s: %d rows were handed over and %d are in them. None of them is in the table; give the same command again, and report it if it stays so."
                            .formatted(table.plan().target(), handed, written));
        }
        staged.add(new StagedParts.Batch(fates, parts));
        return now;
    }

    private List<String> names() {
        return table.plan().columns().stream().map(ColumnPlan::target).toList();
    }

    private List<String> types() {
        return table.plan().columns().stream().map(ColumnPlan::targetType).toList();
    }

    private List<SourceFile> files(Path folder, String batch) throws IOException {
        FileSystem system = folder.getFileSystem(configuration);
        List<SourceFile> files = new ArrayList<>();
        for (FileStatus found : system.listStatus(folder)) {
            if (found.getPath().getName().startsWith("part-")) {
                files.add(
                        new SourceFile(
                                batch + "/" + found.getPath().getName(),
                                found.getPath().toString(),
                                found.getLen(),
                                found.getModificationTime()));
            }
        }
        return files.stream().sorted().toList();
    }

    /** The number of the partition that a file of Spark's is of. */
    private static int partition(String name) {
        int at = name.lastIndexOf("part-") + "part-".length();
        return Integer.parseInt(name.substring(at, name.indexOf('-', at)));
    }

    /** What a file holds, as it is read again. */
    private static Manifest.Part part(
            EndpointSpec endpoint, SourceFile file, List<String> columns) {
        FilesSpec spec = (FilesSpec) endpoint.engine();
        try {
            long rows;
            if (SparkFileTypes.covers(spec.format())) {
                rows = FileFooter.of(endpoint, file).rows();
            } else {
                rows = 0;
                try (Records records =
                        new TextFormat(endpoint)
                                .records(
                                        FilePiece.whole(file),
                                        columns,
                                        java.util.Set.of(),
                                        TextFormat.longestWhileScanning())) {
                    while (records.next()) {
                        rows++;
                    }
                }
            }
            return new Manifest.Part(
                    file.name(), "", 0, rows, file.length(), digest(endpoint, file));
        } catch (IOException failure) {
            throw TextInput.failure(file, failure);
        }
    }

    private static String digest(EndpointSpec endpoint, SourceFile file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Path path = new Path(file.path());
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = HadoopFiles.of(path, endpoint).open(path)) {
                int count = in.read(buffer);
                while (count >= 0) {
                    digest.update(buffer, 0, count);
                    count = in.read(buffer);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
