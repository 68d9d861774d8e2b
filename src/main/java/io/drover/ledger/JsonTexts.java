package io.drover.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names and texts out of a JSON object of the ledger, in the order in which they stand there. */
final class JsonTexts {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonTexts() {}

    /**
     * A JSON object as names and texts, or an array of {@code [name, text]} pairs (which, unlike
     * jsonb's objects, keep their order). A JSON null is a null text.
     */
    static Map<String, String> object(String json) {
        Map<String, String> texts = new LinkedHashMap<>();
        JsonNode tree = parse(json);
        if (tree.isArray()) {
            tree.forEach(pair -> texts.put(pair.path(0).asText(), text(pair.path(1))));
        } else {
            tree.fields()
                    .forEachRemaining(field -> texts.put(field.getKey(), text(field.getValue())));
        }
        return texts;
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException failure) {
            throw new IllegalStateException("The server gave jsonb that is not JSON", failure);
        }
    }

    private static String text(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        return value.isTextual() ? value.textValue() : value.toString();
    }
}
