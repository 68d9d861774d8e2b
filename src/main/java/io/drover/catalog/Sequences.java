package io.drover.catalog;

import io.drover.dialect.postgres.CatalogQueries;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.SequenceInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sequences that belong to selected tables, with their values. */
final class Sequences {
    /** How many sequences one statement asks for its values. */
    private static final int GROUP = 200;

    private record Found(SequenceInfo sequence, long ownerOid, List<Long> users) {}

    private record Value(long last, boolean called) {}

    private Sequences() {}

    static List<SequenceInfo> read(
            Connection connection,
            TableSelection selection,
            List<Relation> selected,
            Map<Long, TableName> names)
            throws SQLException {
        Set<Long> oids = new HashSet<>();
        selected.forEach(relation -> oids.add(relation.oid()));
        List<Found> found =
                Query.list(
                                connection,
                                CatalogQueries.SEQUENCES,
                                row ->
                                        new Found(
                                                new SequenceInfo(
                                                        new TableName(
                                                                row.getString(1), row.getString(2)),
                                                        row.getString(3),
                                                        row.getLong(4),
                                                        row.getLong(5),
                                                        row.getLong(6),
                                                        row.getLong(7),
                                                        row.getLong(8),
                                                        row.getBoolean(9),
                                                        row.getLong(4),
                                                        false,
                                                        names.get(row.getLong(10)),
                                                        row.getString(11),
                                                        row.getBoolean(12),
                                                        row.getString(13),
                                                        row.getBoolean(14)),
                                                row.getLong(10),
                                                Query.longs(row, 15)))
                        .stream()
                        .filter(candidate -> belongs(candidate, oids, selection))
                        .toList();
        Map<TableName, Value> values = values(connection, found);
        return found.stream()
                .map(
                        candidate ->
                                finished(candidate, oids, values.get(candidate.sequence().name())))
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    }

    private static boolean belongs(Found candidate, Set<Long> oids, TableSelection selection) {
        return oids.contains(candidate.ownerOid())
                || candidate.users().stream().anyMatch(oids::contains)
                || (candidate.ownerOid() == 0 && selection.covers(candidate.sequence().name()));
    }

    private static Map<TableName, Value> values(Connection connection, List<Found> found)
            throws SQLException {
        List<TableName> readable =
                found.stream()
                        .map(Found::sequence)
                        .filter(SequenceInfo::readable)
                        .map(SequenceInfo::name)
                        .toList();
        Map<TableName, Value> values = new HashMap<>();
        for (int first = 0; first < readable.size(); first += GROUP) {
            List<TableName> group =
                    new ArrayList<>(
                            readable.subList(first, Math.min(first + GROUP, readable.size())));
            StringBuilder sql = new StringBuilder();
            for (int number = 0; number < group.size(); number++) {
                sql.append(number == 0 ? "" : " UNION ALL ")
                        .append("SELECT %d, last_value, is_called FROM ".formatted(number))
                        .append(PostgresNames.quote(group.get(number)));
            }
            Query.list(
                    connection,
                    sql.toString(),
                    row ->
                            values.put(
                                    group.get(row.getInt(1)),
                                    new Value(row.getLong(2), row.getBoolean(3))));
        }
        return values;
    }

    private static SequenceInfo finished(Found found, Set<Long> oids, @Nullable Value value) {
        SequenceInfo sequence = found.sequence();
        boolean ownerSelected = oids.contains(found.ownerOid());
        return new SequenceInfo(
                sequence.name(),
                sequence.dataType(),
                sequence.start(),
                sequence.minimum(),
                sequence.maximum(),
                sequence.increment(),
                sequence.cache(),
                sequence.cycles(),
                value == null ? sequence.start() : value.last(),
                value != null && value.called(),
                ownerSelected ? sequence.ownerTable() : null,
                ownerSelected ? sequence.ownerColumn() : null,
                ownerSelected && sequence.identity(),
                sequence.comment(),
                sequence.readable());
    }
}
