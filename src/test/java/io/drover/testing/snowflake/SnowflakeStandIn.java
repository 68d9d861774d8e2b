package io.drover.testing.snowflake;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A server that Snowflake's unmodified JDBC driver and Spark connector take for Snowflake: their
 * wire protocol over HTTP, H2 behind. It shows what the clients send and how they fail; it cannot
 * show that Snowflake's own SQL agrees, see {@code snowflake-stand-in.md}.
 *
 * <p>One server, one database {@code DROVER} with a schema {@code PUBLIC}, one warehouse, one user.
 */
public final class SnowflakeStandIn implements AutoCloseable {
    /** Where the stages lie. */
    public enum StageKind {
        S3,
        GCS
    }

    /** How the rows of SELECT come. */
    public enum ResultKind {
        JSON,
        ARROW
    }

    /** How the only one is, and SHOW WAREHOUSES tells. */
    public enum Warehouse {
        STARTED("STARTED", true),
        /** A query resumes it. */
        ASLEEP("SUSPENDED", true),
        /** Only ALTER WAREHOUSE resumes it. */
        SUSPENDED("SUSPENDED", false);

        final String state;
        final boolean resumes;

        Warehouse(String state, boolean resumes) {
            this.state = state;
            this.resumes = resumes;
        }
    }

    static final String VERSION = "9.34.0";
    static final String USER = "drover";
    static final String PASSWORD = "Migrate-26";

    /** The only warehouse, and the user's default. */
    public static final String WAREHOUSE = "LOAD_WH";

    /** The driver tells of every login; held here, as a level is lost with its logger. */
    private static final Logger DRIVER_LOG = Logger.getLogger("net.snowflake");

    static {
        DRIVER_LOG.setLevel(Level.WARNING);
        // The JDK's server sends head and body of a reply apart, and the client's kernel makes it
        // wait 40 ms between both.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Engine engine;
    private final HttpServer server;
    private final StandInServer routes;
    private final Faults faults = new Faults();
    private final Credentials credentials = new Credentials();
    private final QueryEndpoint queries;
    private final StageEndpoint files;
    private final ClientLife life;

    private SnowflakeStandIn(StageKind stage, ResultKind results) throws IOException, SQLException {
        engine = new Engine();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String address = "http://127.0.0.1:" + port();
        Stages stages = new Stages();
        SessionEndpoint sessions = new SessionEndpoint(engine, faults, credentials);
        StatementRunner runner =
                new StatementRunner(
                        engine, stages, new StageStatements(stages, stage, address), faults);
        life = new ClientLife(sessions);
        queries =
                new QueryEndpoint(
                        runner, sessions, new ReplyBodies(results, address), faults, life);
        routes = new StandInServer(server, life);
        files = new StageEndpoint(stages, faults);
        routes.route(sessions, queries, files);
        server.setExecutor(
                Executors.newCachedThreadPool(
                        task -> {
                            Thread thread = new Thread(task, "snowflake-stand-in");
                            thread.setDaemon(true);
                            return thread;
                        }));
        server.start();
    }

    /** A server of its own with an empty database, on a free port of this machine. */
    public static SnowflakeStandIn start(StageKind stage, ResultKind results) {
        try {
            return new SnowflakeStandIn(stage, results);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Of this machine. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Without user and password. */
    public String jdbcUrl() {
        return "jdbc:snowflake://127.0.0.1:"
                + port()
                + "/?ssl=off&account=testacct&db=DROVER&schema=PUBLIC";
    }

    /** What the Spark connector needs to come here. */
    public Map<String, String> connectorOptions() {
        return Map.of(
                "sfURL",
                "127.0.0.1:" + port(),
                "sfSSL",
                "off",
                "sfAccount",
                "testacct",
                "sfUser",
                USER,
                "sfPassword",
                PASSWORD,
                "sfDatabase",
                Engine.DATABASE,
                "sfSchema",
                "PUBLIC");
    }

    public String user() {
        return USER;
    }

    public String password() {
        return PASSWORD;
    }

    /** Every statement as it was received, in order; a request that was sent again counts once. */
    public List<String> statements() {
        return queries.statements();
    }

    /** How many requests brought a file, or a part of one, into a stage. */
    public int uploads() {
        return files.received();
    }

    /** What lets the user in beside the password. */
    public Credentials credentials() {
        return credentials;
    }

    /** The troubles to come. */
    public Faults faults() {
        return faults;
    }

    /** When the clients' process ends. */
    public ClientLife clients() {
        return life;
    }

    /** How the only one is from now on, until it is resumed. */
    public void warehouse(Warehouse warehouse) {
        engine.warehouse = warehouse;
    }

    /** A new connection straight into the engine; the caller closes it. */
    public Connection h2() {
        try {
            return engine.connect();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /**
     * Ends the database. The port stays open and refuses everything: the connector ends its cached
     * connections when the JVM ends, and would try for minutes to reach a server that is gone.
     */
    @Override
    public void close() {
        faults.clear();
        routes.end();
        try {
            engine.close();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
