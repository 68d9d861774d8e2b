package io.drover.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.drover.model.profile.MigrationProfile;
import java.io.IOException;
import java.time.Instant;

/**
 * A profile as JSON: the components of {@link MigrationProfile} by their names, in their order,
 * instants in ISO 8601 UTC. The same profile gives the same bytes, and they give it back.
 */
public final class ProfileJson {
    private static final ObjectMapper READER =
            new ObjectMapper()
                    .registerModule(
                            new SimpleModule()
                                    .addDeserializer(
                                            Instant.class,
                                            new JsonDeserializer<Instant>() {
                                                @Override
                                                public Instant deserialize(
                                                        JsonParser json,
                                                        DeserializationContext context)
                                                        throws IOException {
                                                    return Instant.parse(json.getText());
                                                }
                                            }));

    private ProfileJson() {}

    /** The document, with a line feed at its end. */
    public static String render(MigrationProfile profile) {
        return JsonReport.write(profile);
    }

    /**
     * Reads what {@link #render} wrote.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static MigrationProfile read(String json) {
        try {
            MigrationProfile profile = READER.readValue(json, MigrationProfile.class);
            if (!MigrationProfile.FORMAT.equals(profile.format())) {
                throw new IllegalArgumentException(
                        "Its format is %s, and this version reads %s"
                                .formatted(profile.format(), MigrationProfile.FORMAT));
            }
            return profile;
        } catch (JsonProcessingException | NullPointerException damaged) {
            throw new IllegalArgumentException(
                    "It is no profile: " + damaged.getMessage(), damaged);
        }
    }
}
