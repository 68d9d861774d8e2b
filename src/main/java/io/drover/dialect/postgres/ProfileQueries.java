package io.drover.dialect.postgres;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Questions to the source that one pass over the wire cannot answer. Each of the counting ones
 * gives a row for each example, and one row where there is none: groups, rows, the example's rows
 * (NULL where there is none), the example's values as text.
 */
public final class ProfileQueries {
    /**
     * Foreign keys of the table {@code ?::regclass}, whether validated or not: name, columns,
     * schema and name of the parent, its columns. Those that a partition has from its parent are
     * left out.
     */
    public static final String FOREIGN_KEYS =
            "SELECT c.conname,"
                    + " ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k (n, i)"
                    + " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n"
                    + " ORDER BY k.i), s.nspname, p.relname,"
                    + " ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k (n, i)"
                    + " JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n"
                    + " ORDER BY k.i)"
                    + " FROM pg_catalog.pg_constraint c"
                    + " JOIN pg_catalog.pg_class p ON p.oid = c.confrelid"
                    + " JOIN pg_catalog.pg_namespace s ON s.oid = p.relnamespace"
                    + " WHERE c.contype = 'f' AND c.conparentid = 0 AND c.conrelid = ?::regclass"
                    + " ORDER BY c.conname";

    private static final int EXAMPLES = 5;

    private ProfileQueries() {}

    /**
     * Rows of a table that take part.
     *
     * @param where the operator's filter, or null
     * @param partitioned whether the rows lie in partitions; else those of inheriting tables are
     *     not meant
     */
    public record Rows(TableName table, boolean partitioned, @Nullable String where) {
        private String select(String what, String condition) {
            return "SELECT %s FROM %s%s WHERE (%s)%s"
                    .formatted(
                            what,
                            partitioned ? "" : "ONLY ",
                            PostgresNames.quote(table),
                            condition,
                            where == null ? "" : " AND (" + where + "\n)");
        }
    }

    /** Keys that occur more than once; those with a NULL are left out. */
    public static String duplicates(Rows rows, List<String> columns) {
        String names = PostgresNames.quoteAll(columns);
        return counted(
                "SELECT %s, count(*) AS n FROM (%s) r GROUP BY %s HAVING count(*) > 1"
                        .formatted(keys(columns, ""), rows.select(names, present(columns)), names),
                columns.size());
    }

    /** Rows whose values do not occur in the parent; those with a NULL are left out. */
    public static String orphans(
            Rows rows, List<String> columns, Rows parent, List<String> parentColumns) {
        String names = PostgresNames.quoteAll(columns);
        String same =
                IntStream.range(0, columns.size())
                        .mapToObj(
                                place ->
                                        "p.%s = r.%s"
                                                .formatted(
                                                        PostgresNames.quote(
                                                                parentColumns.get(place)),
                                                        PostgresNames.quote(columns.get(place))))
                        .collect(Collectors.joining(" AND "));
        return counted(
                "SELECT %s, count(*) AS n FROM (%s) r WHERE NOT EXISTS (SELECT FROM (%s) p WHERE %s) GROUP BY %s"
                        .formatted(
                                keys(columns, "r."),
                                rows.select(names, present(columns)),
                                parent.select(
                                        PostgresNames.quoteAll(parentColumns),
                                        present(parentColumns)),
                                same,
                                names),
                columns.size());
    }

    /**
     * Texts that are different, and equal without case, accents and superfluous blanks; the least
     * and the greatest of them are the example.
     */
    public static String nearDuplicates(Rows rows, String column) {
        String name = PostgresNames.quote(column);
        String plain =
                "lower(regexp_replace(btrim(regexp_replace(normalize(%s::text, NFD), '[\\u0300-\\u036F]', '', 'g')), '\\s+', ' ', 'g'))"
                        .formatted(name);
        return counted(
                ("SELECT min(%s::text COLLATE \"C\") AS k0, max(%s::text COLLATE \"C\") AS k1, count(*) AS n FROM (%s)"
                                + " r GROUP BY %s HAVING min(%s::text COLLATE \"C\") <> max(%s::text COLLATE \"C\")")
                        .formatted(
                                name,
                                name,
                                rows.select(name, present(List.of(column))),
                                plain,
                                name,
                                name),
                2);
    }

    private static String keys(List<String> columns, String prefix) {
        return IntStream.range(0, columns.size())
                .mapToObj(
                        place ->
                                "%s%s AS k%d"
                                        .formatted(
                                                prefix,
                                                PostgresNames.quote(columns.get(place)),
                                                place))
                .collect(Collectors.joining(", "));
    }

    private static String present(List<String> columns) {
        return columns.stream()
                .map(column -> PostgresNames.quote(column) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
    }

    private static String counted(String groups, int keys) {
        String texts =
                IntStream.range(0, keys)
                        .mapToObj(place -> "k%d::text COLLATE \"C\" AS k%d".formatted(place, place))
                        .collect(Collectors.joining(", "));
        String names =
                IntStream.range(0, keys)
                        .mapToObj(place -> "k" + place)
                        .collect(Collectors.joining(", "));
        return ("WITH g AS MATERIALIZED (%s), e AS (SELECT n, %s FROM g)"
                        + " SELECT t.groups, t.rows, x.* FROM (SELECT count(*) AS groups, coalesce(sum(n), 0) AS rows FROM g) t"
                        + " LEFT JOIN (SELECT n, %s FROM e ORDER BY n DESC, %s LIMIT %d) x ON true ORDER BY x.n DESC, %s")
                .formatted(groups, texts, names, names, EXAMPLES, names);
    }
}
