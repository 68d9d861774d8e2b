package io.drover.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of one test's own, with the durability of a real one, that may be killed and
 * started again: the same data, the same port. Closing stops it; the folder is the test's.
 */
public final class OwnServer implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final Path data;
    private EmbeddedPostgres server;

    /** Starts with a new cluster in {@code data}. */
    public OwnServer(Path data) {
        this.data = data;
        this.server = start(0);
    }

    public int port() {
        return server.getPort();
    }

    /**
     * {@code kill -9} of the postmaster. Returns when its backends have noticed and are gone, since
     * a server does not start beside those of the one before.
     */
    public void kill() {
        try {
            long pid =
                    Long.parseLong(
                            Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
            ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
            List<ProcessHandle> backends = postmaster.descendants().toList();
            postmaster.destroyForcibly();
            CompletableFuture.allOf(
                            Stream.concat(Stream.of(postmaster), backends.stream())
                                    .map(ProcessHandle::onExit)
                                    .toArray(CompletableFuture[]::new))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (Exception failure) {
            throw new IllegalStateException("The server in " + data + " did not die", failure);
        }
    }

    /** Starts it again after a kill; returns when it has recovered. */
    public void startAgain() {
        int port = server.getPort();
        close();
        server = start(port);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private EmbeddedPostgres start(int port) {
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException("No server in " + data, failure);
        }
    }
}
