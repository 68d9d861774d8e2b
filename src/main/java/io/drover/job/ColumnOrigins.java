package io.drover.job;

import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.TableInfo;
import io.drover.plan.rules.ColumnWays;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.SparkSqlTokens;
import io.drover.spec.rules.TableRules;
import io.drover.spec.rules.ValueOrigin;
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

    /** In the order of the rule; none for a constant, or a flag. */
    List<String> of(String target) {
        @Nullable ColumnRule rule = ways.rule(target);
        if (rule == null) {
            String column = ways.sourceOf(target);
            return column == null ? List.of() : List.of(column);
        }
        return columns(rule.value());
    }

    private List<String> columns(ValueOrigin value) {
        if (value instanceof ValueOrigin.FromColumn from) {
            return List.of(from.column());
        }
        if (value instanceof ValueOrigin.Split split) {
            return List.of(split.from());
        }
        if (value instanceof ValueOrigin.Concat concat) {
            return concat.of();
        }
        if (value instanceof ValueOrigin.NameUuid uuid) {
            return uuid.of();
        }
        if (value instanceof ValueOrigin.DenseKey dense) {
            return dense.of();
        }
        if (value instanceof ValueOrigin.MappedKey mapped) {
            return mapped.of();
        }
        if (value instanceof ValueOrigin.Expression expression) {
            List<String> names =
                    SparkSqlTokens.of(expression.sql()).stream()
                            .filter(SparkSqlTokens.Token::isName)
                            .map(SparkSqlTokens.Token::text)
                            .distinct()
                            .toList();
            return source.columns().stream()
                    .map(column -> column.name())
                    .filter(names::contains)
                    .toList();
        }
        return List.of();
    }
}
