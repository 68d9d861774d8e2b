package io.drover.engine.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Names that an engine has room for. */
public final class FittedNames {
    /** PostgreSQL's own limit, in bytes of UTF-8. */
    public static final int POSTGRES_BYTES = 63;

    private FittedNames() {}

    /**
     * The name itself where it fits; else its beginning and eight hexadecimal digits of a hash of
     * all of it, so that two long names stay two. Repeats: the same name gives the same one.
     */
    public static String fit(String name, int mostBytes) {
        if (name.getBytes(StandardCharsets.UTF_8).length <= mostBytes) {
            return name;
        }
        CRC32 hash = new CRC32();
        hash.update(name.getBytes(StandardCharsets.UTF_8));
        String suffix = "_%08x".formatted(hash.getValue());
        String start = name;
        while (start.getBytes(StandardCharsets.UTF_8).length + suffix.length() > mostBytes) {
            int end = start.length() - 1;
            // A character beyond the basic plane is two.
            start = start.substring(0, Character.isLowSurrogate(start.charAt(end)) ? end - 1 : end);
        }
        return start + suffix;
    }
}
