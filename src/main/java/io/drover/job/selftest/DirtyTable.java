package io.drover.job.selftest;

import io.drover.dialect.postgres.Corruption;
import io.drover.dialect.postgres.Corruption.Effect;
import io.drover.dialect.postgres.Corruptions;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Difference.Kind;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A sample of a table, twice: one is left clean, and the other is corrupted, each row by one
 * corruption at most.
 */
final class DirtyTable {
    /** Numbers the rows of both; it is the key of the comparison. */
    static final String ROW = "drover_row_number";

    private static final int SAMPLED_SHARE = 4;

    private final Connection connection;
    private final TableName origin;
    private final TableName clean;
    private final TableName dirty;
    private final Map<String, String> types = new LinkedHashMap<>();
    private final List<Planted> planted = new ArrayList<>();
    private final List<Long> used = new ArrayList<>();
    private final List<String> notPlanted = new ArrayList<>();

    DirtyTable(Connection connection, TableName origin, String schema, int number) {
        this.connection = connection;
        this.origin = origin;
        this.clean = new TableName(schema, "t%d_clean".formatted(number));
        this.dirty = new TableName(schema, "t%d_dirty".formatted(number));
    }

    TableName clean() {
        return clean;
    }

    TableName dirty() {
        return dirty;
    }

    /** What was planted, and what no row could take. */
    Judgement.Evidence evidence() {
        return new Judgement.Evidence(origin, clean, List.copyOf(planted), List.copyOf(notPlanted));
    }

    /** Copies some rows of the origin into both tables; how many they were. */
    long copy(long rows, long seed) {
        execute(
                "CREATE TABLE %s AS SELECT row_number() OVER () AS %s, sample.* FROM (SELECT * FROM %s%s LIMIT %d) AS sample"
                        .formatted(
                                PostgresNames.quote(clean),
                                ROW,
                                PostgresNames.quote(origin),
                                sampling(rows, seed),
                                rows));
        execute(
                "CREATE TABLE %s AS SELECT * FROM %s ORDER BY %s"
                        .formatted(PostgresNames.quote(dirty), PostgresNames.quote(clean), ROW));
        query(
                "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 1 AND NOT attisdropped ORDER BY attnum"
                        .formatted(PostgresNames.literal(PostgresNames.quote(clean))),
                row -> types.put(row.getString(1), row.getString(2)));
        return Long.parseLong(
                value("SELECT count(*) FROM " + PostgresNames.quote(clean)).orElseThrow());
    }

    /** Blocks from all over the table, where it is much larger than the sample. */
    private String sampling(long rows, long seed) {
        double estimated =
                Double.parseDouble(
                        value(
                                        "SELECT reltuples FROM pg_class WHERE oid = %s::regclass AND relkind = 'r'"
                                                .formatted(
                                                        PostgresNames.literal(
                                                                PostgresNames.quote(origin))))
                                .orElse("0"));
        return estimated < SAMPLED_SHARE * rows
                ? ""
                : " TABLESAMPLE SYSTEM (%s) REPEATABLE (%d)"
                        .formatted(Math.min(100, 100.0 * SAMPLED_SHARE * rows / estimated), seed);
    }

    /** Plants each corruption of each column, and those of whole rows. */
    void corrupt() {
        types.forEach(
                (column, type) ->
                        Corruptions.of(column, type)
                                .forEach(corruption -> plant(corruption, column, type)));
        attempt("swapped columns", this::swapColumns);
        attempt("swapped rows", this::swapRows);
        attempt("a lost row", this::loseRow);
        attempt("a doubled row", this::doubleRow);
        attempt("two rows merged", this::mergeRows);
    }

    private void attempt(String corruption, Runnable planting) {
        int before = planted.size();
        try {
            planting.run();
            if (planted.size() == before) {
                notPlanted.add(corruption + ": no rows can take it");
            }
        } catch (Refused refused) {
            notPlanted.add(corruption + ": " + refused.getMessage());
        }
    }

    private void plant(Corruption corruption, String column, String type) {
        String name = PostgresNames.quote(column);
        String damaged = "(%s)::%s".formatted(corruption.damaged(), type);
        // What a column's precision would undo is no corruption of it.
        String suffers =
                "(%s) AND %s::text IS DISTINCT FROM (%s)::text"
                        .formatted(corruption.suffers(), name, damaged);
        try {
            Optional<String> row = free(suffers);
            if (row.isEmpty() && corruption.prepared() != null) {
                row = free("true");
                if (row.isPresent()) {
                    for (TableName table : List.of(clean, dirty)) {
                        update(table, name, "(%s)::%s".formatted(corruption.prepared(), type), row);
                    }
                    row = free("%s = %s AND %s".formatted(ROW, row.get(), suffers));
                }
            }
            if (row.isEmpty()) {
                notPlanted.add(
                        "%s in %s: no value can take it".formatted(corruption.kind(), column));
                return;
            }
            update(dirty, name, damaged, row);
            took(
                    row.get(),
                    corruption.kind(),
                    corruption.effect() == Effect.SAME_VALUE ? null : Kind.CHANGED,
                    corruption.effect() == Effect.SAME_VALUE ? null : column);
        } catch (Refused refused) {
            notPlanted.add(
                    "%s in %s: %s".formatted(corruption.kind(), column, refused.getMessage()));
        }
    }

