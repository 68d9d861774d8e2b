package io.drover.model.catalog;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.util.List;

/**
 * What stands around the selected tables and decides whether they can be replaced. Names,
 * dependents and grants are read only where that is asked: of what stands in a target.
 *
 * <p>Order: every list is sorted.
 *
 * @param schemas every schema of the users in the database
 * @param names every name that is taken in the selected schemas: tables, views, indexes, sequences
 * @param dependents what is bound to a selected table and is none itself
 * @param grants on the selected tables and the sequences of their schemas, the owner's own left out
 * @param extensionNames types and functions that extensions made in users' schemas
 */
public record Surroundings(
        List<String> schemas,
        List<TakenName> names,
        List<Dependent> dependents,
        List<Grant> grants,
        List<TableName> extensionNames) {
    public static final Surroundings NONE =
            new Surroundings(List.of(), List.of(), List.of(), List.of(), List.of());

    public Surroundings {
        schemas = List.copyOf(schemas);
        names = List.copyOf(names);
        dependents = List.copyOf(dependents);
        grants = List.copyOf(grants);
        extensionNames = List.copyOf(extensionNames);
    }

    /**
     * A relation's name.
     *
     * @param kind for people: {@code view}, {@code index}, …
     * @param table the table that an index or owned sequence belongs to, else null
     */
    public record TakenName(TableName name, String kind, @Nullable TableName table) {}

    /**
     * Something that is bound to a table or sequence.
     *
     * @param object for people: {@code "view shop.open_orders"}
     * @param by the table that a foreign key or default belongs to, else null
     * @param on the table or sequence that it is bound to
     */
    public record Dependent(String object, @Nullable TableName by, TableName on) {}

    /**
     * A privilege that somebody has.
     *
     * @param kind {@code TABLE} or {@code SEQUENCE}
     * @param column null for a grant on the whole table
     * @param grantee a role, or empty for PUBLIC
     */
    public record Grant(
            TableName table,
            String kind,
            @Nullable String column,
            String grantee,
            String privilege,
            boolean grantable) {}
}
