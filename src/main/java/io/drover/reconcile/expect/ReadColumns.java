package io.drover.reconcile.expect;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.SparkTypes;
import io.drover.model.ColumnPlan;
import io.drover.model.catalog.ColumnInfo;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.DeduplicateRule;
import io.drover.spec.rules.SparkSqlTokens;
import io.drover.spec.rules.TableRules;
import io.drover.spec.rules.ValueOrigin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which columns of a source row must be values: those that a rule names, and every word of an
 * expression that is a column's name. A value among them that has no Spark value sets its row
 * aside, so that which they are matters.
 */
final class ReadColumns {
    /** How many columns of a row are not NULL. */
    static final String FILLED = "drover_filled";

    private final Contribution from;
    private final Map<String, ColumnInfo> columns = new LinkedHashMap<>();
    private final Set<String> wanted = new HashSet<>();

    private ReadColumns(Contribution from) {
        this.from = from;
        from.source().columns().forEach(column -> columns.put(column.name(), column));
    }

    /** In the order of the table, the count of filled columns last where it is asked for. */
    static List<ReadColumn> of(Contribution from) {
        ReadColumns read = new ReadColumns(from);
        read.look();
        return read.all();
    }

    /** The source columns that are carried under each name of the target. */
    static Map<String, String> carried(Contribution from) {
        Map<String, String> carried = new LinkedHashMap<>();
        Set<String> made = new HashSet<>();
        Set<String> taken = new HashSet<>(from.rules().drop());
        for (ColumnRule rule : from.rules().columns()) {
            made.add(rule.column());
            if (rule.value() instanceof ValueOrigin.FromColumn
                    || rule.value() instanceof ValueOrigin.Split) {
                taken.addAll(rule.value().columns());
            }
        }
        for (ColumnInfo column : from.source().columns()) {
            String target = from.rules().rename().getOrDefault(column.name(), column.name());
            if (!taken.contains(column.name()) && !made.contains(target)) {
                carried.put(target, column.name());
            }
        }
        return carried;
    }

    /** The target columns that a check is about. */
    static Set<String> of(CheckRule check, Set<String> targets) {
        if (check.condition() instanceof CheckRule.Unique unique) {
            return new LinkedHashSet<>(unique.columns());
        }
        if (check.condition() instanceof CheckRule.Exists exists) {
            return new LinkedHashSet<>(exists.of());
        }
        if (check.condition() instanceof CheckRule.Holds holds) {
            return names(holds.sql()).stream()
                    .filter(targets::contains)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
        return Set.of(check.column());
    }

    private void look() {
        TableRules rules = from.rules();
        rules.filters().forEach(filter -> wanted.addAll(names(filter.sql())));
        DeduplicateRule deduplicate = rules.deduplicate();
        if (deduplicate != null) {
            deduplicate.by().forEach(sql -> wanted.addAll(names(sql)));
            deduplicate.order().forEach(sql -> wanted.addAll(names(sql)));
        }
        for (ColumnRule rule : rules.columns()) {
            wanted.addAll(rule.value().columns());
        }
        Map<String, String> carried = carried(from);
        Set<String> targets = new HashSet<>(carried.keySet());
        rules.columns().forEach(rule -> targets.add(rule.column()));
        for (CheckRule check : rules.checks()) {
            for (String target : of(check, targets)) {
                if (carried.containsKey(target)) {
                    wanted.add(carried.get(target));
                }
            }
        }
    }

    private static List<String> names(String sql) {
        return SparkSqlTokens.of(sql).stream()
                .filter(SparkSqlTokens.Token::isName)
                .map(SparkSqlTokens.Token::text)
                .toList();
    }

    /** One column as a value. */
    static ReadColumn of(ColumnInfo column) {
        SparkTypes.Choice choice = SparkTypes.read(column.type(), column.shape());
        String value = choice.sql(PostgresNames.quote(column.name()));
        return new ReadColumn(
                column.name(),
                choice.loadsInBinary() ? PostgresNames.printed(value) : value,
                choice.sparkType());
    }

    private List<ReadColumn> all() {
        List<ReadColumn> all = new ArrayList<>();
        columns.forEach(
                (name, column) -> {
                    if (wanted.contains(name)) {
                        all.add(of(column));
                    }
                });
        DeduplicateRule deduplicate = from.rules().deduplicate();
        if (deduplicate != null && deduplicate.keep() == DeduplicateRule.Keep.MOST_COMPLETE) {
            all.add(
                    new ReadColumn(
                            FILLED,
                            "pg_catalog.num_nonnulls(%s)::pg_catalog.text"
                                    .formatted(PostgresNames.quoteAll(columns.keySet())),
                            "int"));
        }
        return all;
    }

    /**
     * What the last ties of a deduplication are decided by, as fields of a binary COPY: the carried
     * columns as they are, or as they print.
     */
    static List<String> ties(Contribution from) {
        if (from.rules().deduplicate() == null) {
            return List.of();
        }
        return from.carried().stream()
                .map(ColumnPlan::source)
                .map(PostgresNames::quote)
                .map(
                        column ->
                                switch (from.wire()) {
                                    case BINARY -> column;
                                    case TEXT -> PostgresNames.printed(column);
                                })
                .toList();
    }
}
