package io.drover.jdbc;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.spec.EndpointSpec;
import io.drover.spec.SnowflakeProxy;
import io.drover.spec.SnowflakeSpec;
import java.util.List;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How a session of Snowflake is opened and fixed: UTC, ISO forms in and out, whatever the account,
 * the user or the warehouse has set.
 *
 * <p>Source: Snowflake documentation, "JDBC Driver connection parameter reference", "Parameters".
 */
final class SnowflakeSessions {
    /** A killed client's transaction holds its locks for 5 minutes; unset, it would be 12 hours. */
    private static final int LOCK_SECONDS = 600;

    /** The driver tells of every step of a login; held, as a level is lost with its logger. */
    private static final Logger DRIVER = Logger.getLogger("net.snowflake");

    static {
        if (DRIVER.getLevel() == null) {
            // What it fails at it throws as well.
            DRIVER.setLevel(Level.OFF);
        }
    }

    private SnowflakeSessions() {}

    static void addProperties(EndpointSpec endpoint, Properties properties) {
        if (!(endpoint.engine() instanceof SnowflakeSpec settings)) {
            throw new IllegalArgumentException("No settings of Snowflake in " + endpoint);
        }
        properties.setProperty("db", quoted(settings.database()));
        properties.setProperty("schema", quoted(settings.schema()));
        set(properties, "warehouse", settings.warehouse());
        set(properties, "role", settings.role());
        properties.setProperty(
                "loginTimeout", Long.toString(Math.max(1, endpoint.connectTimeout().toSeconds())));
        // Its own telemetry tells a third party of statements.
        properties.setProperty("CLIENT_OUT_OF_BAND_TELEMETRY_ENABLED", "false");
        properties.setProperty("JDBC_TREAT_DECIMAL_AS_INT", "false");
        authenticate(endpoint, settings, properties);
        if (settings.proxy() != null) {
            proxy(settings.proxy(), properties);
        }
    }

    private static void authenticate(
            EndpointSpec endpoint, SnowflakeSpec settings, Properties properties) {
        switch (settings.authentication()) {
            case PASSWORD -> {
                // The endpoint's own, which every driver gets.
            }
            case KEY_PAIR -> {
                if (settings.privateKey() == null) {
                    throw missing(endpoint, "private-key-file");
                }
                properties.put(
                        "privateKey",
                        PrivateKeys.read(settings.privateKey(), settings.passphrase()));
            }
            case OAUTH -> {
                properties.setProperty("authenticator", "oauth");
                properties.setProperty("token", token(endpoint, settings));
            }
                // Taken in place of a password, whatever the driver's version.
            case PROGRAMMATIC_ACCESS_TOKEN ->
                    properties.setProperty("password", token(endpoint, settings));
        }
    }

    private static String token(EndpointSpec endpoint, SnowflakeSpec settings) {
        if (settings.token() == null) {
            throw missing(endpoint, "token");
        }
        return settings.token().reveal();
    }

    private static MigrationException missing(EndpointSpec endpoint, String key) {
        return new MigrationException(
                ErrorKind.SPEC,
                "Cannot log in to %s: snowflake.%s is not set. Set it."
                        .formatted(endpoint.url(), key));
    }

    private static void proxy(SnowflakeProxy proxy, Properties properties) {
        properties.setProperty("useProxy", "true");
        properties.setProperty("proxyHost", proxy.host());
        properties.setProperty("proxyPort", Integer.toString(proxy.port()));
        if (!proxy.user().isEmpty()) {
            properties.setProperty("proxyUser", proxy.user());
        }
        if (proxy.password() != null) {
            properties.setProperty("proxyPassword", proxy.password().reveal());
        }
        if (!proxy.except().isEmpty()) {
            properties.setProperty("nonProxyHosts", proxy.except());
        }
    }

    private static void set(Properties properties, String name, String value) {
        if (value != null) {
            properties.setProperty(name, quoted(value));
        }
    }

    /** As the driver passes it on into a session: an unquoted one is put into upper case. */
    private static String quoted(String name) {
        return name.matches("[A-Z_][A-Z0-9_$]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** One statement each. */
    static List<String> preparation(Session session) {
        String tag = session.applicationName() == null ? "drover" : session.applicationName();
        return List.of(
                "ALTER SESSION SET TIMEZONE = 'UTC', QUERY_TAG = '"
                        + tag.replace("\\", "\\\\").replace("'", "''")
                        + "', TIMESTAMP_TYPE_MAPPING = 'TIMESTAMP_NTZ', QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE,"
                        + " DATE_INPUT_FORMAT = 'YYYY-MM-DD', TIME_INPUT_FORMAT = 'HH24:MI:SS.FF',"
                        + " TIMESTAMP_INPUT_FORMAT = 'AUTO', BINARY_INPUT_FORMAT = 'HEX',"
                        + " DATE_OUTPUT_FORMAT = 'YYYY-MM-DD', TIME_OUTPUT_FORMAT = 'HH24:MI:SS.FF9',"
                        + " BINARY_OUTPUT_FORMAT = 'HEX', ABORT_DETACHED_QUERY = TRUE, LOCK_TIMEOUT = "
                        + LOCK_SECONDS);
    }
}
