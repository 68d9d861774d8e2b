package io.drover.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.MigrationPlan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The plan as JSON. Equal plans give the same bytes on every machine, and {@code read(write(plan))}
 * equals the plan: the ledger keeps these bytes, and a resumed run obeys them.
 *
 * <p>Order: of the records' components. It holds no secret, since a plan holds none.
 */
public final class PlanJson {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    // Questions that a record answers about itself are none of its components.
                    .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                    .build();

    private static final ObjectWriter WRITER = MAPPER.writer(printer());

    private PlanJson() {}

    /** Line feeds whatever the system's line separator is. */
    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    }

    public static String write(MigrationPlan plan) {
        try {
            return WRITER.writeValueAsString(plan) + "\n";
        } catch (JsonProcessingException failure) {
            throw new IllegalStateException("A plan is always written", failure);
        }
    }

    /**
     * The plan that was written.
     *
     * @throws MigrationException CONSISTENCY when the text is no plan of this version
     */
    public static MigrationPlan read(String json) {
        try {
            return MAPPER.readValue(json, MigrationPlan.class);
        } catch (JsonProcessingException failure) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot read the stored plan: %s. Give the command with the version of Drover that made it, or begin anew with migrate --restart."
                            .formatted(failure.getOriginalMessage()),
                    failure);
        }
    }

    /** SHA-256 of a plan's JSON, as 64 hexadecimal digits. */
    public static String digest(String json) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(json.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
