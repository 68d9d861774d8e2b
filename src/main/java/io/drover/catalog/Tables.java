package io.drover.catalog;

import io.drover.dialect.postgres.CatalogQueries;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableAccess;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The selected tables, and the types that their columns have. */
record Tables(List<TableInfo> tables, Set<Long> typeOids) {
    private record Body(
            boolean unlogged,
            @Nullable String partitionKey,
            @Nullable String partitionBound,
            List<String> storageParameters,
            @Nullable String accessMethod,
            @Nullable String replicaIdentity,
            @Nullable String comment,
            TableStatistics statistics,
            TableAccess access) {}

    static Tables read(
            Connection connection, List<Relation> selected, Map<Long, TableName> names, Types types)
            throws SQLException {
        String oids = Query.oids(selected.stream().map(Relation::oid).toList());
        Set<Long> typeOids = new TreeSet<>();
        Map<Long, List<Body>> bodies =
                Query.byOid(connection, CatalogQueries.TABLES, Tables::body, oids);
        Map<Long, List<ColumnInfo>> columns =
                Query.byOid(
                        connection,
                        CatalogQueries.COLUMNS,
                        row -> {
                            typeOids.add(row.getLong(4));
                            return column(row, types);
                        },
                        oids);
        Map<Long, List<ConstraintInfo>> constraints =
                Query.byOid(connection, CatalogQueries.CONSTRAINTS, Tables::constraint, oids);
        Map<Long, List<IndexInfo>> indexes =
                Query.byOid(connection, CatalogQueries.INDEXES, Tables::index, oids);
        List<TableInfo> tables = new ArrayList<>();
        for (Relation relation : selected) {
            Body body = bodies.get(relation.oid()).get(0);
            List<TableName> parents = relation.parents().stream().map(names::get).toList();
            tables.add(
                    new TableInfo(
                            relation.name(),
                            body.unlogged(),
                            columns.getOrDefault(relation.oid(), List.of()),
                            sorted(
                                    constraints.getOrDefault(relation.oid(), List.of()),
                                    Comparator.comparing(ConstraintInfo::name)),
                            sorted(
                                    indexes.getOrDefault(relation.oid(), List.of()),
                                    Comparator.comparing(IndexInfo::name)),
                            body.partitionKey(),
                            relation.partition() ? parents.get(0) : null,
                            body.partitionBound(),
                            relation.partition() ? List.of() : parents,
                            body.storageParameters(),
                            body.accessMethod(),
                            body.replicaIdentity(),
                            body.comment(),
                            body.statistics(),
                            body.access()));
        }
        return new Tables(tables, typeOids);
    }

    private static <T> List<T> sorted(List<T> values, Comparator<T> order) {
        return values.stream().sorted(order).toList();
    }

    private static Body body(ResultSet row) throws SQLException {
        long heapBlocks = row.getLong(9);
        return new Body(
                row.getBoolean(2),
                row.getString(3),
                row.getString(4),
                Query.texts(row, 5).stream().sorted().toList(),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                new TableStatistics(
                        heapBlocks,
                        row.getLong(10),
                        estimatedRows(row.getDouble(11), row.getLong(12), heapBlocks)),
                new TableAccess(
                        row.getString(13),
                        row.getBoolean(14),
                        row.getBoolean(15),
                        row.getBoolean(16),
                        row.getBoolean(17),
                        row.getBoolean(18),
                        row.getBoolean(19)));
    }

    /**
     * As the server's planner does: the density of the last ANALYZE times the blocks of today.
     * {@code reltuples} is -1 (before version 14: 0) where nobody ever looked.
     */
    static long estimatedRows(double tuples, long analysedBlocks, long heapBlocks) {
        if (heapBlocks == 0 || tuples < 0) {
            return 0;
        }
        return analysedBlocks == 0
                ? Math.round(tuples)
                : Math.round(tuples / analysedBlocks * heapBlocks);
    }

    private static ColumnInfo column(ResultSet row, Types types) throws SQLException {
        String identity = row.getString(9);
        String generated = row.getString(10);
        boolean computed = generated != null && !generated.isBlank() && generated.charAt(0) != 0;
        String expression = row.getString(8);
        return new ColumnInfo(
                row.getString(2),
                row.getString(3),
                types.shape(row.getLong(4), row.getInt(5)),
                row.getBoolean(6),
                row.getString(7),
                computed ? null : expression,
                identity == null
                        ? null
                        : switch (identity) {
                            case "a" -> "ALWAYS";
                            case "d" -> "BY DEFAULT";
                            default -> null;
                        },
                computed ? expression : null,
                row.getBoolean(11),
                row.getString(12),
                row.getString(13));
    }

    private static ConstraintInfo constraint(ResultSet row) throws SQLException {
        return new ConstraintInfo(
                row.getString(2),
                switch (row.getString(3)) {
                    case "p" -> ConstraintInfo.Kind.PRIMARY_KEY;
                    case "u" -> ConstraintInfo.Kind.UNIQUE;
                    case "x" -> ConstraintInfo.Kind.EXCLUSION;
                    case "f" -> ConstraintInfo.Kind.FOREIGN_KEY;
                    default -> ConstraintInfo.Kind.CHECK;
                },
                row.getString(4),
                Query.texts(row, 5),
                row.getString(7) == null ? null : new TableName(row.getString(6), row.getString(7)),
                row.getBoolean(8),
                row.getBoolean(9),
                row.getString(10),
                row.getString(11));
    }

    private static IndexInfo index(ResultSet row) throws SQLException {
        return new IndexInfo(
                row.getString(2),
                row.getString(3),
                Query.texts(row, 4),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getBoolean(8),
                row.getString(9),
                row.getString(10),
                row.getString(11));
    }
}
