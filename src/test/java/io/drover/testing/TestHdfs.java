package io.drover.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/** A Hadoop file system of one name node and one data node, made on first use, one for each JVM. */
public final class TestHdfs {
    private static MiniDFSCluster cluster;

    private TestHdfs() {}

    /** {@code hdfs://localhost:port}. */
    public static synchronized String url() {
        return started().getURI().toString();
    }

    public static FileSystem files() {
        try {
            return started().getFileSystem();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static synchronized MiniDFSCluster started() {
        if (cluster == null) {
            try {
                Path folder = Files.createTempDirectory("drover-hdfs");
                Configuration configuration = new Configuration();
                configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.toString());
                cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> cluster.shutdown(true)));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return cluster;
    }
}
