package io.drover.dialect.snowflake;

import io.drover.canonical.CanonicalType;
import java.io.Serializable;

/**
 * A column whose frames a server makes.
 *
 * @param name as SQL writes it
 * @param logicalType as the catalog tells it: {@code numeric(12,2)}
 * @param as the type whose frames are made
 */
public record DigestedColumn(String name, String logicalType, CanonicalType as)
        implements Serializable {
    /** Without lengths and digits. */
    String base() {
        return logicalType.replaceFirst("\\([^)]*\\)", "");
    }

    /** Digits behind the point; below 0 where the type does not say how many. */
    int scale() {
        int comma = logicalType.indexOf(',');
        return comma < 0
                ? -1
                : Integer.parseInt(logicalType.substring(comma + 1, logicalType.length() - 1));
    }

    /** Digits of a second's fraction, where the type says so; the most that there are elsewhere. */
    int fraction() {
        int open = logicalType.indexOf('(');
        return open < 0
                ? 9
                : Integer.parseInt(logicalType.substring(open + 1, logicalType.indexOf(')')));
    }
}
