package io.drover.engine.delta;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.TableName;
import io.drover.spec.DeltaSpec;
import io.drover.spec.EndpointSpec;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.Snapshot;
import scala.Option;

/**
 * The Delta tables of an endpoint: the sub-folders of its url that have a {@code _delta_log}, or
 * the url itself where it is a table.
 *
 * <p>Runs on: driver.
 */
final class DeltaTables {
    static final String SCHEMA = "delta";
    private static final String LOG = "_delta_log";

    private final EndpointSpec endpoint;
    private final Path root;

    DeltaTables(EndpointSpec endpoint) {
        this.endpoint = endpoint;
        this.root = new Path(endpoint.url());
    }

    DeltaSpec settings() {
        return (DeltaSpec) endpoint.engine();
    }

    /** The session of the command; Delta's log is read by Spark. */
    static SparkSession session() {
        Option<SparkSession> session = SparkSession.getActiveSession();
        if (session.isEmpty()) {
            session = SparkSession.getDefaultSession();
        }
        if (session.isEmpty()) {
            throw new IllegalStateException("A Delta table is read and written by Spark only");
        }
        return session.get();
    }

    /** Where a table lies, whether or not it stands. */
    Path path(TableName table) {
        return isTable(root) && root.getName().equals(table.name())
                ? root
                : new Path(root, table.name());
    }

    /** Sorted. */
    List<TableName> names() {
        List<TableName> names = new ArrayList<>();
        try {
            if (isTable(root)) {
                return List.of(new TableName(SCHEMA, root.getName()));
            }
            if (!files(root).exists(root)) {
                return List.of();
            }
            for (FileStatus entry : files(root).listStatus(root)) {
                if (entry.isDirectory() && isTable(entry.getPath())) {
                    names.add(new TableName(SCHEMA, entry.getPath().getName()));
                }
            }
        } catch (IOException failure) {
            throw unreadable(root, failure);
        }
        names.sort(null);
        return names;
    }

    boolean stands(TableName table) {
        return isTable(path(table));
    }

    DeltaLog log(TableName table) {
        return DeltaLog.forTable(session(), path(table));
    }

    /** The newest version, or null where no table stands. */
    Snapshot newest(TableName table) {
        return stands(table) ? newest(log(table)) : null;
    }

    static Snapshot newest(DeltaLog log) {
        return log.update(false, Option.empty(), Option.empty());
    }

    /** A version that the table has. */
    Snapshot at(TableName table, long version) {
        return log(table).getSnapshotAt(version, Option.empty(), Option.empty());
    }

    Path root() {
        return root;
    }

    /** A file as the log names it: relative and encoded as in a URI, or absolute. */
    static String file(String root, String logged) {
        URI uri = URI.create(logged);
        return uri.isAbsolute() ? uri.toString() : root + "/" + uri.getPath();
    }

    /** As SQL names it. */
    String sql(TableName table) {
        return "delta.`" + path(table).toString().replace("`", "``") + "`";
    }

    static FileSystem files(Path path) {
        try {
            return path.getFileSystem(session().sparkContext().hadoopConfiguration());
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
    }

    private static boolean isTable(Path path) {
        try {
            FileSystem files = files(path);
            Path log = new Path(path, LOG);
            return files.exists(log)
                    && Arrays.stream(files.listStatus(log)).anyMatch(FileStatus::isFile);
        } catch (IOException failure) {
            throw unreadable(path, failure);
        }
    }

    static MigrationException unreadable(Path path, Exception failure) {
        return new MigrationException(
                ErrorKind.TARGET,
                "Cannot read or write the folder %s: %s. See that it can be reached, and that Spark's settings hold what its file system asks for."
                        .formatted(path, failure.getMessage()),
                failure);
    }

    /** A transaction on the table as it stands now. */
    @SuppressWarnings("deprecation") // The other form wants a table of a catalog; ours are paths.
    OptimisticTransaction begin(TableName table) {
        return log(table).startTransaction();
    }
}
