package io.drover.testing.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.sql.SQLException;

/** Which request goes where, and the envelope around every answer. */
final class StandInServer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private interface Endpoint {
        JsonNode answer(HttpExchange exchange) throws IOException, SQLException;
    }

    private interface Whole {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ClientLife life;
    private volatile boolean ended;

    StandInServer(HttpServer server, ClientLife life) {
        this.server = server;
        this.life = life;
    }

    /** From now on every request is refused. */
    void end() {
        ended = true;
    }

    void route(SessionEndpoint sessions, QueryEndpoint queries, StageEndpoint files) {
        enveloped("/session/v1/login-request", sessions::login);
        enveloped("/session/token-request", sessions::renew);
        enveloped("/session/heartbeat", StandInServer::nothing);
        enveloped("/session", sessions::close);
        enveloped("/telemetry/send", StandInServer::nothing);
        enveloped("/queries/v1/abort-request", queries::abort);
        whole("/queries/v1/query-request", queries::query);
        whole("/monitoring/queries/", queries::monitoring);
        whole("/chunks/", queries::chunk);
        whole("/gcs/", files::google);
        whole("/" + StageStatements.BUCKET, files::amazon);
    }

    private static JsonNode nothing(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        return null;
    }

    private void enveloped(String path, Endpoint endpoint) {
        whole(
                path,
                exchange -> {
                    ObjectNode body;
                    try {
                        body = success(endpoint.answer(exchange));
                    } catch (SQLException failure) {
                        body = refusal(SnowflakeError.of(failure), null);
                    }
                    Exchanges.answer(
                            exchange, 200, "application/json", JSON.writeValueAsBytes(body));
                });
    }

    private void whole(String path, Whole endpoint) {
        server.createContext(
                path,
                exchange -> {
                    try {
                        if (ended || life.over()) {
                            exchange.getRequestBody().readAllBytes();
                            gone(exchange);
                        } else {
                            endpoint.answer(exchange);
                        }
                    } catch (HttpRefusal refusal) {
                        Exchanges.answer(exchange, refusal.status(), "text/plain", new byte[0]);
                    } catch (SnowflakeError refusal) {
                        Exchanges.answer(
                                exchange,
                                200,
                                "application/json",
                                JSON.writeValueAsBytes(refusal(refusal, null)));
                    } catch (IOException | RuntimeException | Error failure) {
                        // The server would swallow it; a stand-in that fails must be seen.
                        System.err.println("Stand-in for Snowflake: " + exchange.getRequestURI());
                        failure.printStackTrace();
                        Exchanges.answer(exchange, 500, "text/plain", new byte[0]);
                    }
                });
    }

    /** The answer of a server whose database has ended, or to a client that is no more. */
    static void gone(HttpExchange exchange) throws IOException {
        SnowflakeError refusal = new SnowflakeError("000604", "57014", "Nobody is there any more.");
        Exchanges.answer(
                exchange, 200, "application/json", JSON.writeValueAsBytes(refusal(refusal, "0")));
    }

    static ObjectNode success(JsonNode data) {
        ObjectNode body = JSON.createObjectNode();
        body.set("data", data);
        return body.putNull("code").putNull("message").put("success", true);
    }

    /** Only the refusal of a statement has a query and an SQLSTATE. */
    static ObjectNode refusal(SnowflakeError refusal, String queryId) {
        ObjectNode body = JSON.createObjectNode();
        ObjectNode data = body.putObject("data");
        if (queryId != null) {
            data.put("errorCode", refusal.code()).put("sqlState", refusal.sqlState());
            data.put("queryId", queryId).put("internalError", false);
        }
        return body.put("code", refusal.code())
                .put("message", refusal.getMessage())
                .put("success", false);
    }
}
