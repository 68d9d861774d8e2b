package io.drover.engine.files;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * The file systems of an endpoint, as Hadoop knows them: Spark's {@code spark.hadoop.} settings
 * first, the endpoint's properties over them.
 *
 * <p>Runs on: driver and executors.
 */
final class HadoopFiles {
    /** What Hadoop's files and the session say; reading them takes longer than a segment. */
    private record Settings(@Nullable SparkEnv spark, Configuration configuration) {}

    private static @Nullable Settings last;

    private HadoopFiles() {}

    private static synchronized Configuration settings() {
        SparkEnv spark = SparkEnv.get();
        Settings known = last;
        if (known == null || known.spark() != spark) {
            known =
                    new Settings(
                            spark,
                            spark == null
                                    ? new Configuration()
                                    : SparkHadoopUtil.get().newConfiguration(spark.conf()));
            // Not each copy reads the files again.
            known.configuration().size();
            last = known;
        }
        return known.configuration();
    }

    static Configuration configuration(EndpointSpec endpoint) {
        Configuration configuration = new Configuration(settings());
        endpoint.properties().forEach(configuration::set);
        return configuration;
    }

    static FileSystem of(Path path, EndpointSpec endpoint) throws IOException {
        return path.getFileSystem(configuration(endpoint));
    }

    /** The endpoint's folder or pattern, qualified. */
    static Path root(EndpointSpec endpoint) throws IOException {
        Path path = new Path(endpoint.url());
        return of(path, endpoint).makeQualified(path);
    }

    /**
     * A failure with what was attempted; trying again helps unless the file system said why not.
     */
    static MigrationException failure(ErrorKind side, String attempted, IOException failure) {
        boolean forGood =
                failure instanceof FileNotFoundException
                        || failure instanceof AccessControlException
                        || failure instanceof ChecksumException
                        || failure instanceof PathIOException;
        return new MigrationException(
                forGood ? side : ErrorKind.TRANSIENT,
                "Cannot %s: %s. %s"
                        .formatted(
                                attempted,
                                failure.getMessage() == null
                                        ? failure.getClass().getSimpleName()
                                        : failure.getMessage(),
                                forGood
                                        ? "Check the url of the endpoint and who may use it."
                                        : "Give the same command again when the file system can be reached."),
                failure);
    }
}
