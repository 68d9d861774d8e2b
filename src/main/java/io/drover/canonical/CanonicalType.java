package io.drover.canonical;

import java.util.HashMap;
import java.util.Map;

/**
 * A logical type of the canonical form, with the tag that its frames begin with.
 *
 * <p>Tags are numbers without further meaning. Those of PostgreSQL's own types are used where there
 * is one, since its server can then make whole rows of frames by itself.
 *
 * <p>Source: {@code src/site/markdown/canonical-form.md}, the normative page.
 */
public enum CanonicalType {
    BOOLEAN(16, 1000),
    INTEGER(20, 1016),
    /** Of any precision. */
    DECIMAL(1043, 1015),
    FLOAT(701, 1022),
    TEXT(25, 1009),
    BINARY(17, 1001),
    DATE(1082, 1182),
    TIME(1083, 1183),
    /** A time of day with an offset. */
    TIME_ZONED(1266, 1270),
    /** A date and time without a zone. */
    TIMESTAMP(1114, 1115),
    /** A point in time. */
    INSTANT(1184, 1185),
    INTERVAL(1186, 1187),
    UUID(2950, 2951),
    JSON(3802, 3807);

    private static final Map<Integer, CanonicalType> BY_TAG = new HashMap<>();

    static {
        for (CanonicalType type : values()) {
            BY_TAG.put(type.tag, type);
            BY_TAG.put(type.arrayTag, type);
        }
    }

    private final int tag;
    private final int arrayTag;

    CanonicalType(int tag, int arrayTag) {
        this.tag = tag;
        this.arrayTag = arrayTag;
    }

    /**
     * The type of a frame with this tag, or of an array's elements.
     *
     * @throws IllegalStateException when no frame has this tag
     */
    public static CanonicalType ofTag(int tag) {
        CanonicalType type = BY_TAG.get(tag);
        if (type == null) {
            throw new IllegalStateException("No frame has the tag " + tag);
        }
        return type;
    }

    /** Of a frame that holds one value. */
    public int tag() {
        return tag;
    }

    /** Of a frame that holds an array of them, of any number of dimensions. */
    public int arrayTag() {
        return arrayTag;
    }
}
