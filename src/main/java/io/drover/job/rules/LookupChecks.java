package io.drover.job.rules;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.source.Inquiry;
import io.drover.model.TablePlan;
import io.drover.model.rules.LookupPlan;
import io.drover.model.rules.RuleStep;
import io.drover.spec.TableNames;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks at the tables that rows are looked up in: each must be there with its columns, and have
 * every key once, or rows would double. Files were looked at with the spec.
 */
public final class LookupChecks {
    private static final int SHOWN = 3;

    private final Inquiry source;
    private final Inquiry target;

    public LookupChecks(Inquiry source, Inquiry target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Everything that is wrong, each with its place in the spec; a table that is used twice once.
     */
    public List<String> problems(List<TablePlan> tables) {
        Set<String> problems = new LinkedHashSet<>();
        for (TablePlan table : tables) {
            for (LookupPlan lookup : table.rules().lookups()) {
                String place = place(table, lookup);
                for (String problem : problems(lookup)) {
                    problems.add(place + ": " + problem);
                }
            }
        }
        return List.copyOf(problems);
    }

    private List<String> problems(LookupPlan lookup) {
        return switch (lookup.origin()) {
            case SOURCE -> problems(lookup, Side.SOURCE, source);
            case TARGET -> problems(lookup, Side.TARGET, target);
            case FILE, ID_MAP -> List.of();
        };
    }

    private static List<String> problems(LookupPlan lookup, Side side, Inquiry inquiry) {
        try {
            String relation = PostgresNames.quote(TableNames.parse(lookup.location()));
            List<String> there = columns(relation, lookup, inquiry);
            if (there.isEmpty()) {
                return List.of(
                        "cannot look up in %s: the %s has no such table"
                                .formatted(lookup.location(), side));
            }
            List<String> problems = new ArrayList<>();
            Stream.concat(lookup.keys().stream(), lookup.values().stream())
                    .filter(column -> !there.contains(column))
                    .forEach(
                            column ->
                                    problems.add(
                                            "cannot look up in %s: it has no column %s; it has %s"
                                                    .formatted(
                                                            lookup.location(),
                                                            column,
                                                            String.join(", ", there))));
            return problems.isEmpty() ? duplicates(relation, lookup, inquiry) : problems;
        } catch (MigrationException failure) {
            return List.of(failure.getMessage());
        }
    }

    private static List<String> columns(String relation, LookupPlan lookup, Inquiry inquiry) {
        return inquiry.list(
                "read the columns of " + lookup.location(),
                "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass(?)"
                        + " AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
                row -> row.getString(1),
                relation);
    }

    private static List<String> duplicates(String relation, LookupPlan lookup, Inquiry inquiry) {
        List<String> keys =
                lookup.keys().stream()
                        .map(key -> PostgresNames.printed(PostgresNames.quote(key)))
                        .toList();
        String present =
                keys.stream().map(key -> key + " IS NOT NULL").collect(Collectors.joining(" AND "));
        String listed = String.join(", ", keys);
        List<String> twice =
                inquiry.list(
                        "look for keys that %s has twice".formatted(lookup.location()),
                        "SELECT concat_ws(', ', %1$s), count(*) FROM %2$s WHERE %3$s GROUP BY %1$s HAVING count(*) > 1 ORDER BY 1 LIMIT %4$d"
                                .formatted(listed, relation, present, SHOWN),
                        row -> "%s: %d times".formatted(row.getString(1), row.getLong(2)));
        return twice.isEmpty()
                ? List.of()
                : List.of(
                        "cannot look up in %s: its key %s is not unique (%s), and rows would double; mend it, or name a key that is"
                                .formatted(
                                        lookup.location(),
                                        String.join(", ", lookup.keys()),
                                        String.join("; ", twice)));
    }

    /** Where the spec first uses it. */
    private static String place(TablePlan table, LookupPlan lookup) {
        for (RuleStep step : table.rules().steps()) {
            boolean uses =
                    Stream.of(step.value(), step.changed(), step.violated())
                            .anyMatch(
                                    sql ->
                                            sql != null
                                                    && sql.contains(
                                                            "drover_l" + lookup.number() + "_"));
            if (uses && step.origin() != null) {
                return step.origin();
            }
        }
        return table.source().toString();
    }
}
