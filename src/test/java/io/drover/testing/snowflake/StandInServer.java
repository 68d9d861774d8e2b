package io.drover.testing.snowflake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Which request goes where, and the envelope around every answer. */
final class StandInServer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private interface Endpoint {
        JsonNode answer(HttpExchange exchange) throws IOException, SQLException;
    }

    private interface Whole {
        void answer(HttpExchange exchange) throws IOException;
    }

    private StandInServer() {}

    static List<HttpContext> route(
            HttpServer server,
            SessionEndpoint sessions,
            QueryEndpoint queries,
            StageEndpoint files) {
        List<HttpContext> contexts = new ArrayList<>();
        contexts.add(enveloped(server, "/session/v1/login-request", sessions::login));
        contexts.add(enveloped(server, "/session/token-request", sessions::renew));
        contexts.add(enveloped(server, "/session/heartbeat", StandInServer::nothing));
        contexts.add(enveloped(server, "/session", sessions::close));
        contexts.add(enveloped(server, "/telemetry/send", StandInServer::nothing));
        contexts.add(enveloped(server, "/queries/v1/abort-request", StandInServer::nothing));
        contexts.add(whole(server, "/queries/v1/query-request", queries::query));
        contexts.add(whole(server, "/monitoring/queries/", queries::monitoring));
        contexts.add(whole(server, "/chunks/", queries::chunk));
        contexts.add(whole(server, "/gcs/", files::google));
        contexts.add(whole(server, "/" + StageStatements.BUCKET, files::amazon));
        return contexts;
    }

    private static JsonNode nothing(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        return null;
    }

    private static HttpContext enveloped(HttpServer server, String path, Endpoint endpoint) {
        return whole(
                server,
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

    private static HttpContext whole(HttpServer server, String path, Whole endpoint) {
        return server.createContext(
                path,
                exchange -> {
                    try {
                        endpoint.answer(exchange);
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

    /** The answer of a server whose database has ended. */
    static void gone(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        SnowflakeError refusal = new SnowflakeError("000604", "57014", "The stand-in has ended.");
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
