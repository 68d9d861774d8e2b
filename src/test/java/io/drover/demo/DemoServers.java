package io.drover.demo;

import io.drover.demo.BeneficiariesData.Outcome;
import io.drover.demo.DemoData.Filled;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Two embedded PostgreSQL servers for {@code scripts/demo}: the old system, filled, and the new
 * one. When both stand their addresses are written to {@code <folder>/servers.env}, last of all;
 * then it waits until it is told to end, and stops them.
 *
 * <p>Arguments: folder, rows, seed, scene. A server that an earlier, killed run left behind is
 * ended first.
 */
public final class DemoServers {
    private static final int STOP_SECONDS = 10;

    private DemoServers() {}

    /** What the servers hold. */
    private enum Scene {
        SHOP("shop_old", "shop_new") {
            @Override
            Filled fill(EmbeddedPostgres source, EmbeddedPostgres target, long rows, int seed) {
                return DemoData.fill(source.getJdbcUrl("postgres", this.source), rows, seed);
            }
        },
        BENEFICIARIES("charity_old", "aid_new") {
            @Override
            Filled fill(EmbeddedPostgres source, EmbeddedPostgres target, long rows, int seed) {
                String url = source.getJdbcUrl("postgres", this.source);
                Outcome outcome = BeneficiariesData.fillSource(url, rows, seed);
                BeneficiariesData.makeTarget(
                        target.getJdbcUrl("drover_writes", this.target) + "&password=writes");
                return new Filled(1, outcome.read() + outcome.older());
            }
        };

        final String source;
        final String target;

        Scene(String source, String target) {
            this.source = source;
            this.target = target;
        }

        /** Makes the old system's rows, and what stands in the new one. */
        abstract Filled fill(EmbeddedPostgres source, EmbeddedPostgres target, long rows, int seed);
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        long rows = Long.parseLong(arguments[1]);
        int seed = Integer.parseInt(arguments[2]);
        Scene scene = Scene.valueOf(arguments[3].toUpperCase(Locale.ROOT));
        Files.deleteIfExists(folder.resolve("servers.env"));
        reap(folder.resolve("old"));
        reap(folder.resolve("new"));
        EmbeddedPostgres source = start(folder.resolve("old"));
        EmbeddedPostgres target = start(folder.resolve("new"));
        // Readers may read everything and nothing else; writers own their database and nothing
        // else.
        execute(
                source,
                "CREATE ROLE drover_reads LOGIN PASSWORD 'reads'; GRANT pg_read_all_data TO drover_reads");
        execute(source, "CREATE DATABASE " + scene.source);
        execute(target, "CREATE ROLE drover_writes LOGIN PASSWORD 'writes'");
        execute(target, "CREATE DATABASE " + scene.target + " OWNER drover_writes");
        long begun = System.nanoTime();
        Filled filled = scene.fill(source, target, rows, seed);
        System.out.printf(
                "%,d rows in %d tables made in %d s%n",
                filled.rows(),
                filled.tables(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
        announce(folder, scene, source, target);
        // Until a signal: the servers' own shutdown hooks stop them.
        new CountDownLatch(1).await();
    }

    private static EmbeddedPostgres start(Path data) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(true)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("shared_buffers", "256MB")
                .start();
    }

    /** A killed JVM leaves its server running; the server's own pid file tells which. */
    private static void reap(Path data) throws IOException, InterruptedException {
        Path pidFile = data.resolve("postmaster.pid");
        if (Files.exists(pidFile)) {
            end(pidFile, data);
        }
        if (Files.exists(data)) {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void end(Path pidFile, Path data) throws IOException, InterruptedException {
        long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
        ProcessHandle left = ProcessHandle.of(pid).orElse(null);
        // The number may have gone to somebody else's process in the meantime.
        if (left != null && left.info().commandLine().orElse("").contains(data.toString())) {
            System.out.println("ending the server that an earlier demo left behind, pid " + pid);
            left.destroy();
            for (int tenths = 0; left.isAlive() && tenths < 10 * STOP_SECONDS; tenths++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            left.destroyForcibly();
        }
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        String url = server.getJdbcUrl("postgres", "postgres");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void announce(
            Path folder, Scene scene, EmbeddedPostgres source, EmbeddedPostgres target)
            throws IOException {
        String lines =
                """
                DEMO_SOURCE_URL=jdbc:postgresql://localhost:%d/%s
                DEMO_TARGET_URL=jdbc:postgresql://localhost:%d/%s
                """
                        .formatted(source.getPort(), scene.source, target.getPort(), scene.target);
        Path part = Files.writeString(folder.resolve("servers.env.part"), lines);
        Files.move(part, folder.resolve("servers.env"), StandardCopyOption.ATOMIC_MOVE);
    }
}
