package io.drover.engine.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.model.Nullable;
import java.util.List;

/**
 * What is kept of a row that could not be read: a JSON object of its fields by column, those
 * without one by their number. Bytes that are no characters are shown as U+FFFD.
 */
final class UnreadableText {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_CHARACTERS = 1 << 16;

    private final boolean masked;
    private long kept;

    /** All texts of a chunk together: beyond it the file itself must be looked at. */
    private static final long MOST_TOGETHER = 32L << 20;

    UnreadableText(boolean masked) {
        this.masked = masked;
    }

    /** Null where a column is masked, or much was kept by now. */
    @Nullable
    String of(Records records, List<String> columns) {
        if (masked || kept > MOST_TOGETHER) {
            return null;
        }
        ObjectNode fields = JSON.createObjectNode();
        if (records instanceof JsonRecords lines) {
            fields.put("line", shown(lines.text()));
        } else {
            for (int field = 0; field < records.fields(); field++) {
                String name = field < columns.size() ? columns.get(field) : "field " + (field + 1);
                if (records.isNull(field)) {
                    fields.putNull(name);
                } else {
                    fields.put(
                            name,
                            shown(
                                    FieldWriter.text(
                                            records.array(),
                                            records.start(field),
                                            records.end(field))));
                }
            }
        }
        String text = fields.toString();
        kept += text.length();
        return text;
    }

    private static String shown(String text) {
        String whole = text.replace('\0', '\ufffd');
        return whole.length() > MOST_CHARACTERS ? whole.substring(0, MOST_CHARACTERS) + "…" : whole;
    }
}
