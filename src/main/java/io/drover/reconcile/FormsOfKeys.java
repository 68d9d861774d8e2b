package io.drover.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.canonical.RowForm;
import io.drover.engine.AuditColumn;
import io.drover.engine.AuditValues;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.function.Function;

/**
 * Of the forms of a table's rows those that have one of some keys: its auditor reads all of them.
 * Memory: the keys.
 */
final class FormsOfKeys implements Function<byte[], Boolean> {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final int columns;
    private final Set<String> keys = new HashSet<>();

    /**
     * @param key the first columns of the forms
     * @param members what the keys call them
     * @param json an array of objects, texts or null each
     */
    FormsOfKeys(List<AuditColumn> key, List<String> members, String json) {
        this.columns = key.size();
        try {
            for (JsonNode each : MAPPER.readTree(json)) {
                RowForm form = new RowForm(columns);
                AuditValues values = new AuditValues(form);
                for (int column = 0; column < columns; column++) {
                    values.add(key.get(column), each.path(members.get(column)).textValue());
                }
                keys.add(frames(form));
            }
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("The keys are no JSON", damaged);
        }
    }

    @Override
    public Boolean call(byte[] form) {
        // What is no row is a fate, which only rules have.
        return FormedRows.isRow(form) && keys.contains(frames(RowForm.read(form)));
    }

    private String frames(RowForm form) {
        StringBuilder frames = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            boolean isNull = form.isNull(column);
            frames.append(form.tag(column)).append(isNull ? ":" : ":" + form.payloadLength(column));
            if (!isNull) {
                frames.append(':')
                        .append(
                                new String(
                                        form.bytes(),
                                        form.payloadAt(column),
                                        form.payloadLength(column),
                                        StandardCharsets.ISO_8859_1));
            }
            frames.append(';');
        }
        return frames.toString();
    }
}
