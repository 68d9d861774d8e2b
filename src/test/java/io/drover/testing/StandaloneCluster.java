package io.drover.testing;

import io.drover.testing.Launcher.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A Spark cluster of two hosts: a master and two workers of one core each, at 127.0.0.2 and
 * 127.0.0.3. Spark starts a speculative twin only on another host than the first attempt's, so
 * local-cluster mode, whose workers share one name, never does.
 */
public final class StandaloneCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final int port = freePort();
    private final List<Running> daemons = new ArrayList<>();

    /** Returns when both workers have registered. */
    public StandaloneCluster(Path work) {
        Path home = SparkHome.create();
        Launcher daemon =
                Launcher.program(home.resolve("bin/spark-class").toString())
                        .with("SPARK_DAEMON_MEMORY", "128m")
                        .with("SPARK_HOME", home.toString());
        try {
            Running master =
                    daemon.start(
                            "org.apache.spark.deploy.master.Master",
                            "--host",
                            "127.0.0.1",
                            "--port",
                            Integer.toString(port),
                            "--webui-port",
                            "0");
            daemons.add(master);
            master.awaitText("New state: ALIVE", PATIENCE);
            for (String host : List.of("127.0.0.2", "127.0.0.3")) {
                daemons.add(
                        daemon.start(
                                "org.apache.spark.deploy.worker.Worker",
                                "--host",
                                host,
                                "--webui-port",
                                "0",
                                "--cores",
                                "1",
                                "--memory",
                                "1g",
                                "--work-dir",
                                work.resolve(host).toString(),
                                "spark://127.0.0.1:" + port));
            }
            daemons.get(1).awaitText("Successfully registered with master", PATIENCE);
            daemons.get(2).awaitText("Successfully registered with master", PATIENCE);
        } catch (RuntimeException | AssertionError failure) {
            close();
            throw failure;
        }
    }

    /**
     * {@code scripts/drover} through spark-submit to this cluster.
     *
     * @param options more words for spark-submit, none with a blank in it
     */
    public Launcher drover(String... options) {
        return Launcher.drover()
                .with("SPARK_HOME", SparkHome.create().toString())
                .with("SPARK_LOCAL_IP", "127.0.0.1")
                .with("DROVER_MASTER", "spark://127.0.0.1:" + port)
                .with(
                        "DROVER_SUBMIT_OPTIONS",
                        "--conf spark.driver.host=127.0.0.1 --conf spark.ui.enabled=false"
                                + " --conf spark.executor.memory=512m "
                                + String.join(" ", options));
    }

    @Override
    public void close() {
        daemons.forEach(Running::close);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
