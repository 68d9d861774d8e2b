package io.drover.engine.sqlite;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.spec.EndpointSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The file behind a URL, and what it shows.
 *
 * <p>Source: SQLite documentation, "Database File Format", 1.3 and 4; "WAL-mode File Format", 2.1.
 */
record SqliteFile(Path path) {
    private static final String SCHEME = "jdbc:sqlite:";
    private static final int CHANGE_COUNTER_AT = 24;
    private static final int WAL_HEADER = 32;

    /** Of the wal-index: the counter of its changes and the last valid frame are in it. */
    private static final int INDEX_HEADER = 48;

    /**
     * The file of an endpoint, which must be there: the driver would make an empty one.
     *
     * @throws MigrationException SPEC when the URL names no file
     */
    static SqliteFile of(Side side, EndpointSpec endpoint) {
        SqliteFile file = named(endpoint);
        if (!Files.isRegularFile(file.path)) {
            throw new MigrationException(
                    side == Side.SOURCE ? ErrorKind.SOURCE : ErrorKind.TARGET,
                    "Cannot open %s: there is no such file on this machine. Write its whole path into %s.url; executors need it at the same place."
                            .formatted(endpoint.url(), side));
        }
        return file;
    }

    static SqliteFile named(EndpointSpec endpoint) {
        String url = endpoint.url();
        String name = url.startsWith(SCHEME) ? url.substring(SCHEME.length()) : "";
        if (name.isEmpty()
                || name.startsWith(":")
                || name.startsWith("file:")
                || name.contains("?")) {
            throw new MigrationException(
                    ErrorKind.SPEC,
                    "Cannot open %s: a SQLite endpoint is one file. Write url = \"jdbc:sqlite:/path/to/file\"; settings belong into properties."
                            .formatted(url));
        }
        return new SqliteFile(Path.of(name).toAbsolutePath());
    }

    /**
     * Changes whenever a transaction commits: the change counter, the file's size and time; of a
     * file in WAL mode the log's header and size, and the head of its index, which counts
     * transactions.
     */
    String visible() {
        try {
            String shown =
                    "%s:%d:%s"
                            .formatted(
                                    bytes(path, CHANGE_COUNTER_AT, Integer.BYTES),
                                    Files.size(path),
                                    Files.getLastModifiedTime(path));
            Path log = beside("-wal");
            Path index = beside("-shm");
            if (Files.exists(log) && Files.size(log) > 0) {
                shown += ":" + bytes(log, 0, WAL_HEADER) + ":" + Files.size(log);
                if (Files.exists(index)) {
                    shown += ":" + bytes(index, 0, INDEX_HEADER);
                }
            }
            return shown;
        } catch (IOException failure) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot read %s: %s. Check that the file is there and may be read."
                            .formatted(path, failure.getMessage()),
                    failure);
        }
    }

    private Path beside(String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private static String bytes(Path file, long at, int count) throws IOException {
        byte[] bytes = new byte[count];
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            open.seek(at);
            int read = open.read(bytes);
            return HexFormat.of().formatHex(bytes, 0, Math.max(0, read));
        }
    }

    /** The endpoint as it is read: the file is opened so that nothing can be written into it. */
    static EndpointSpec readOnly(EndpointSpec endpoint) {
        Map<String, String> properties = new LinkedHashMap<>(endpoint.properties());
        // SQLITE_OPEN_READONLY; closing such a connection moves no log into the file either.
        properties.put("open_mode", "1");
        return new EndpointSpec(
                endpoint.type(),
                endpoint.url(),
                endpoint.user(),
                endpoint.password(),
                properties,
                endpoint.maxConnections(),
                endpoint.connectTimeout(),
                endpoint.statementTimeout(),
                endpoint.lockTimeout(),
                endpoint.snapshot(),
                endpoint.engine());
    }
}
