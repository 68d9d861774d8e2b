package io.drover.engine.jdbc;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.ConstraintInfo.Kind;
import io.drover.model.catalog.IndexInfo;
import io.drover.model.catalog.TableAccess;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts the catalog's view of a table together: definitions of keys and indexes as PostgreSQL prints
 * them, with names that are unique in a schema and no longer than PostgreSQL's.
 *
 * <p>Not thread-safe: one per table, made in the order in which things are added.
 */
public final class LogicalTable {
    private final TableName name;
    private final Set<String> taken;
    private final List<ColumnInfo> columns = new ArrayList<>();
    private final List<ConstraintInfo> constraints = new ArrayList<>();
    private final List<IndexInfo> indexes = new ArrayList<>();

    /** What a foreign key does: {@code CASCADE}, {@code SET NULL}, …; empty: nothing. */
    public record Actions(String onDelete, String onUpdate) {
        String sql() {
            return part(" ON UPDATE ", onUpdate) + part(" ON DELETE ", onDelete);
        }

        private static String part(String words, String action) {
            // RESTRICT and NO ACTION differ only in when they look.
            boolean none = action.isEmpty() || action.equals("NO ACTION");
            return none ? "" : words + action;
        }
    }

    /**
     * @param taken names of indexes and constraints in the schema by now; grows
     */
    public LogicalTable(TableName name, Set<String> taken) {
        this.name = name;
        this.taken = taken;
    }

    public LogicalTable column(ColumnInfo column) {
        columns.add(column);
        return this;
    }

    /** A primary key, by the engine's name of it or null. */
    public LogicalTable primaryKey(@Nullable String wanted, List<String> key) {
        return key(Kind.PRIMARY_KEY, "PRIMARY KEY", free(wanted, List.of(), "pkey"), key);
    }

    /** A unique constraint, or an index that is as good as one. */
    public LogicalTable unique(@Nullable String wanted, List<String> key) {
        return key(Kind.UNIQUE, "UNIQUE", free(wanted, key, "key"), key);
    }

    private LogicalTable key(Kind kind, String words, String called, List<String> key) {
        String definition = words + " (" + PrintedNames.print(key) + ")";
        constraints.add(
                new ConstraintInfo(called, kind, definition, key, null, true, false, called, null));
        indexes.add(
                new IndexInfo(
                        called,
                        indexDefinition("UNIQUE INDEX", called, PrintedNames.print(key)),
                        key,
                        true,
                        false,
                        true,
                        false,
                        called,
                        null,
                        null));
        return this;
    }

    /**
     * An index over plain columns.
     *
     * @param descending of those in {@code key}
     */
    public LogicalTable index(
            @Nullable String wanted, List<String> key, Set<String> descending, boolean unique) {
        String called = free(wanted, key, "idx");
        String parts =
                key.stream()
                        .map(
                                column ->
                                        PrintedNames.print(column)
                                                + (descending.contains(column) ? " DESC" : ""))
                        .collect(Collectors.joining(", "));
        indexes.add(
                new IndexInfo(
                        called,
                        indexDefinition(unique ? "UNIQUE INDEX" : "INDEX", called, parts),
                        key,
                        unique,
                        false,
                        true,
                        false,
                        null,
                        null,
                        null));
        return this;
    }

    private String indexDefinition(String words, String called, String parts) {
        return "CREATE %s %s ON %s USING btree (%s)"
                .formatted(words, PrintedNames.print(called), PrintedNames.print(name), parts);
    }

    public LogicalTable foreignKey(
            @Nullable String wanted,
            List<String> from,
            TableName to,
            List<String> referenced,
            Actions actions) {
        constraints.add(
                new ConstraintInfo(
                        free(wanted, from, "fkey"),
                        Kind.FOREIGN_KEY,
                        "FOREIGN KEY (%s) REFERENCES %s(%s)%s"
                                .formatted(
                                        PrintedNames.print(from),
                                        PrintedNames.print(to),
                                        PrintedNames.print(referenced),
                                        actions.sql()),
                        from,
                        to,
                        true,
                        false,
                        null,
                        null));
        return this;
    }

    /** A check, its condition in PostgreSQL's SQL. */
    public LogicalTable check(@Nullable String wanted, String condition, List<String> of) {
        constraints.add(
                new ConstraintInfo(
                        free(wanted, of, "check"),
                        Kind.CHECK,
                        "CHECK (" + condition + ")",
                        of,
                        null,
                        true,
                        false,
                        null,
                        null));
        return this;
    }

    /** The table; whoever reads it may do all with it, as far as anyone can tell. */
    public TableInfo build(@Nullable String comment, TableStatistics statistics) {
        List<ConstraintInfo> sortedConstraints = new ArrayList<>(constraints);
        sortedConstraints.sort(Comparator.comparing(ConstraintInfo::name));
        List<IndexInfo> sortedIndexes = new ArrayList<>(indexes);
        sortedIndexes.sort(Comparator.comparing(IndexInfo::name));
        return new TableInfo(
                name,
                false,
                columns,
                sortedConstraints,
                sortedIndexes,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                comment,
                statistics,
                new TableAccess("", true, true, true, true, true, false));
    }

    /** The wanted name, or one as PostgreSQL makes them; another where it is taken. */
    private String free(@Nullable String wanted, List<String> key, String suffix) {
        List<String> parts = new ArrayList<>();
        parts.add(name.name());
        parts.addAll(key);
        parts.add(suffix);
        String made = String.join("_", parts);
        String called = FittedNames.fit(wanted == null ? made : wanted, FittedNames.POSTGRES_BYTES);
        if (wanted != null && taken.contains(called)) {
            called = FittedNames.fit(name.name() + "_" + wanted, FittedNames.POSTGRES_BYTES);
        }
        String first = called;
        for (int number = 1; taken.contains(called); number++) {
            called = FittedNames.fit(first + number, FittedNames.POSTGRES_BYTES);
        }
        taken.add(called);
        return called;
    }

    /** An empty set of taken names, for a schema. */
    public static Set<String> noneTaken() {
        return new HashSet<>();
    }
}
