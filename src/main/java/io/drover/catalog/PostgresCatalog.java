package io.drover.catalog;

import io.drover.dialect.postgres.CatalogQueries;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.SchemaInfo;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.ServerInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.UserType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a PostgreSQL catalog with a fixed number of queries, whatever the number of tables.
 *
 * <p>The connection is one of {@link io.drover.jdbc.Connections}: its empty search path makes the
 * server qualify every name. For one instant, the caller opens a REPEATABLE READ transaction first.
 * Runs on: driver. Repeats: reads only.
 */
public final class PostgresCatalog {
    private PostgresCatalog() {}

    /**
     * What the selection covers.
     *
     * @throws MigrationException SPEC when the selection asks for what is not there; of the side's
     *     kind when the server is too old or refuses to answer
     */
    public static Catalog read(Side side, Connection connection, TableSelection selection) {
        try {
            return read(connection, selection, side);
        } catch (SQLException failure) {
            throw SqlFailures.wrap(side, "read the catalog of the " + side, failure);
        }
    }

    private static Catalog read(Connection connection, TableSelection selection, Side side)
            throws SQLException {
        ServerInfo server = server(connection, side);
        List<Relation> all =
                Query.list(
                        connection,
                        CatalogQueries.RELATIONS,
                        row ->
                                new Relation(
                                        row.getLong(1),
                                        new TableName(row.getString(2), row.getString(3)),
                                        row.getBoolean(4),
                                        row.getBoolean(5),
                                        Query.longs(row, 6)));
        List<Relation> selected = selection.select(all);
        Map<Long, TableName> names = new HashMap<>();
        all.forEach(relation -> names.put(relation.oid(), relation.name()));
        Types types = Types.read(connection, server.versionNumber());
        Tables tables = Tables.read(connection, selected, names, types);
        List<UserType> userTypes = types.needed(tables.typeOids(), selection);
        List<SequenceInfo> sequences = Sequences.read(connection, selection, selected, names);
        Set<String> needed = schemas(tables.tables(), userTypes, sequences);
        List<SchemaInfo> schemas =
                Query.list(
                        connection,
                        CatalogQueries.SCHEMAS,
                        row -> new SchemaInfo(row.getString(1), row.getString(2)));
        schemas.sort(Comparator.comparing(SchemaInfo::name));
        Set<String> looked = new TreeSet<>(needed);
        schemas.stream().map(SchemaInfo::name).filter(selection::readsInFull).forEach(looked::add);
        Around around = new Around(connection, selected, looked);
        List<PlanWarning> warnings = new ArrayList<>(around.notCarried());
        types.rowTypes(tables.typeOids()).stream().map(Around::rowType).forEach(warnings::add);
        List<String> allNames = schemas.stream().map(SchemaInfo::name).toList();
        return new Catalog(
                server,
                schemas.stream().filter(schema -> needed.contains(schema.name())).toList(),
                userTypes,
                sequences,
                tables.tables(),
                warnings,
                selection.mayBeReplaced()
                        ? around.surroundings(allNames)
                        : around.extensionsOnly(allNames));
    }

    private static ServerInfo server(Connection connection, Side side) throws SQLException {
        ServerInfo server =
                Query.list(
                                connection,
                                CatalogQueries.SERVER,
                                row ->
                                        new ServerInfo(
                                                row.getInt(1),
                                                row.getString(2),
                                                row.getString(3),
                                                row.getString(4),
                                                row.getString(5),
                                                row.getBoolean(6)))
                        .get(0);
        if (server.versionNumber() < CatalogQueries.OLDEST_VERSION) {
            throw new MigrationException(
                    side == Side.SOURCE ? ErrorKind.SOURCE : ErrorKind.TARGET,
                    "Cannot read the catalog of the %s: it is %s, and 12 is the oldest that Drover knows. Upgrade the server first."
                            .formatted(side, server.version()));
        }
        return server;
    }

    private static Set<String> schemas(
            List<TableInfo> tables, List<UserType> types, List<SequenceInfo> sequences) {
        Set<String> names = new TreeSet<>();
        tables.forEach(table -> names.add(table.name().schema()));
        types.forEach(type -> names.add(type.name().schema()));
        sequences.forEach(sequence -> names.add(sequence.name().schema()));
        return names;
    }
}