    private void swapColumns() {
        List<String> names = List.copyOf(types.keySet());
        for (int one = 0; one < names.size(); one++) {
            for (int other = one + 1; other < names.size(); other++) {
                if (types.get(names.get(one)).equals(types.get(names.get(other)))
                        && swapColumns(names.get(one), names.get(other))) {
                    return;
                }
            }
        }
    }

    private boolean swapColumns(String one, String other) {
        String here = PostgresNames.quote(one);
        String there = PostgresNames.quote(other);
        Optional<String> row = free("%s::text IS DISTINCT FROM %s::text".formatted(here, there));
        row.ifPresent(
                number -> {
                    execute(
                            "UPDATE %1$s SET %2$s = %3$s, %3$s = %2$s WHERE %4$s = %5$s"
                                    .formatted(
                                            PostgresNames.quote(dirty), here, there, ROW, number));
                    took(number, "swapped columns", Kind.CHANGED, one);
                });
        return row.isPresent();
    }

    /** Two rows exchange the values of one column. */
    private void swapRows() {
        for (String column : types.keySet()) {
            String name = PostgresNames.quote(column);
            Optional<String> one = free(name + " IS NOT NULL");
            Optional<String> other = one.flatMap(row -> unlike(row, name));
            if (other.isPresent()) {
                String table = PostgresNames.quote(dirty);
                execute(
                        "UPDATE %1$s AS t SET %2$s = other.%2$s FROM %1$s AS other WHERE t.%3$s IN (%4$s, %5$s) AND other.%3$s IN (%4$s, %5$s) AND t.%3$s <> other.%3$s"
                                .formatted(table, name, ROW, one.get(), other.get()));
                took(one.get(), "swapped rows", Kind.CHANGED, column);
                took(other.get(), "swapped rows", Kind.CHANGED, column);
                return;
            }
        }
    }

    private void loseRow() {
        free("true")
                .ifPresent(
                        row -> {
                            delete(row);
                            took(row, "a lost row", Kind.MISSING, null);
                        });
    }

    private void doubleRow() {
        free("true")
                .ifPresent(
                        row -> {
                            execute(
                                    "INSERT INTO %1$s SELECT * FROM %1$s WHERE %2$s = %3$s"
                                            .formatted(PostgresNames.quote(dirty), ROW, row));
                            took(row, "a doubled row", Kind.DUPLICATED, null);
                        });
    }

    /** One row takes a value of another, which is gone. */
    private void mergeRows() {
        for (String column : types.keySet()) {
            String name = PostgresNames.quote(column);
            Optional<String> kept = free(name + " IS NOT NULL");
            Optional<String> gone = kept.flatMap(row -> unlike(row, name));
            if (gone.isPresent()) {
                execute(
                        "UPDATE %1$s SET %2$s = (SELECT %2$s FROM %1$s WHERE %3$s = %5$s) WHERE %3$s = %4$s"
                                .formatted(
                                        PostgresNames.quote(dirty),
                                        name,
                                        ROW,
                                        kept.get(),
                                        gone.get()));
                delete(gone.get());
                took(kept.get(), "two rows merged", Kind.CHANGED, column);
                took(gone.get(), "two rows merged", Kind.MISSING, null);
                return;
            }
        }
    }

    /** A row that has another value than this one in a column. */
    private Optional<String> unlike(String row, String name) {
        return free(
                "%1$s::text <> (SELECT %1$s::text FROM %2$s WHERE %3$s = %4$s)"
                        .formatted(name, PostgresNames.quote(dirty), ROW, row));
    }

    private void delete(String row) {
        execute("DELETE FROM %s WHERE %s = %s".formatted(PostgresNames.quote(dirty), ROW, row));
    }

    private void took(
            String row, String corruption, @Nullable Kind expected, @Nullable String column) {
        used.add(Long.valueOf(row));
        planted.add(new Planted(Long.parseLong(row), corruption, expected, column));
    }

    private void update(TableName table, String name, String value, Optional<String> row) {
        execute(
                "UPDATE %s SET %s = %s WHERE %s = %s"
                        .formatted(
                                PostgresNames.quote(table), name, value, ROW, row.orElseThrow()));
    }

    /** The first row that has no corruption yet and for which the condition is true. */
    private Optional<String> free(String condition) {
        String taken =
                used.isEmpty()
                        ? ""
                        : used.stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ", ROW + " NOT IN (", ") AND "));
        return value(
                "SELECT min(%s) FROM %s WHERE %s(%s)"
                        .formatted(ROW, PostgresNames.quote(dirty), taken, condition));
    }

    /** The server does not take a corruption: a length, a domain's check. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw refusedOrLost(failure);
        }
    }

    private Optional<String> value(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        } catch (SQLException failure) {
            throw refusedOrLost(failure);
        }
    }

    private interface EachRow {
        void read(ResultSet row) throws SQLException;
    }

    private void query(String sql, EachRow each) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                each.read(row);
            }
        } catch (SQLException failure) {
            throw refusedOrLost(failure);
        }
    }

    private static RuntimeException refusedOrLost(SQLException failure) {
        String state = failure.getSQLState();
        // A value out of range, a constraint, or a type that has no such function.
        boolean refused =
                state != null
                        && (state.startsWith("22")
                                || state.startsWith("23")
                                || state.startsWith("42"));
        return refused
                ? new Refused(String.valueOf(failure.getMessage()).lines().findFirst().orElse(""))
                : SqlFailures.wrap(Side.TARGET, "plant corruptions in the self-test", failure);
    }
}
