package io.drover.reconcile.levels;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.ConstraintInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A reference of the target: each row that is not NULL in its columns has a row there.
 *
 * @param name of the foreign key; of one that only the spec knows, that it does
 */
record Reference(String name, List<String> columns, TableName table, List<String> referenced) {
    private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[^\",.() ]+)";

    /** Source: {@code pg_get_constraintdef()}, which names the columns always. */
    private static final Pattern DEFINITION =
            Pattern.compile(
                    "REFERENCES (?:%1$s\\.)?%1$s ?\\(([^)]*(?:\"[^\"]*\"[^)]*)*)\\)"
                            .formatted(NAME));

    private static final Pattern NAMES = Pattern.compile(NAME);

    Reference {
        columns = List.copyOf(columns);
        referenced = List.copyOf(referenced);
    }

    /** Null where the definition does not read as one of a foreign key. */
    static @Nullable Reference of(ConstraintInfo foreignKey) {
        Matcher definition = DEFINITION.matcher(foreignKey.definition());
        if (foreignKey.references() == null || !definition.find()) {
            return null;
        }
        List<String> referenced = new ArrayList<>();
        Matcher names = NAMES.matcher(definition.group(1));
        while (names.find()) {
            String name = names.group();
            referenced.add(
                    name.startsWith("\"")
                            ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                            : name);
        }
        return referenced.size() == foreignKey.columns().size()
                ? new Reference(
                        foreignKey.name(),
                        foreignKey.columns(),
                        foreignKey.references(),
                        referenced)
                : null;
    }

    /** How many rows of a table have nothing to refer to. */
    String countOrphans(TableName from) {
        return "SELECT count(*)::text FROM " + orphans(from);
    }

    /** What some of them refer to. */
    String orphanKeys(TableName from, int rows) {
        String keys =
                columns.stream()
                        .map(column -> PostgresNames.printed("t." + PostgresNames.quote(column)))
                        .collect(Collectors.joining(", "));
        return "SELECT DISTINCT %s FROM %s LIMIT %d".formatted(keys, orphans(from), rows);
    }

    private String orphans(TableName from) {
        String set =
                columns.stream()
                        .map(column -> "t." + PostgresNames.quote(column) + " IS NOT NULL")
                        .collect(Collectors.joining(" AND "));
        String same =
                IntStream.range(0, columns.size())
                        .mapToObj(
                                at ->
                                        "r.%s = t.%s"
                                                .formatted(
                                                        PostgresNames.quote(referenced.get(at)),
                                                        PostgresNames.quote(columns.get(at))))
                        .collect(Collectors.joining(" AND "));
        return "%s t WHERE %s AND NOT EXISTS (SELECT FROM %s r WHERE %s)"
                .formatted(PostgresNames.quote(from), set, PostgresNames.quote(table), same);
    }

    @Override
    public String toString() {
        return "%s (%s) to %s (%s)"
                .formatted(name, String.join(", ", columns), table, String.join(", ", referenced));
    }
}
