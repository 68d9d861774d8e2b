package io.drover.testing.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Logins, tokens and the end of sessions. */
final class SessionEndpoint {
    private static final Set<String> ROLES =
            Set.of("PUBLIC", "SYSADMIN", "ACCOUNTADMIN", "LOADER", "DROVER");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Engine engine;
    private final Faults faults;
    private final Credentials credentials;
    private final Map<Long, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong(1000);

    SessionEndpoint(Engine engine, Faults faults, Credentials credentials) {
        this.engine = engine;
        this.faults = faults;
        this.credentials = credentials;
    }

    /** The session of a request's token; an error of Snowflake's when there is none. */
    Session of(HttpExchange exchange) {
        String token = token(exchange);
        return sessions.values().stream()
                .filter(session -> session.token().equals(token))
                .findFirst()
                .orElseThrow(
                        () -> new SnowflakeError("390112", "08001", "Session no longer exists."));
    }

    Iterable<Session> all() {
        return sessions.values();
    }

    /** Those of clients that are no more. */
    void endAll() {
        List<Session> ended = List.copyOf(sessions.values());
        sessions.clear();
        for (Session session : ended) {
            try {
                session.close();
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    /**
     * Rolls back every transaction that was idle while another waited for a lock: Snowflake does
     * when it was five minutes, here it is as long as a statement waits.
     *
     * @param since when the wait began
     */
    boolean abortIdle(long since) {
        boolean any = false;
        try {
            for (Session session : sessions.values()) {
                any |= session.abortIfIdle(since);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return any;
    }

    private static String token(HttpExchange exchange) {
        String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        return header.replaceFirst(".*Token=\"", "").replace("\"", "");
    }

    JsonNode login(HttpExchange exchange) throws IOException, SQLException {
        JsonNode data = JSON.readTree(Exchanges.body(exchange)).path("data");
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        Fault refused = faults.take(Fault.Kind.LOGIN_REFUSED, "");
        if (refused != null) {
            throw refused.error();
        }
        credentials.verify(data);
        String role = parameter(query, "roleName", "SYSADMIN");
        if (!ROLES.contains(role)) {
            throw new SnowflakeError(
                    "390189",
                    "08001",
                    "Role '"
                            + role
                            + "' specified in the connect string does not exist or not authorized."
                            + " Contact your local system administrator, or attempt to login with"
                            + " another role, e.g. PUBLIC.");
        }
        String database = parameter(query, "databaseName", Engine.DATABASE);
        if (!database.equals(Engine.DATABASE)) {
            throw new SnowflakeError(
                    "390201", "08004", "The requested database does not exist or not authorized.");
        }
        String warehouse = parameter(query, "warehouse", SnowflakeStandIn.WAREHOUSE);
        Session session =
                new Session(
                        number.incrementAndGet(),
                        engine.connect(),
                        parameter(query, "schemaName", "PUBLIC"),
                        role,
                        warehouse.equals(SnowflakeStandIn.WAREHOUSE) ? warehouse : null);
        // The driver believes what the reply repeats: so comes JDBC_TREAT_DECIMAL_AS_INT to be
        // false.
        for (Iterator<Map.Entry<String, JsonNode>> each = data.path("SESSION_PARAMETERS").fields();
                each.hasNext(); ) {
            Map.Entry<String, JsonNode> wanted = each.next();
            session.set(wanted.getKey().toUpperCase(Locale.ROOT), wanted.getValue().asText());
        }
        sessions.put(session.id(), session);
        return reply(session, data);
    }

    private static ObjectNode reply(Session session, JsonNode asked) {
        ObjectNode reply = JSON.createObjectNode();
        reply.put("token", session.token()).put("masterToken", session.masterToken());
        reply.put("validityInSeconds", 3600).put("masterValidityInSeconds", 14400);
        reply.put("sessionId", session.id()).put("serverVersion", SnowflakeStandIn.VERSION);
        reply.put("displayUserName", asked.path("LOGIN_NAME").asText()).put("firstLogin", false);
        reply.put("healthCheckInterval", 45).putNull("newClientForUpgrade");
        SessionParameters.write(reply.putArray("parameters"), session);
        ObjectNode info = reply.putObject("sessionInfo");
        info.put("databaseName", Engine.DATABASE).put("schemaName", session.schema());
        info.put("warehouseName", session.warehouse()).put("roleName", session.role());
        return reply;
    }

    /** Names are folded as in statements: upper case unless quoted. */
    private static String parameter(String query, String name, String otherwise) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                String value =
                        URLDecoder.decode(
                                pair.substring(name.length() + 1), StandardCharsets.UTF_8);
                SqlText text = SqlText.of(value);
                return value.isEmpty() ? otherwise : text.value(text.masked());
            }
        }
        return otherwise;
    }

    JsonNode renew(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String master = token(exchange);
        for (Session session : sessions.values()) {
            if (session.masterToken().equals(master)) {
                ObjectNode reply = JSON.createObjectNode();
                reply.put("sessionToken", session.renew()).put("validityInSecondsST", 3600);
                reply.put("masterToken", master).put("validityInSecondsMT", 14400);
                return reply.put("sessionId", session.id());
            }
        }
        throw new SnowflakeError("390113", "08001", "Master token is not found.");
    }

    JsonNode close(HttpExchange exchange) throws IOException, SQLException {
        exchange.getRequestBody().readAllBytes();
        Session session = of(exchange);
        sessions.remove(session.id());
        session.close();
        return null;
    }
}
