package io.drover.testing.snowflake;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parameters of a session that the driver acts on. */
final class SessionParameters {
    private static final Map<String, Object> FIXED = new LinkedHashMap<>();

    static {
        FIXED.put("TIMESTAMP_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM");
        FIXED.put("TIMESTAMP_NTZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3");
        FIXED.put("TIMESTAMP_LTZ_OUTPUT_FORMAT", "");
        FIXED.put("TIMESTAMP_TZ_OUTPUT_FORMAT", "");
        FIXED.put("DATE_OUTPUT_FORMAT", "YYYY-MM-DD");
        FIXED.put("TIME_OUTPUT_FORMAT", "HH24:MI:SS");
        FIXED.put("BINARY_OUTPUT_FORMAT", "HEX");
        FIXED.put("AUTOCOMMIT", true);
        FIXED.put("JDBC_TREAT_DECIMAL_AS_INT", true);
        FIXED.put("CLIENT_SESSION_KEEP_ALIVE", false);
        FIXED.put("CLIENT_HONOR_CLIENT_TZ_FOR_TIMESTAMP_NTZ", true);
        FIXED.put("CLIENT_TELEMETRY_ENABLED", false);
        FIXED.put("CLIENT_STAGE_ARRAY_BINDING_THRESHOLD", 0);
        // Without these three the driver fails on a result with chunks.
        FIXED.put("CLIENT_RESULT_CHUNK_SIZE", 16);
        FIXED.put("CLIENT_MEMORY_LIMIT", 1536);
        FIXED.put("CLIENT_PREFETCH_THREADS", 4);
    }

    private SessionParameters() {}

    static void write(ArrayNode array, Session session) {
        Map<String, Object> all = new LinkedHashMap<>(FIXED);
        session.settings()
                .forEach(
                        (name, value) -> {
                            Object kept = all.get(name);
                            if (!(kept instanceof Integer)) {
                                all.put(
                                        name,
                                        kept instanceof Boolean
                                                ? (Object) Boolean.valueOf(value)
                                                : value);
                            }
                        });
        all.forEach(
                (name, value) -> {
                    ObjectNode parameter = array.addObject().put("name", name);
                    parameter.putPOJO("value", value);
                });
    }
}
