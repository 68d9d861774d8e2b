package io.drover.extract;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.SequencePlan;
import io.drover.model.TablePlan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What of the source a snapshot does not hold still: the files of its tables and the values of its
 * sequences. Few statements, however many tables.
 *
 * <p>Runs on: driver.
 */
public final class SourceState {
    private static final int NAMES_PER_STATEMENT = 500;

    private SourceState() {}

    /**
     * {@code pg_relation_filenode()} of each table's source, by table number; 0 for one without.
     */
    public static Map<Integer, Long> relationFiles(Connection connection, List<TablePlan> tables) {
        Map<Integer, Long> files = new LinkedHashMap<>();
        for (List<TablePlan> some : slices(tables)) {
            String rows =
                    some.stream()
                            .map(
                                    table ->
                                            "(%d, %s)"
                                                    .formatted(
                                                            table.number(),
                                                            PostgresNames.literal(
                                                                    PostgresNames.quote(
                                                                            table.source()))))
                            .collect(Collectors.joining(", "));
            read(
                    connection,
                    "SELECT number, coalesce(pg_relation_filenode(name::regclass), 0)::bigint FROM (VALUES "
                            + rows
                            + ") t (number, name)",
                    row -> files.put(row.getInt(1), row.getLong(2)));
        }
        return files;
    }

    /** The sequences with the values that they have now, in the order given. */
    public static List<SequencePlan> sequences(
            Connection connection, List<SequencePlan> sequences) {
        List<SequencePlan> now = new ArrayList<>();
        for (List<SequencePlan> some : slices(sequences)) {
            String union =
                    java.util.stream.IntStream.range(0, some.size())
                            .mapToObj(
                                    index ->
                                            "SELECT %d AS number, last_value, is_called FROM %s"
                                                    .formatted(
                                                            index,
                                                            PostgresNames.quote(
                                                                    some.get(index).source())))
                            .collect(Collectors.joining(" UNION ALL "));
            read(
                    connection,
                    "SELECT * FROM (" + union + ") s ORDER BY number",
                    row -> {
                        SequencePlan planned = some.get(row.getInt(1));
                        now.add(
                                new SequencePlan(
                                        planned.source(),
                                        planned.staging(),
                                        planned.target(),
                                        row.getLong(2),
                                        row.getBoolean(3)));
                    });
        }
        return now;
    }

    private interface Row {
        void read(ResultSet row) throws SQLException;
    }

    private static void read(Connection connection, String sql, Row row) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                row.read(result);
            }
        } catch (SQLException failure) {
            throw SqlFailures.wrap(
                    Side.SOURCE, "read the files and sequences of the source", failure);
        }
    }

    private static <T> List<List<T>> slices(List<T> all) {
        List<List<T>> slices = new ArrayList<>();
        for (int from = 0; from < all.size(); from += NAMES_PER_STATEMENT) {
            slices.add(all.subList(from, Math.min(all.size(), from + NAMES_PER_STATEMENT)));
        }
        return slices;
    }
}
