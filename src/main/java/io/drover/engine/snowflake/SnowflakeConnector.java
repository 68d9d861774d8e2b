package io.drover.engine.snowflake;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.PrivateKeys;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import io.drover.spec.Secret;
import io.drover.spec.SnowflakeProxy;
import io.drover.spec.SnowflakeSpec;
import io.drover.spec.SnowflakeUrl;
import java.sql.SQLException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Snowflake's own Spark connector: writes the rows of a Dataset into a table of texts, and reads
 * the rows of a query. Its options hold secrets, so nothing of them is ever printed; Spark redacts
 * them in its plans.
 *
 * <p>Source: Snowflake documentation, "Configuring and using the Spark Connector".
 */
final class SnowflakeConnector {
    private static final String REDACTED = "spark.sql.redaction.options.regex";
    private static final String KEY = "pem_private_key";
    private static final String FORMAT = "net.snowflake.spark.snowflake";

    private final Side side;
    private final EndpointSpec endpoint;

    SnowflakeConnector(Side side, EndpointSpec endpoint) {
        this.side = side;
        this.endpoint = endpoint;
    }

    /**
     * Adds the rows to a table that stands, without those that COPY rejects: whoever calls must
     * count them. Not atomic: its COPY commits by itself.
     *
     * @param table as SQL names it
     */
    void append(Dataset<Row> rows, String table, String tag) {
        hideSecrets(rows.sparkSession());
        try {
            rows.write()
                    .format(FORMAT)
                    .options(options(tag))
                    .option("dbtable", table)
                    .option("column_mapping", "name")
                    .option("continue_on_error", "on")
                    .mode(SaveMode.Append)
                    .save();
            // The connector is Scala: it throws SQLException without saying so.
        } catch (Exception failure) {
            throw failed("write to " + table, failure);
        }
    }

    /** The rows of a query, its columns by their names in upper case. */
    Dataset<Row> query(SparkSession session, String sql, String tag) {
        hideSecrets(session);
        try {
            return session.read().format(FORMAT).options(options(tag)).option("query", sql).load();
        } catch (Exception failure) {
            throw failed("read from " + endpoint.url(), failure);
        }
    }

    /** Spark prints options in its plans, and knows passwords and tokens by itself, but no key. */
    static void hideSecrets(SparkSession session) {
        String known = session.conf().get(REDACTED, "(?i)url");
        if (!known.contains(KEY)) {
            session.conf().set(REDACTED, known + "|" + KEY);
        }
    }

    private RuntimeException failed(String what, Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MigrationException known) {
                return known;
            }
            if (cause instanceof SQLException refused) {
                return SqlFailures.wrap(side, what, refused);
            }
        }
        if (failure instanceof RuntimeException own) {
            return own;
        }
        return new MigrationException(
                side == Side.SOURCE ? ErrorKind.SOURCE : ErrorKind.TARGET,
                "Cannot %s: %s. Nothing of it is in a table; give the same command again."
                        .formatted(what, failure.getMessage()),
                failure);
    }

    /** What the connector is told of the endpoint. */
    Map<String, String> options(String tag) {
        SnowflakeSpec settings = (SnowflakeSpec) endpoint.engine();
        SnowflakeUrl url = SnowflakeUrl.of(endpoint.url());
        Map<String, String> options = new LinkedHashMap<>();
        options.put("sfURL", url.server());
        put(options, "sfAccount", url.parameters().get("account"));
        put(options, "sfSSL", url.parameters().get("ssl"));
        options.put("sfUser", endpoint.user());
        options.put("sfDatabase", SnowflakeNames.asIs(settings.database()));
        options.put("sfSchema", SnowflakeNames.asIs(settings.schema()));
        put(options, "sfWarehouse", quoted(settings.warehouse()));
        put(options, "sfRole", quoted(settings.role()));
        // Sessions of its own, which end with the call.
        options.put("support_share_connection", "false");
        options.put("sfTimezone", "UTC");
        options.put("QUERY_TAG", tag);
        authenticate(settings, options);
        if (settings.proxy() != null) {
            proxy(settings.proxy(), options);
        }
        return options;
    }

    private void authenticate(SnowflakeSpec settings, Map<String, String> options) {
        switch (settings.authentication()) {
            case PASSWORD -> options.put("sfPassword", reveal(endpoint.password()));
            case PROGRAMMATIC_ACCESS_TOKEN -> options.put("sfPassword", reveal(settings.token()));
            case OAUTH -> {
                options.put("sfAuthenticator", "oauth");
                options.put("sfToken", reveal(settings.token()));
            }
            case KEY_PAIR ->
                    options.put(
                            KEY,
                            Base64.getEncoder()
                                    .encodeToString(
                                            PrivateKeys.read(
                                                            settings.privateKey(),
                                                            settings.passphrase())
                                                    .getEncoded()));
        }
    }

    private static void proxy(SnowflakeProxy proxy, Map<String, String> options) {
        options.put("use_proxy", "true");
        options.put("proxy_host", proxy.host());
        options.put("proxy_port", Integer.toString(proxy.port()));
        if (!proxy.user().isEmpty()) {
            options.put("proxy_user", proxy.user());
            options.put("proxy_password", reveal(proxy.password()));
        }
        if (!proxy.except().isEmpty()) {
            options.put("non_proxy_hosts", proxy.except());
        }
    }

    private static String reveal(@Nullable Secret secret) {
        return secret == null ? "" : secret.reveal();
    }

    private static @Nullable String quoted(@Nullable String name) {
        return name == null || name.matches("[A-Z_][A-Z0-9_$]*") ? name : SnowflakeNames.asIs(name);
    }

    private static void put(Map<String, String> options, String name, @Nullable String value) {
        if (value != null) {
            options.put(name, value);
        }
    }
}
