package io.drover.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Instant;

/**
 * A report as JSON: the components of {@link MigrationReport} by their names, in their order,
 * instants in ISO 8601 UTC, nothing left out where it is null. The same report gives the same
 * bytes.
 *
 * <p>A program reads {@code format} first, and then {@code verdict.kind}.
 */
public final class JsonReport {
    private static final ObjectWriter WRITER = writer();

    private JsonReport() {}

    /** The document, with a line feed at its end. */
    public static String render(MigrationReport report) {
        return write(report);
    }

    static String write(Object report) {
        try {
            return WRITER.writeValueAsString(report) + "\n";
        } catch (JsonProcessingException failure) {
            throw new IllegalStateException("A report cannot be written as JSON", failure);
        }
    }

    private static ObjectWriter writer() {
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
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        return new ObjectMapper()
                .registerModule(module)
                .writer(new DefaultPrettyPrinter().withObjectIndenter(lines));
    }
}
