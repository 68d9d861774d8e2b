package io.drover.dialect.postgres;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The condition that a row has one of some keys. The server reads the values as it wrote them; none
 * of them becomes part of the statement but inside one literal.
 */
public final class KeyPredicate {
    private KeyPredicate() {}

    /**
     * A column of the key.
     *
     * @param column of the table
     * @param member what the keys call it
     * @param type the column's type as its catalog prints it
     */
    public record KeyColumn(String column, String member, String type) {}

    /** {@code keys}: a JSON array of objects, one for each key. */
    public static String of(List<KeyColumn> columns, String keys) {
        String names = PostgresNames.quoteAll(columns.stream().map(KeyColumn::column).toList());
        String members = PostgresNames.quoteAll(columns.stream().map(KeyColumn::member).toList());
        return "(%s) IN (SELECT %s FROM pg_catalog.jsonb_to_recordset(%s::jsonb) AS held (%s))"
                .formatted(names, members, PostgresNames.literal(keys), typed(columns));
    }

    /** {@code "id" bigint, "at" date}: the columns of a record of a key. */
    public static String typed(List<KeyColumn> columns) {
        return columns.stream()
                .map(column -> PostgresNames.quote(column.member()) + " " + column.type())
                .collect(Collectors.joining(", "));
    }
}
