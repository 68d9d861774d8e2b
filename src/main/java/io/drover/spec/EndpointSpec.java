package io.drover.spec;

import io.drover.model.Nullable;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * One side of a migration.
 *
 * @param type {@code postgres}
 * @param url a JDBC URL without user and password
 * @param properties driver properties that the spec sets (TLS and the like), in the spec's order
 * @param maxConnections how many connections Drover may hold open on this side at once, the
 *     driver's own included
 * @param statementTimeout for catalog queries and DDL, not for the copies; zero is none
 * @param lockTimeout how long to wait for a lock; zero is none
 * @param snapshot an exported snapshot that somebody else holds open, or null (source only)
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
        @Nullable String snapshot)
        implements Serializable {
    /** Without the properties' values: some of them are secrets. */
    @Override
    public String toString() {
        return "EndpointSpec[%s %s as %s, properties %s]"
                .formatted(type, url, user, properties.keySet());
    }
}
