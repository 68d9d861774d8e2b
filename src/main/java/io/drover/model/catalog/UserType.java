package io.drover.model.catalog;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.util.List;

/**
 * A type that somebody made: enum, domain, composite or range.
 *
 * @param labels of an enum, in order; else empty
 * @param attributes of a composite, in order; else empty
 * @param baseType of a domain: its base with modifiers; of a range: its subtype; else null
 * @param definition what follows the type's name and base in its CREATE statement, as the server
 *     prints it: a domain's COLLATE, DEFAULT, NOT NULL and CONSTRAINT clauses; a range's options
 *     other than the subtype, comma-separated; empty otherwise
 */
public record UserType(
        TableName name,
        Kind kind,
        List<String> labels,
        List<Attribute> attributes,
        @Nullable String baseType,
        String definition,
        @Nullable String comment) {
    public UserType {
        labels = List.copyOf(labels);
        attributes = List.copyOf(attributes);
    }

    /** How the type was made. */
    public enum Kind {
        ENUM,
        DOMAIN,
        COMPOSITE,
        RANGE
    }

    /** One attribute of a composite type; collation null: the type's own. */
    public record Attribute(String name, String type, @Nullable String collation) {}
}
