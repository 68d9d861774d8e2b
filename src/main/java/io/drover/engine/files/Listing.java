package io.drover.engine.files;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.spec.EndpointSpec;
import io.drover.spec.FilesSpec;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which files of an endpoint are which table. A file is a table of its name without extensions, a
 * sub-folder one of all files in it and below, and {@code files.tables} names others by pattern.
 * What begins with {@code _} or {@code .} is nobody's.
 *
 * @param digest of the names, sizes and modification times of all files
 * @param ignored files that are no table's, as their extension is another format's
 */
record Listing(String root, List<FileTable> tables, String digest, List<PlanWarning> ignored) {
    private static final Set<String> COMPRESSED =
            Set.of("gz", "bz2", "zst", "deflate", "snappy", "lz4");

    static Listing of(ErrorKind side, EndpointSpec endpoint) {
        try {
            return new Reader(endpoint).read();
        } catch (FileNotFoundException missing) {
            throw new MigrationException(
                    side,
                    "Cannot list %s: there is no such folder or file. Check the url of the endpoint."
                            .formatted(endpoint.url()),
                    missing);
        } catch (IOException failure) {
            throw HadoopFiles.failure(side, "list " + endpoint.url(), failure);
        }
    }

    FileTable table(TableName name) {
        return tables.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new MigrationException(
                                        ErrorKind.SPEC,
                                        "Cannot read table %s: no file or sub-folder of %s is it. Its tables are %s."
                                                .formatted(
                                                        name,
                                                        root,
                                                        tables.stream()
                                                                .map(FileTable::name)
                                                                .toList())));
    }

    private static final class Reader {
        private final FilesSpec spec;
        private final Path root;
        private final FileSystem system;
        private final Map<String, FileTable> tables = new TreeMap<>();
        private final Set<String> taken = new HashSet<>();
        private final List<PlanWarning> ignored = new ArrayList<>();

        Reader(EndpointSpec endpoint) throws IOException {
            this.spec = (FilesSpec) endpoint.engine();
            this.root = HadoopFiles.root(endpoint);
            this.system = root.getFileSystem(HadoopFiles.configuration(endpoint));
        }

        Listing read() throws IOException {
            for (Map.Entry<String, String> table : spec.tables().entrySet()) {
                List<SourceFile> files = new ArrayList<>();
                for (FileStatus found : matches(new Path(root, table.getValue()))) {
                    collect(found, files);
                }
                if (files.isEmpty()) {
                    throw new MigrationException(
                            ErrorKind.SPEC,
                            "Cannot find the files of table %s: \"%s\" matches none below %s. Check files.tables."
                                    .formatted(table.getKey(), table.getValue(), root));
                }
                files.forEach(file -> taken.add(file.path()));
                add(table.getKey(), root, files);
            }
            for (FileStatus found : top()) {
                if (hidden(found.getPath())) {
                    continue;
                }
                if (found.isDirectory() && written(found.getPath())) {
                    continue;
                }
                List<SourceFile> files = new ArrayList<>();
                collect(found, files);
                files.removeIf(file -> taken.contains(file.path()));
                if (found.isDirectory() && !files.isEmpty()) {
                    add(found.getPath().getName(), found.getPath(), files);
                } else if (found.isFile() && !files.isEmpty()) {
                    single(found.getPath(), files);
                }
            }
            return new Listing(root.toString(), List.copyOf(tables.values()), digest(), ignored);
        }

        /** Whether the folder is a table that Drover wrote: then only its manifest counts. */
        private boolean written(Path folder) throws IOException {
            Manifest manifest = Manifest.read(system, folder, spec);
            if (manifest == null) {
                return false;
            }
            String name = folder.getName();
            tables.put(
                    name,
                    new FileTable(
                            new TableName(FileTable.SCHEMA, name),
                            folder.toString(),
                            manifest.sources(system, folder, name),
                            manifest));
            return true;
        }

        private FileStatus[] top() throws IOException {
            FileStatus[] found = matches(root);
            if (found.length == 0) {
                throw new FileNotFoundException(root.toString());
            }
            boolean folder = found.length == 1 && found[0].isDirectory();
            return folder ? system.listStatus(found[0].getPath()) : found;
        }

        private FileStatus[] matches(Path pattern) throws IOException {
            FileStatus[] found = system.globStatus(pattern);
            return found == null ? new FileStatus[0] : found;
        }

        private void single(Path path, List<SourceFile> files) {
            String[] parts = path.getName().split("\\.", -1);
            int last = parts.length - 1;
            if (last > 0 && COMPRESSED.contains(parts[last])) {
                last--;
            }
            if (last == 0 || !extensions().contains(parts[last])) {
                ignored.add(
                        new PlanWarning(
                                PlanWarning.Kind.NOT_CARRIED,
                                "file " + path.getName(),
                                "is no table: its name does not end as one of format "
                                        + spec.format().name().toLowerCase(java.util.Locale.ROOT),
                                "name it in files.tables, or read it as an endpoint of its own format"));
                return;
            }
            add(String.join(".", List.of(parts).subList(0, last)), root, files);
        }

        private Set<String> extensions() {
            return switch (spec.format()) {
                case CSV -> Set.of("csv", "txt");
                case TSV -> Set.of("tsv", "tab", "txt");
                case JSONL -> Set.of("jsonl", "ndjson", "json");
                case PARQUET -> Set.of("parquet", "parq");
                case AVRO -> Set.of("avro");
                case ORC -> Set.of("orc");
            };
        }

        private void add(String name, Path folder, List<SourceFile> files) {
            FileTable other =
                    tables.put(
                            name,
                            new FileTable(
                                    new TableName(FileTable.SCHEMA, name),
                                    folder.toString(),
                                    files.stream().sorted().toList(),
                                    null));
            if (other != null) {
                throw new MigrationException(
                        ErrorKind.SPEC,
                        "Cannot tell the files of table %s: %s and %s both bear its name. Put them into one sub-folder, or name them in files.tables."
                                .formatted(name, other.files().get(0).name(), files.get(0).name()));
            }
        }

        private void collect(FileStatus found, List<SourceFile> files) throws IOException {
            if (hidden(found.getPath())) {
                return;
            }
            if (found.isFile()) {
                files.add(file(found));
                return;
            }
            for (FileStatus below : system.listStatus(found.getPath())) {
                collect(below, files);
            }
        }

        private SourceFile file(FileStatus found) {
            String path = found.getPath().toString();
            String folder = root.toString() + "/";
            return new SourceFile(
                    path.startsWith(folder)
                            ? path.substring(folder.length())
                            : found.getPath().getName(),
                    path,
                    found.getLen(),
                    found.getModificationTime());
        }

        private String digest() {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (FileTable table : tables.values()) {
                    for (SourceFile file : table.files()) {
                        String line =
                                "%s\0%s\0%d\0%d\n"
                                        .formatted(
                                                table.name(),
                                                file.path(),
                                                file.length(),
                                                file.modified());
                        digest.update(line.getBytes(StandardCharsets.UTF_8));
                    }
                }
                return HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("Every Java has SHA-256", impossible);
            }
        }
    }

    private static boolean hidden(Path path) {
        return path.getName().startsWith("_") || path.getName().startsWith(".");
    }
}
