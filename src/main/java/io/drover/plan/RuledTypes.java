package io.drover.plan;

import io.drover.dialect.postgres.NamedTypes;
import io.drover.dialect.postgres.NamedTypes.NamedType;
import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.OnViolation;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.TableRules;
import io.drover.spec.rules.ValueOrigin;
import io.drover.spec.rules.ValueStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The columns that rules make, where no standing table says of which type they are. */
final class RuledTypes {
    private static final NamedType TEXT = NamedTypes.of("text").orElseThrow();
    private static final NamedType UUID = NamedTypes.of("uuid").orElseThrow();
    private static final NamedType BIGINT = NamedTypes.of("bigint").orElseThrow();
    private static final NamedType BOOLEAN = NamedTypes.of("boolean").orElseThrow();

    private final TableInfo source;
    private final TableRules rules;
    private final Map<String, NamedType> types = new HashMap<>();

    RuledTypes(TableInfo source, TableRules rules, List<String> problems) {
        this.source = source;
        this.rules = rules;
        rules.columns().forEach(rule -> types.put(rule.column(), type(rule, problems)));
    }

    /** The type that a rule makes. */
    NamedType of(ColumnRule rule) {
        return types.get(rule.column());
    }

    /** Whether a value is made of this column and no other, so that it can stand for it. */
    static boolean isOfOnly(ValueOrigin value, String column) {
        return sources(value).equals(List.of(column));
    }

    private static List<String> sources(ValueOrigin value) {
        if (value instanceof ValueOrigin.FromColumn from) {
            return List.of(from.column());
        } else if (value instanceof ValueOrigin.Split split) {
            return List.of(split.from());
        } else if (value instanceof ValueOrigin.Concat concat) {
            return concat.of();
        } else if (value instanceof ValueOrigin.NameUuid uuid) {
            return uuid.of();
        } else if (value instanceof ValueOrigin.DenseKey dense) {
            return dense.of();
        } else if (value instanceof ValueOrigin.MappedKey mapped) {
            return mapped.of();
        }
        return List.of();
    }

    private NamedType type(ColumnRule rule, List<String> problems) {
        if (rule.type() != null) {
            NamedType known = named(rule.type());
            if (known == null) {
                problems.add(
                        "%s: no type %s is known. Write one of PostgreSQL's own, or one that a column of %s has."
                                .formatted(rule.origin(), rule.type(), source.name()));
            }
            return known == null ? TEXT : known;
        }
        if (rule.value() instanceof ValueOrigin.NameUuid) {
            return UUID;
        }
        if (rule.value() instanceof ValueOrigin.DenseKey
                || rule.value() instanceof ValueOrigin.MappedKey) {
            return BIGINT;
        }
        if (rule.value() instanceof ValueOrigin.Expression) {
            problems.add(
                    "%s: Drover is to make the column %s, and only Spark could say of which type this is. Add type."
                            .formatted(rule.origin(), rule.column()));
        }
        ColumnInfo from = from(rule);
        return from != null && rule.steps().stream().allMatch(RuledTypes::keepsType)
                ? new NamedType(from.type(), from.shape())
                : TEXT;
    }

    private @Nullable NamedType named(String written) {
        return NamedTypes.of(written)
                .orElseGet(
                        () ->
                                source.columns().stream()
                                        .filter(column -> column.type().equals(written.strip()))
                                        .map(column -> new NamedType(column.type(), column.shape()))
                                        .findFirst()
                                        .orElse(null));
    }

    private @Nullable ColumnInfo from(ColumnRule rule) {
        return rule.value() instanceof ValueOrigin.FromColumn from ? column(from.column()) : null;
    }

    private @Nullable ColumnInfo column(String name) {
        return source.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static boolean keepsType(ValueStep step) {
        return step instanceof ValueStep.Trim
                || step instanceof ValueStep.UnicodeForm
                || step instanceof ValueStep.LetterCase
                || step instanceof ValueStep.DefaultForNull;
    }

    /** The column that a rule makes, in the place of another one or at the end. */
    ColumnInfo column(ColumnRule rule, @Nullable ColumnInfo predecessor) {
        NamedType type = of(rule);
        boolean same = predecessor != null && predecessor.type().equals(type.printed());
        return new ColumnInfo(
                rule.column(),
                type.printed(),
                type.shape(),
                isNeverNull(rule, predecessor),
                same ? predecessor.collation() : null,
                null,
                null,
                null,
                source.partitionOf() != null,
                same ? predecessor.storage() : null,
                predecessor == null ? null : predecessor.comment());
    }

    /** The column that says whether a flagging rule was violated. */
    ColumnInfo flag() {
        return new ColumnInfo(
                rules.flagColumn(),
                BOOLEAN.printed(),
                BOOLEAN.shape(),
                true,
                null,
                "false",
                null,
                null,
                source.partitionOf() != null,
                null,
                null);
    }

    private boolean isNeverNull(ColumnRule rule, @Nullable ColumnInfo predecessor) {
        List<String> sources = sources(rule.value());
        boolean given =
                sources.isEmpty()
                        ? predecessor != null && predecessor.notNull()
                        : sources.stream()
                                .map(this::column)
                                .allMatch(column -> column != null && column.notNull());
        boolean originGives =
                !(rule.value() instanceof ValueOrigin.Expression)
                        && !(rule.value() instanceof ValueOrigin.Split);
        return given
                && originGives
                && rule.steps().stream().noneMatch(ValueStep.Lookup.class::isInstance)
                && !flagsWithNull(rule.violation().what(), rule.violation().value())
                && rules.checks().stream()
                        .filter(check -> check.column().equals(rule.column()))
                        .map(CheckRule::violation)
                        .noneMatch(each -> flagsWithNull(each.what(), each.value()));
    }

    private static boolean flagsWithNull(OnViolation what, @Nullable String value) {
        return what == OnViolation.FLAG && value == null;
    }
}
