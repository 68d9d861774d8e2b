package io.drover.ledger;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.Connections;
import io.drover.jdbc.Session;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import io.drover.spec.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PostgreSQL of Drover's own in a folder, with the durability of a real one: what it has
 * committed outlives a killed process and a lost machine.
 *
 * <p>Any number of processes of one machine share it. Each is present through one connection; the
 * first starts the server and the last stops it, both under a lock of the folder. A server whose
 * processes were all killed goes on by itself, and the next process finds it.
 */
final class EmbeddedLedger implements AutoCloseable {
    private static final String PRESENCE = "drover ledger home";
    private static final int PATIENCE_SECONDS = 30;

    private final Path folder;
    private final EndpointSpec endpoint;
    private final Connection presence;
    private final @Nullable EmbeddedPostgres started;

    private EmbeddedLedger(
            Path folder,
            EndpointSpec endpoint,
            Connection presence,
            @Nullable EmbeddedPostgres started) {
        this.folder = folder;
        this.endpoint = endpoint;
        this.presence = presence;
        this.started = started;
    }

    /** Whether there ever was a server in this folder. */
    static boolean stands(Path folder) {
        return Files.exists(data(folder).resolve("PG_VERSION"));
    }

    static EmbeddedLedger open(Path folder) {
        try {
            ownerOnly(folder);
            try (FileChannel channel = lockFile(folder);
                    FileLock lock = channel.lock()) {
                return lock.isValid() ? findOrStart(folder) : null;
            }
        } catch (IOException failure) {
            throw refused(folder, failure);
        }
    }

    EndpointSpec endpoint() {
        return endpoint;
    }

    private static EmbeddedLedger findOrStart(Path folder) throws IOException {
        Postmaster running = Postmaster.of(data(folder));
        if (running != null) {
            EndpointSpec endpoint = endpoint(running.port(), LedgerPassword.of(folder));
            try {
                return new EmbeddedLedger(folder, endpoint, present(endpoint), null);
            } catch (MigrationException unreachable) {
                // It is on its way down, or the number is another program's by now.
                running.awaitEnd();
            }
        }
        EmbeddedPostgres started = start(folder);
        if (!LedgerPassword.isAsked(data(folder))) {
            LedgerPassword.ask(endpoint(started.getPort(), null), folder, data(folder));
        }
        EndpointSpec endpoint = endpoint(started.getPort(), LedgerPassword.of(folder));
        return new EmbeddedLedger(folder, endpoint, present(endpoint), started);
    }

    private static EmbeddedPostgres start(Path folder) throws IOException {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
            Secret password = LedgerPassword.of(folder);
            if (password != null) {
                builder.setConnectConfig("password", password.reveal());
            }
            return builder.setDataDirectory(data(folder))
                    .setCleanDataDirectory(false)
                    // Others may be using it when this process ends.
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofSeconds(PATIENCE_SECONDS))
                    .setOverrideWorkingDirectory(programs().toFile())
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setServerConfig("max_connections", "50")
                    .start();
        } catch (IllegalStateException failure) {
            throw refused(folder, failure);
        }
    }

    /** Not in the common temporary folder, where another user could lay a program of that name. */
    private static Path programs() throws IOException {
        return ownerOnly(Path.of(System.getProperty("user.home"), ".cache", "drover", "postgres"));
    }

    private static Connection present(EndpointSpec endpoint) {
        return Connections.open(
                Side.TARGET, endpoint, new Session(PRESENCE, Session.Timeouts.NONE));
    }

    /** Stops the server, if no other process is present. */
    @Override
    public void close() {
        try (FileChannel channel = lockFile(folder);
                FileLock lock = channel.lock()) {
            boolean last = lock.isValid() && (isLast() || Postmaster.of(data(folder)) == null);
            presence.close();
            if (last) {
                stop();
            }
        } catch (IOException | SQLException failure) {
            throw new MigrationException(
                    ErrorKind.TARGET,
                    "Cannot stop the PostgreSQL that keeps the ledger in %s: %s. The next command finds it."
                            .formatted(folder, failure.getMessage()),
                    failure);
        }
    }

    private boolean isLast() {
        try (Statement statement = presence.createStatement();
                ResultSet others =
                        statement.executeQuery(
                                "SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE application_name = '"
                                        + PRESENCE
                                        + "' AND pid <> pg_backend_pid()")) {
            others.next();
            return others.getInt(1) == 0;
        } catch (SQLException gone) {
            // It died or was stopped; another process may have started it since.
            return false;
        }
    }

    private void stop() throws IOException {
        if (started != null) {
            started.close();
            return;
        }
        Postmaster found = Postmaster.of(data(folder));
        if (found != null) {
            found.stop();
        }
    }

    private static Path data(Path folder) {
        return folder.resolve("data");
    }

    private static FileChannel lockFile(Path folder) throws IOException {
        return FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Quarantined rows lie there: nobody else may read them. */
    private static Path ownerOnly(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        return folder;
    }

    private static EndpointSpec endpoint(int port, @Nullable Secret password) {
        return new EndpointSpec(
                "postgres",
                "jdbc:postgresql://localhost:" + port + "/postgres",
                "postgres",
                password,
                Map.of(),
                8,
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                null);
    }

    private static MigrationException refused(Path folder, Exception failure) {
        boolean root = "root".equals(System.getProperty("user.name"));
        String advice =
                root && !LinuxUtils.isUnshareAvailable()
                        ? "PostgreSQL does not run as root, and `unshare -U`, which would help, is not permitted here: run Drover as another user, or name a PostgreSQL server under ledger in the spec."
                        : "See that the folder can be written and that the platform's jar of binaries (io.zonky.test.postgres) is on the class path, or name a PostgreSQL server under ledger in the spec.";
        return new MigrationException(
                ErrorKind.TARGET,
                "Cannot start the PostgreSQL that keeps the ledger in %s: %s. %s"
                        .formatted(folder, failure.getMessage(), advice),
                failure);
    }

    /** The process that runs the server of a data folder, as its {@code postmaster.pid} tells. */
    private record Postmaster(ProcessHandle process, int port) {
        private static final int PORT_LINE = 3;

        /** Null where none runs. */
        static @Nullable Postmaster of(Path data) throws IOException {
            Path file = data.resolve("postmaster.pid");
            if (!Files.exists(file)) {
                return null;
            }
            var lines = Files.readAllLines(file);
            if (lines.size() <= PORT_LINE) {
                return null;
            }
            ProcessHandle process =
                    ProcessHandle.of(Long.parseLong(lines.get(0).strip())).orElse(null);
            return process == null || !process.isAlive()
                    ? null
                    : new Postmaster(process, Integer.parseInt(lines.get(PORT_LINE).strip()));
        }

        /** As soon as its last client is gone. */
        void stop() {
            process.destroy();
            awaitEnd();
        }

        void awaitEnd() {
            try {
                process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (TimeoutException | ExecutionException stays) {
                // The server itself refuses to start beside it, and says so.
            }
        }
    }
}
