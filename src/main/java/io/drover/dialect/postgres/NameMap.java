package io.drover.dialect.postgres;

import io.drover.model.TableName;
import java.util.Map;
import java.util.Set;

/**
 * Where the names of one database lead in another one.
 *
 * @param relations tables and sequences whose new name is known
 * @param schemas where everything else of a schema goes: types, functions
 * @param kept names that stay as they are: what extensions made
 */
public record NameMap(
        Map<TableName, TableName> relations, Map<String, String> schemas, Set<TableName> kept) {
    public NameMap {
        relations = Map.copyOf(relations);
        schemas = Map.copyOf(schemas);
        kept = Set.copyOf(kept);
    }

    public TableName map(TableName name) {
        TableName relation = relations.get(name);
        return relation != null ? relation : other(name);
    }

    /** Of a type or function, which may have the name of a table. */
    public TableName other(TableName name) {
        return kept.contains(name)
                ? name
                : new TableName(schemas.getOrDefault(name.schema(), name.schema()), name.name());
    }
}
