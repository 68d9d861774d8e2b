package io.drover.catalog;

import io.drover.dialect.postgres.SurroundingsQueries;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.catalog.Surroundings;
import io.drover.model.catalog.Surroundings.Dependent;
import io.drover.model.catalog.Surroundings.Grant;
import io.drover.model.catalog.Surroundings.TakenName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** What stands around the selected tables. */
final class Around {
    private final Connection connection;
    private final String oids;
    private final String schemas;

    Around(Connection connection, List<Relation> selected, Collection<String> schemas) {
        this.connection = connection;
        this.oids = Query.oids(selected.stream().map(Relation::oid).toList());
        this.schemas = Query.names(schemas);
    }

    List<PlanWarning> notCarried() throws SQLException {
        return Query.list(
                connection,
                SurroundingsQueries.NOT_CARRIED,
                row -> warning(row.getString(1), row.getString(2)),
                schemas,
                schemas,
                oids,
                oids,
                oids,
                oids,
                oids,
                oids,
                oids,
                schemas);
    }

    static PlanWarning rowType(TableName name) {
        return new PlanWarning(
                PlanWarning.Kind.NOT_CARRIED,
                "row type " + name,
                "A column has the row type of a table; the target must have that type.",
                "Make the type in the target first, or exclude the table that uses it.");
    }

    private static PlanWarning warning(String kind, String name) {
        return new PlanWarning(
                PlanWarning.Kind.NOT_CARRIED,
                kind + " " + name,
                switch (kind) {
                    case "foreign table" -> "Stays behind, and so do the rows seen through it.";
                    case "large objects" -> "Stay behind; columns that name them keep the numbers.";
                    case "row level security" -> "Is not enabled in the target.";
                    case "grants" -> "Are not given to the new table.";
                    default -> "Stays behind.";
                },
                switch (kind) {
                    case "view", "materialized view" ->
                            "Dump it with pg_dump --schema-only and run it on the target after the migration.";
                    case "function", "procedure", "aggregate" ->
                            "Make it on the target: before the migration if a default, check or index calls it, else after.";
                    case "trigger", "rule", "policy", "row level security" ->
                            "Make it on the target's table after the migration.";
                    case "grants" ->
                            "Grant them in the target; a replaced table keeps the grants that it has there.";
                    case "extension" ->
                            "Run CREATE EXTENSION on the target before the migration if a table uses it.";
                    case "collation" ->
                            "Make it on the target before the migration if a column uses it.";
                    case "foreign table" ->
                            "Migrate the server that it stands on, or copy it into a table first.";
                    case "large objects" -> "Move them with pg_dump --large-objects.";
                    case "invalid index" -> "Run REINDEX or DROP INDEX on the source.";
                    default -> "Make it on the target where it is wanted.";
                });
    }

    /** All of it, for tables that may have to make room. */
    Surroundings surroundings(List<String> allSchemas) throws SQLException {
        return new Surroundings(allSchemas, names(), dependents(), grants(), extensionNames());
    }

    /** What expressions need to be read aright, for tables that stay where they are. */
    Surroundings extensionsOnly(List<String> allSchemas) throws SQLException {
        return new Surroundings(allSchemas, List.of(), List.of(), List.of(), extensionNames());
    }

    private List<TableName> extensionNames() throws SQLException {
        return Query.list(
                connection,
                SurroundingsQueries.EXTENSION_NAMES,
                row -> new TableName(row.getString(1), row.getString(2)));
    }

    private List<TakenName> names() throws SQLException {
        return Query.list(
                connection,
                SurroundingsQueries.NAMES,
                row ->
                        new TakenName(
                                new TableName(row.getString(1), row.getString(2)),
                                row.getString(3),
                                row.getString(5) == null
                                        ? null
                                        : new TableName(row.getString(4), row.getString(5))),
                schemas);
    }

    private List<Dependent> dependents() throws SQLException {
        return Query.list(
                connection,
                SurroundingsQueries.DEPENDENTS,
                row ->
                        new Dependent(
                                row.getString(1),
                                row.getString(3) == null
                                        ? null
                                        : new TableName(row.getString(2), row.getString(3)),
                                new TableName(row.getString(4), row.getString(5))),
                oids,
                oids,
                oids,
                oids,
                schemas);
    }

    private List<Grant> grants() throws SQLException {
        return Query.list(
                connection,
                SurroundingsQueries.GRANTS,
                row ->
                        new Grant(
                                new TableName(row.getString(1), row.getString(2)),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                row.getBoolean(7)),
                oids,
                schemas,
                oids);
    }
}
