package io.drover.model;

import java.io.Serializable;
import java.util.Comparator;

/**
 * A schema-qualified name as the database stores it: case kept, not quoted.
 *
 * <p>Order: by schema, then name, by code unit (not the database's collation).
 */
public record TableName(String schema, String name) implements Comparable<TableName>, Serializable {
    private static final Comparator<TableName> ORDER =
            Comparator.comparing(TableName::schema).thenComparing(TableName::name);

    @Override
    public int compareTo(TableName other) {
        return ORDER.compare(this, other);
    }

    /** {@code schema.name}, for people; SQL text comes from the dialect, which quotes. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
