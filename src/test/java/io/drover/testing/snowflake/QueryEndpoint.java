package io.drover.testing.snowflake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Statements over HTTP. A request that is sent again gets the answer of the first time: drivers
 * repeat a request when they saw no reply, and its statement must not run twice.
 */
final class QueryEndpoint {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StatementRunner runner;
    private final SessionEndpoint sessions;
    private final ReplyBodies bodies;
    private final Faults faults;
    private final ClientLife life;
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> answered = new ConcurrentHashMap<>();
    private final Set<String> aborted = ConcurrentHashMap.newKeySet();

    QueryEndpoint(
            StatementRunner runner,
            SessionEndpoint sessions,
            ReplyBodies bodies,
            Faults faults,
            ClientLife life) {
        this.runner = runner;
        this.sessions = sessions;
        this.bodies = bodies;
        this.faults = faults;
        this.life = life;
    }

    List<String> statements() {
        return List.copyOf(statements);
    }

    void query(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(Exchanges.body(exchange));
        String sql = request.path("sqlText").asText();
        String requestId =
                exchange.getRequestURI().getQuery().replaceAll(".*requestId=([^&]*).*", "$1");
        if (faults.take(Fault.Kind.DROPPED_BEFORE, sql) != null) {
            exchange.close();
            return;
        }
        Fault status = faults.take(Fault.Kind.HTTP_STATUS, sql);
        if (status != null) {
            Exchanges.answer(exchange, (int) status.status(), "text/plain", new byte[0]);
            return;
        }
        Fault expired = faults.take(Fault.Kind.SESSION_EXPIRED, sql);
        if (expired != null) {
            sessions.of(exchange).renew();
            reply(exchange, StandInServer.refusal(expired.error(), null));
            return;
        }
        Fault slow = faults.take(Fault.Kind.SLOW, sql);
        if (slow != null) {
            await(requestId, slow.status());
        }
        byte[] body = answered.get(requestId);
        if (body == null && aborted.remove(requestId)) {
            SnowflakeError canceled =
                    new SnowflakeError("000604", "57014", "SQL execution canceled");
            body =
                    JSON.writeValueAsBytes(
                            StandInServer.refusal(canceled, UUID.randomUUID().toString()));
        }
        if (body == null) {
            Session session = sessions.of(exchange);
            statements.add(sql);
            ClientLife.End end = life.at(sql);
            if (end != null) {
                if (end == ClientLife.End.AFTER) {
                    run(session, request, sql);
                }
                life.end(() -> run(session, request, sql));
                StandInServer.gone(exchange);
                return;
            }
            body = run(session, request, sql);
            answered.put(requestId, body);
        }
        if (faults.take(Fault.Kind.REPLY_LOST, sql) != null) {
            exchange.close();
        } else if (faults.take(Fault.Kind.REPLY_CUT, sql) != null) {
            Exchanges.cut(exchange, body);
        } else {
            Exchanges.answer(exchange, 200, "application/json", body);
        }
    }

    /** Ends early when the client gives the request up. */
    private void await(String requestId, long milliseconds) {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        while (System.nanoTime() < end && !aborted.contains(requestId)) {
            LockSupport.parkNanos(5_000_000);
        }
    }

    JsonNode abort(HttpExchange exchange) throws IOException {
        aborted.add(JSON.readTree(Exchanges.body(exchange)).path("requestId").asText());
        return null;
    }

    private static void reply(HttpExchange exchange, ObjectNode body) throws IOException {
        Exchanges.answer(exchange, 200, "application/json", JSON.writeValueAsBytes(body));
    }

    private byte[] run(Session session, JsonNode request, String sql) {
        List<Binding> bindings = Binding.all(request.path("bindings"));
        boolean describeOnly = request.path("describeOnly").asBoolean();
        boolean async = request.path("asyncExec").asBoolean();
        String queryId = UUID.randomUUID().toString();
        ObjectNode body;
        synchronized (session) {
            try {
                Reply reply = unblocked(session, sql, bindings, describeOnly, queryId);
                int binds =
                        (int) SqlText.of(sql).masked().chars().filter(one -> one == '?').count();
                body = StandInServer.success(bodies.body(session, queryId, reply, binds));
            } catch (SnowflakeError refusal) {
                body = StandInServer.refusal(refusal, queryId);
            }
        }
        if (async) {
            body = StandInServer.success(JSON.createObjectNode());
            body.put("code", "333334").put("message", "Query execution in progress.");
            ((ObjectNode) body.get("data"))
                    .put("queryId", queryId)
                    .put("getResultUrl", "/queries/" + queryId + "/result")
                    .put("queryAbortsAfterSecs", 300);
        }
        return bytes(body);
    }

    private static byte[] bytes(ObjectNode body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** With one more try where transactions were in the way whose clients say nothing. */
    private Reply unblocked(
            Session session,
            String sql,
            List<Binding> bindings,
            boolean describeOnly,
            String queryId) {
        long begun = System.nanoTime();
        session.works(sql);
        try {
            return runner.run(session, sql, bindings, describeOnly, queryId);
        } catch (SnowflakeError refusal) {
            if (!refusal.code().equals(SnowflakeError.LOCKED) || !sessions.abortIdle(begun)) {
                throw refusal;
            }
            return runner.run(session, sql, bindings, describeOnly, queryId);
        } finally {
            session.rests();
        }
    }

    /** How an asynchronous statement ended. */
    void monitoring(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String id = path.substring(path.lastIndexOf('/') + 1);
        ObjectNode data = JSON.createObjectNode();
        ObjectNode query = data.putArray("queries").addObject().put("id", id);
        query.put("status", "SUCCESS").put("state", "SUCCEEDED");
        for (Session session : sessions.all()) {
            SnowflakeError failure = session.failure(id);
            if (failure != null) {
                query.put("status", "FAILED_WITH_ERROR").put("state", "FAILED");
                query.put("errorCode", failure.code()).put("errorMessage", failure.getMessage());
            }
        }
        reply(exchange, StandInServer.success(data));
    }

    void chunk(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] chunk = bodies.chunk(path.substring(path.lastIndexOf('/') + 1));
        Exchanges.answer(
                exchange,
                chunk == null ? 404 : 200,
                "application/octet-stream",
                chunk == null ? new byte[0] : chunk);
    }
}
