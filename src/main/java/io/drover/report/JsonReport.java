package io.drover.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.model.history.TableProof;
import java.io.IOException;
import java.time.Instant;

/**
 * A report as JSON: the components of {@link MigrationReport} by their names, in their order,
 * instants in ISO 8601 UTC, nothing left out where it is null. The same report gives the same
 * bytes.
 *
 * <p>A program reads {@code format} first, and then {@code verdict.kind}. The document is valid
 * against {@link #schema}, which it names.
 */
public final class JsonReport {
    /** The file of the schema, beside the document and in the jar. */
    public static final String SCHEMA_NAME = "report.schema.json";

    private static final ObjectMapper MAPPER = mapper();
    private static final ObjectWriter WRITER =
            MAPPER.writer(
                    new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));

    /** A table's names stand beside its proof already. */
    @JsonIgnoreProperties({"number", "source", "target"})
    private interface Unnamed {}

    private JsonReport() {}

    /** The document, with a line feed at its end. */
    public static String render(MigrationReport report) {
        ObjectNode document = MAPPER.createObjectNode();
        document.put("$schema", SCHEMA_NAME);
        document.setAll(MAPPER.<ObjectNode>valueToTree(report));
        return write(document);
    }

    /** The JSON Schema (2020-12) of the document. */
    public static String schema() {
        return HtmlReport.resource(SCHEMA_NAME);
    }

    static String write(Object report) {
        try {
            return WRITER.writeValueAsString(report) + "\n";
        } catch (JsonProcessingException failure) {
            throw new IllegalStateException("A report cannot be written as JSON", failure);
        }
    }

    private static ObjectMapper mapper() {
        SimpleModule module = new SimpleModule();
        module.addSerializer(
                Instant.class,
                new JsonSerializer<Instant>() {
                    @Override
                    public void serialize(
                            Instant instant, JsonGenerator json, SerializerProvider provider)
                            throws IOException {
                        json.writeString(instant.toString());
                    }
                });
        return new ObjectMapper().registerModule(module).addMixIn(TableProof.class, Unnamed.class);
    }
}
