package io.drover.jdbc;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens plain connections: a fixed session, whatever the server, the database or the role says, so
 * that text forms and the meaning of a statement are the same on both sides.
 *
 * <p>Fixed: UTC, ISO dates, {@code C} monetary text, seventeen float digits, an empty search path,
 * no idle time-outs, {@code synchronize_seqscans} off (the order of a heap scan repeats), and
 * {@code row_security} off: PostgreSQL then raises an error where a policy would hide rows.
 *
 * <p>Runs on: driver and executors.
 */
public final class Connections {
    /**
     * Settings that not every version has: nothing ends a session that waits its turn, and a server
     * notices within two minutes that its client's machine is gone.
     */
    private static final String STAY_AND_NOTICE =
            "SELECT set_config(s.name, w.value, false) FROM (VALUES ('idle_session_timeout', '0'),"
                    + " ('transaction_timeout', '0'), ('client_connection_check_interval', '10s'),"
                    + " ('tcp_keepalives_idle', '60'), ('tcp_keepalives_interval', '10'),"
                    + " ('tcp_keepalives_count', '6')) w (name, value)"
                    + " JOIN pg_catalog.pg_settings s USING (name)";

    private Connections() {}

    /**
     * An open connection in autocommit mode; the caller closes it.
     *
     * @throws io.drover.error.MigrationException of the side's kind when the server refuses,
     *     TRANSIENT when it cannot be reached
     */
    public static Connection open(Side side, EndpointSpec endpoint, Session session) {
        try {
            Connection connection =
                    connect(ForeignSessions.url(endpoint), properties(endpoint, session));
            try {
                prepare(connection, endpoint, session);
            } catch (SQLException | RuntimeException failure) {
                connection.close();
                throw failure;
            }
            return connection;
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    side,
                    "connect to the " + side + " " + endpoint.url() + " as " + endpoint.user(),
                    failure);
        }
    }

    /**
     * By one driver, once. DriverManager asks each in turn that takes the URL, and Snowflake's is
     * known to it under two names: a wrong password would count twice.
     */
    private static Connection connect(String url, Properties properties) throws SQLException {
        @Nullable Connection connection = DriverManager.getDriver(url).connect(url, properties);
        if (connection == null) {
            throw new SQLException("No suitable driver for " + url, "08001");
        }
        return connection;
    }

    /** Plain connections for a library that opens its own; without the fixed session. */
    public static DataSource dataSource(EndpointSpec endpoint, Session session) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(endpoint.url());
        properties(endpoint, session)
                .forEach(
                        (name, value) -> {
                            try {
                                source.setProperty((String) name, (String) value);
                            } catch (SQLException unknown) {
                                throw new IllegalStateException("Driver property " + name, unknown);
                            }
                        });
        return source;
    }

    static Properties properties(EndpointSpec endpoint, Session session) {
        if (!endpoint.isPostgres()) {
            return ForeignSessions.properties(endpoint);
        }
        Properties properties = new Properties();
        properties.setProperty("socketFactory", WideSockets.class.getName());
        endpoint.properties().forEach(properties::setProperty);
        properties.setProperty("user", endpoint.user());
        if (endpoint.password() != null) {
            properties.setProperty("password", endpoint.password().reveal());
        }
        properties.setProperty("ApplicationName", applicationName(session.applicationName()));
        properties.setProperty(
                "connectTimeout",
                Long.toString(Math.max(1, endpoint.connectTimeout().toSeconds())));
        properties.setProperty("tcpKeepAlive", "true");
        // A copy's statements differ each time; named server-side statements would only pile up.
        properties.setProperty("prepareThreshold", "0");
        return properties;
    }

    static void prepare(Connection connection, EndpointSpec endpoint, Session session)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!endpoint.isPostgres()) {
                for (String sql : ForeignSessions.preparation(endpoint, session)) {
                    statement.execute(sql);
                }
                return;
            }
            statement.execute(preparation(endpoint, session.timeouts()));
        }
    }

    /** The statements that fix a session, for connections that somebody else opens. */
    public static String preparation(EndpointSpec endpoint, Session.Timeouts timeouts) {
        long statementMillis =
                timeouts == Session.Timeouts.STATEMENT ? endpoint.statementTimeout().toMillis() : 0;
        return "SET TIME ZONE 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';"
                + " SET extra_float_digits = 3; SET lc_monetary = 'C'; SET bytea_output = 'hex';"
                + " SET xmloption = 'content'; SET search_path = ''; SET row_security = off;"
                + " SET synchronize_seqscans = off;"
                + " SET idle_in_transaction_session_timeout = 0; SET statement_timeout = "
                + statementMillis
                + "; SET lock_timeout = "
                + endpoint.lockTimeout().toMillis()
                + "; "
                + STAY_AND_NOTICE;
    }

    /** At most 63 bytes, as the server would cut it anyway, but between characters. */
    static String applicationName(@Nullable String wanted) {
        String name = wanted == null ? "drover" : wanted;
        while (name.getBytes(StandardCharsets.UTF_8).length > 63) {
            name = name.substring(0, name.length() - 1);
        }
        return name;
    }
}
