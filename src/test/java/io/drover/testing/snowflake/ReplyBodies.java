package io.drover.testing.snowflake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Replies as the driver reads them: some rows inline, the others as chunks by URL. */
final class ReplyBodies {
    private static final int INLINE_ROWS = 2_000;
    private static final int CHUNK_ROWS = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ResultKind kind;
    private final String server;
    private final Map<String, byte[]> chunks = new ConcurrentHashMap<>();

    ReplyBodies(ResultKind kind, String server) {
        this.kind = kind;
        this.server = server;
    }

    /** A chunk that a reply named; null when none did. */
    byte[] chunk(String id) {
        return chunks.get(id);
    }

    ObjectNode body(Session session, String queryId, Reply reply, int binds) {
        ObjectNode data =
                reply.transfer() == null
                        ? JSON.createObjectNode()
                        : ((ObjectNode) reply.transfer()).deepCopy();
        data.put("queryId", queryId).put("version", 1).put("numberOfBinds", binds);
        data.put("statementTypeId", reply.statementType()).put("arrayBindSupported", true);
        data.put("finalDatabaseName", Engine.DATABASE).put("finalSchemaName", session.schema());
        data.put("finalWarehouseName", session.warehouse()).put("finalRoleName", session.role());
        data.put("sendResultTime", System.currentTimeMillis());
        SessionParameters.write(data.putArray("parameters"), session);
        if (reply.transfer() == null) {
            rows(data, reply);
        }
        return data;
    }

    private void rows(ObjectNode data, Reply reply) {
        ArrayNode types = data.putArray("rowtype");
        reply.columns().forEach(column -> type(types.addObject(), column));
        List<String[]> rows = reply.rows();
        int inline = Math.min(INLINE_ROWS, rows.size());
        boolean arrow = kind == ResultKind.ARROW && reply.statementType() == Reply.SELECT;
        data.put("total", rows.size()).put("returned", rows.size());
        data.put("queryResultFormat", arrow ? "arrow" : "json");
        List<String[]> first = rows.subList(0, inline);
        if (arrow) {
            data.put(
                    "rowsetBase64",
                    Base64.getEncoder().encodeToString(ArrowRows.stream(reply.columns(), first)));
        } else {
            data.set("rowset", JSON.valueToTree(first));
        }
        if (inline < rows.size()) {
            ArrayNode list = data.putArray("chunks");
            for (int at = inline; at < rows.size(); at += CHUNK_ROWS) {
                List<String[]> some = rows.subList(at, Math.min(rows.size(), at + CHUNK_ROWS));
                byte[] body = arrow ? ArrowRows.stream(reply.columns(), some) : json(some);
                String id = UUID.randomUUID().toString();
                chunks.put(id, body);
                ObjectNode chunk = list.addObject().put("url", server + "/chunks/" + id);
                chunk.put("rowCount", some.size()).put("uncompressedSize", body.length);
                chunk.put("compressedSize", body.length);
            }
        }
    }

    /** Without the outer brackets, as the driver expects it. */
    private static byte[] json(List<String[]> rows) {
        try {
            String text = JSON.writeValueAsString(rows);
            return text.substring(1, text.length() - 1).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void type(ObjectNode node, Reply.Column column) {
        ColumnType type = column.type();
        boolean sized = type.length() > 0;
        node.put("name", column.name()).put("type", type.wire()).put("nullable", column.nullable());
        node.put("database", Engine.DATABASE);
        node.put("schema", column.schema()).put("table", column.table());
        boolean numbered = type.wire().equals("fixed") || type.wire().startsWith("time");
        node.put("precision", numbered ? (Integer) type.precision() : null);
        node.put("scale", numbered ? (Integer) type.scale() : null);
        node.put("length", sized ? (Integer) type.length() : null);
        node.put("byteLength", sized ? (Integer) type.length() : null);
    }
}
