package io.drover.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.drover.model.Nullable;
import io.drover.model.history.QuarantinedRow;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Rows that were set aside as lines of a file, each ended by a line feed. */
public enum QuarantineLines {
    /** A JSON object on each line. */
    JSON {
        @Override
        public String header() {
            return "";
        }

        @Override
        public String line(QuarantinedRow row) {
            StringWriter text = new StringWriter();
            try (JsonGenerator json = FACTORY.createGenerator(text)) {
                json.writeStartObject();
                json.writeNumberField("id", row.id());
                json.writeStringField("table", row.source());
                json.writeStringField("state", row.committed() ? row.state() : "EVIDENCE");
                json.writeNumberField("run", row.runId());
                json.writeNumberField("chunk", row.chunk());
                json.writeStringField("set_aside_at", row.setAsideAt().toString());
                json.writeStringField("reason_state", row.reasonState());
                json.writeStringField("reason", row.reason());
                raw(json, "violations", row.violationsJson());
                raw(json, "key", row.key());
                raw(json, "row", row.row());
                if (row.wireRow() != null) {
                    json.writeStringField("wire_form", row.wireForm());
                    json.writeStringField("wire_row", row.wireRow());
                }
                json.writeEndObject();
            } catch (IOException impossible) {
                throw new UncheckedIOException("Writing to memory", impossible);
            }
            return text + "\n";
        }
    },

    /** RFC 4180 with a header; what is JSON stays JSON within its field. */
    CSV {
        @Override
        public String header() {
            return "id,table,state,run,chunk,set_aside_at,reason_state,reason,violations,key,row,wire_form,wire_row\n";
        }

        @Override
        public String line(QuarantinedRow row) {
            List<String> fields = new ArrayList<>();
            fields.add(Long.toString(row.id()));
            fields.add(row.source());
            fields.add(row.committed() ? row.state() : "EVIDENCE");
            fields.add(Long.toString(row.runId()));
            fields.add(Integer.toString(row.chunk()));
            fields.add(row.setAsideAt().toString());
            fields.add(row.reasonState());
            fields.add(row.reason());
            fields.add(row.violationsJson());
            fields.add(row.key());
            fields.add(row.row());
            fields.add(row.wireForm());
            fields.add(row.wireRow());
            return fields.stream().map(QuarantineLines::quoted).collect(Collectors.joining(","))
                    + "\n";
        }
    };

    private static final JsonFactory FACTORY = new JsonFactory();

    /** What stands above the lines; may be empty. */
    public abstract String header();

    public abstract String line(QuarantinedRow row);

    private static void raw(JsonGenerator json, String name, @Nullable String value)
            throws IOException {
        json.writeFieldName(name);
        json.writeRawValue(value == null ? "null" : value);
    }

    private static String quoted(@Nullable String field) {
        if (field == null) {
            return "";
        }
        boolean plain = field.chars().noneMatch(each -> ",\"\r\n".indexOf(each) >= 0);
        return plain ? field : "\"" + field.replace("\"", "\"\"") + "\"";
    }
}
