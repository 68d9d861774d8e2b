package io.drover.model.catalog;

import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import java.util.List;
import java.util.Optional;

/**
 * What stands in one database, as far as a migration selects it. All expressions are as the server
 * prints them with an empty search path, so every name in them is qualified.
 *
 * <p>Order: every list is sorted (by name; columns by position), so that the same database gives an
 * equal value.
 *
 * @param schemas the selected tables' schemas and those of the types and sequences they need
 * @param types user-defined types, each after those it needs
 * @param notCarried what belongs to the selected schemas and stays behind: views, functions, …
 * @param surroundings what decides whether the tables can be replaced
 */
public record Catalog(
        ServerInfo server,
        List<SchemaInfo> schemas,
        List<UserType> types,
        List<SequenceInfo> sequences,
        List<TableInfo> tables,
        List<PlanWarning> notCarried,
        Surroundings surroundings) {
    public Catalog {
        schemas = List.copyOf(schemas);
        types = List.copyOf(types);
        sequences = List.copyOf(sequences);
        tables = List.copyOf(tables);
        notCarried = List.copyOf(notCarried);
    }

    /** A catalog of which nothing is known beside its objects. */
    public Catalog(
            ServerInfo server,
            List<SchemaInfo> schemas,
            List<UserType> types,
            List<SequenceInfo> sequences,
            List<TableInfo> tables,
            List<PlanWarning> notCarried) {
        this(server, schemas, types, sequences, tables, notCarried, Surroundings.NONE);
    }

    public Optional<TableInfo> table(TableName name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst();
    }
}
