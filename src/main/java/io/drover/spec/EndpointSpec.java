package io.drover.spec;

import io.drover.model.Nullable;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * One side of a migration.
 *
 * @param type {@code postgres}, {@code mysql}, {@code sqlite}, {@code jdbc}, {@code files}, {@code
 *     delta} or {@code snowflake}
 * @param url a JDBC URL without user and password; of files and delta the folder, as Hadoop
 *     addresses it
 * @param user empty where the engine has none
 * @param properties driver properties that the spec sets (TLS and the like), in the spec's order
 * @param maxConnections how many connections Drover may hold open on this side at once, the
 *     driver's own included
 * @param statementTimeout for catalog queries and DDL, not for the copies; zero is none
 * @param lockTimeout how long to wait for a lock; zero is none
 * @param snapshot an exported snapshot that somebody else holds open, or null (source only)
 * @param engine settings that only its engine has
 */
public record EndpointSpec(
        String type,
        String url,
        String user,
        @Nullable Secret password,
        Map<String, String> properties,
        int maxConnections,
        Duration connectTimeout,
        Duration statementTimeout,
        Duration lockTimeout,
        @Nullable String snapshot,
        EngineSpec engine)
        implements Serializable {
    /** An endpoint without settings of an engine. */
    public EndpointSpec(
            String type,
            String url,
            String user,
            @Nullable Secret password,
            Map<String, String> properties,
            int maxConnections,
            Duration connectTimeout,
            Duration statementTimeout,
            Duration lockTimeout,
            @Nullable String snapshot) {
        this(
                type,
                url,
                user,
                password,
                properties,
                maxConnections,
                connectTimeout,
                statementTimeout,
                lockTimeout,
                snapshot,
                EngineSpec.PLAIN);
    }

    /** Whether it is a PostgreSQL, and none of the other engines. */
    public boolean isPostgres() {
        return type.equals("postgres");
    }

    /** The same with other limits of its connections. */
    public EndpointSpec holding(int connections) {
        return new EndpointSpec(
                type,
                url,
                user,
                password,
                properties,
                connections,
                connectTimeout,
                statementTimeout,
                lockTimeout,
                snapshot,
                engine);
    }

    /** Without the properties' values: some of them are secrets. */
    @Override
    public String toString() {
        return "EndpointSpec[%s %s as %s, properties %s]"
                .formatted(type, url, user, properties.keySet());
    }
}
