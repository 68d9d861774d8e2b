package io.drover.jdbc;

import io.drover.spec.EndpointSpec;
import java.util.List;
import java.util.Properties;

/** What a connection to an engine other than PostgreSQL is opened with, and told first. */
final class ForeignSessions {
    private ForeignSessions() {}

    static Properties properties(EndpointSpec endpoint) {
        Properties properties = new Properties();
        endpoint.properties().forEach(properties::setProperty);
        if (!endpoint.user().isEmpty()) {
            properties.setProperty("user", endpoint.user());
        }
        if (endpoint.password() != null) {
            properties.setProperty("password", endpoint.password().reveal());
        }
        if (endpoint.type().equals("mysql")) {
            MysqlSessions.addProperties(endpoint, properties);
        }
        if (endpoint.type().equals("snowflake")) {
            SnowflakeSessions.addProperties(endpoint, properties);
        }
        return properties;
    }

    /** The address that the engine's driver takes. */
    static String url(EndpointSpec endpoint) {
        return switch (endpoint.type()) {
            case "mysql" -> MysqlSessions.url(endpoint.url());
            default -> endpoint.url();
        };
    }

    /** One statement each. */
    static List<String> preparation(EndpointSpec endpoint, Session session) {
        return switch (endpoint.type()) {
            case "mysql" -> MysqlSessions.preparation(endpoint);
            case "snowflake" -> SnowflakeSessions.preparation(session);
            default -> List.of();
        };
    }
}
