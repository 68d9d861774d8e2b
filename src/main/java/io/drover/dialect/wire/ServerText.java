package io.drover.dialect.wire;

import io.drover.model.WireForm;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Values of a logical type as the text that PostgreSQL prints of them; of numbers and floats
 * another text of the same value.
 *
 * <p>Not thread-safe.
 */
public final class ServerText {
    /** What the wire's text of a timestamp has more than the server prints. */
    private static final Pattern NO_FRACTION = Pattern.compile("\\.?0+(?=\\+00|$| BC)");

    private final boolean trims;
    private final ValueEncoder encoder;
    private final WireBuffer scratch = new WireBuffer(256);

    public ServerText(String type) {
        this.trims = type.startsWith("timestamp");
        this.encoder = ValueEncoder.of(type, WireForm.TEXT);
    }

    public String of(Object value) {
        if (value instanceof String text) {
            return text;
        }
        scratch.truncate(0);
        encoder.encode(value, scratch);
        String text = new String(scratch.array(), 0, scratch.size(), StandardCharsets.UTF_8);
        return trims ? NO_FRACTION.matcher(text).replaceFirst("") : text.replace("\\\\", "\\");
    }
}
