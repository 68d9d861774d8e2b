package io.drover.job.trial;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.rules.ColumnWays;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.TableRules;
import java.util.List;

/** Which columns of a source table a column of the target is made of. */
final class ColumnOrigins {
    private final TableInfo source;
    private final ColumnWays ways;

    ColumnOrigins(MigrationSpec spec, TableInfo source) {
        this.source = source;
        this.ways = new ColumnWays(source, rules(spec, source.name()));
    }

    private static TableRules rules(MigrationSpec spec, TableName name) {
        return spec.tables().stream()
                .filter(table -> table.name().equals(name))
                .map(TableSpec::rules)
                .findFirst()
                .orElse(TableRules.NONE);
    }

    /** In the order of the table; none for a constant, or a flag. */
    List<String> of(String target) {
        @Nullable ColumnRule rule = ways.rule(target);
        if (rule == null) {
            String column = ways.sourceOf(target);
            return column == null ? List.of() : List.of(column);
        }
        List<String> named = rule.value().columns();
        return source.columns().stream()
                .map(column -> column.name())
                .filter(named::contains)
                .toList();
    }
}
