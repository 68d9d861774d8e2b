package io.drover.plan;

import io.drover.dialect.postgres.NameMap;
import io.drover.dialect.postgres.QualifiedNameRewriter;
import io.drover.error.ErrorKind;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TypeOrigin;
import io.drover.model.rules.RowRules;
import io.drover.plan.rules.ColumnWays;
import io.drover.plan.rules.RuleCompiler;
import io.drover.spec.rules.CheckRule;
import io.drover.spec.rules.ColumnRule;
import io.drover.spec.rules.TableRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides how the columns of a table travel, and whether a standing table can take them. */
final class Columns {
    private static final QualifiedNameRewriter AS_PRINTED =
            new QualifiedNameRewriter(new NameMap(Map.of(), Map.of(), Set.of()));

    private final TargetShapes shapes;
    private final QualifiedNameRewriter rewriter;
    private final Problems problems;
    private final List<PlanWarning> warnings;
    private final List<String> waived = new ArrayList<>();

    Columns(
            TargetShapes shapes,
            QualifiedNameRewriter rewriter,
            Problems problems,
            List<PlanWarning> warnings) {
        this.shapes = shapes;
        this.rewriter = rewriter;
        this.problems = problems;
        this.warnings = warnings;
    }

    /**
     * What becomes of a table's columns.
     *
     * @param carried those that travel opaque
     * @param rules what makes the others; null where there is none, and rows travel as they are
     */
    record Fates(List<ColumnPlan> carried, @Nullable RowRules rules) {}

    /** Says how many lossy columns the operator accepted by name; to be asked last. */
    void reportWaived() {
        if (!waived.isEmpty()) {
            warnings.add(
                    new PlanWarning(
                            PlanWarning.Kind.ATTENTION,
                            "waived columns",
                            "%d %s waived: %s."
                                    .formatted(
                                            waived.size(),
                                            waived.size() == 1 ? "column" : "columns",
                                            String.join(", ", waived)),
                            "Their values may be changed or refused, as waive of the table accepts."));
        }
    }

    /** The columns of a table, its duplicates dealt into so many buckets where a rule asks. */
    Fates of(Route route, int buckets) {
        TableRules rules = route.rules();
        if (rules.isEmpty()) {
            return new Fates(
                    route.receiver() == null
                            ? same(route.table(), UNRULED)
                            : compared(route, UNRULED),
                    null);
        }
        ColumnWays ways = new ColumnWays(route.table(), rules);
        TableInfo target = route.receiver() == null ? shaped(route) : route.receiver();
        refuseUnknownColumns(route, target);
        RowRules compiled =
                rules.touchesValues()
                        ? new RuleCompiler(
                                        route.table(),
                                        target,
                                        rules,
                                        ways,
                                        problem -> problems.add(ErrorKind.SPEC, problem))
                                .compile(buckets)
                        : null;
        Set<String> made = new HashSet<>();
        if (compiled != null) {
            compiled.columns().forEach(column -> made.add(column.target()));
        }
        Ruled ruled = new Ruled(ways, made);
        return new Fates(
                route.receiver() == null ? same(route.table(), ruled) : compared(route, ruled),
                compiled);
    }

    /** As it is to be made, with the target's names of types. */
    private TableInfo shaped(Route route) {
        TableInfo shape = shapes.table(route);
        return shape.withColumns(
                shape.columns().stream()
                        .map(column -> column.typed(rewriter.rewrite(column.type())))
                        .toList());
    }

    private void refuseUnknownColumns(Route route, TableInfo target) {
        Set<String> known = new HashSet<>();
        route.table().columns().forEach(column -> known.add(column.name()));
        List<String> named = new ArrayList<>(route.rules().drop());
        named.addAll(route.rules().rename().keySet());
        for (String name : named) {
            if (!known.contains(name)) {
                problems.add(
                        ErrorKind.SPEC,
                        "%s: it has no column %s to rename or drop. It has %s."
                                .formatted(
                                        route.source(),
                                        name,
                                        String.join(", ", new TreeSet<>(known))));
            }
        }
        for (ColumnRule rule : route.rules().columns()) {
            if (column(target, rule.column()) == null) {
                problems.add(
                        ErrorKind.SPEC,
                        "%s: %s has no column %s. Add it there, or correct the name."
                                .formatted(rule.origin(), target.name(), rule.column()));
            }
        }
    }

    /** Where source columns go that no rule makes anew. */
    private interface Ways {
        @Nullable
        String target(String source);

        boolean leavesOut(String source);

        boolean made(String target);
    }

    private static final Ways UNRULED =
            new Ways() {
                @Override
                public String target(String source) {
                    return source;
                }

                @Override
                public boolean leavesOut(String source) {
                    return false;
                }

                @Override
                public boolean made(String target) {
                    return false;
                }
            };

    private record Ruled(ColumnWays ways, Set<String> ruled) implements Ways {
        @Override
        public @Nullable String target(String source) {
            String target = ways.targetOf(source);
            return target == null || ruled.contains(target) ? null : target;
        }

        @Override
        public boolean leavesOut(String source) {
            return ways.leavesOut(source) || target(source) == null;
        }

        @Override
        public boolean made(String target) {
            return ruled.contains(target);
        }
    }

    private List<ColumnPlan> same(TableInfo table, Ways ways) {
        return table.columns().stream()
                .filter(column -> column.generated() == null && !ways.leavesOut(column.name()))
                .map(
                        column ->
                                plan(
                                        column,
                                        ways.target(column.name()),
                                        rewriter.rewrite(column.type()),
                                        new TypeFit(TypeVerdict.LOSSLESS, "")))
                .toList();
    }

    private static ColumnPlan plan(
            ColumnInfo column, String target, String targetType, TypeFit fit) {
        return new ColumnPlan(
                column.name(),
                target,
                column.type(),
                targetType,
                column.notNull(),
                column.shape().oidInBinary(),
                worse(fit.verdict(), column.origin()),
                reason(fit.reason(), column.origin()),
                column.origin() == null ? null : column.origin().type());
    }

    /** What becomes of a value of another engine: its reading and its fit together. */
    private static TypeVerdict worse(TypeVerdict fit, @Nullable TypeOrigin origin) {
        return origin == null || fit.compareTo(origin.verdict()) >= 0 ? fit : origin.verdict();
    }

    private static String reason(String fit, @Nullable TypeOrigin origin) {
        return Stream.of(origin == null ? "" : origin.reason(), fit)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private List<ColumnPlan> compared(Route route, Ways ways) {
        TableInfo standing = route.receiver();
        List<ColumnPlan> plans = new ArrayList<>();
        Set<String> met = new HashSet<>();
        for (ColumnInfo column : route.table().columns()) {
            if (ways.leavesOut(column.name())) {
                continue;
            }
            String name = ways.target(column.name());
            ColumnInfo counterpart = column(standing, name);
            if (counterpart == null) {
                problems.add(
                        ErrorKind.TARGET,
                        "%s.%s: %s has no column %s. Add it there, or drop or rename it by a rule."
                                .formatted(route.source(), column.name(), standing.name(), name));
                continue;
            }
            if (!met.add(name)) {
                problems.add(
                        ErrorKind.SPEC,
                        "%s: %s and another of its columns would both become %s. Rename or drop one of them."
                                .formatted(route.source(), column.name(), name));
            }
            if (counterpart.generated() != null) {
                if (column.generated() == null) {
                    problems.add(
                            ErrorKind.TARGET,
                            "%s.%s: the column is generated in %s, so the source's values cannot be loaded. Make it a plain column there."
                                    .formatted(route.source(), column.name(), standing.name()));
                }
                continue;
            }
            plans.add(fitted(route, column, counterpart));
        }
        for (ColumnInfo extra : standing.columns()) {
            boolean fills =
                    extra.defaultExpression() != null
                            || extra.identity() != null
                            || extra.generated() != null;
            if (!met.contains(extra.name())
                    && !ways.made(extra.name())
                    && extra.notNull()
                    && !fills) {
                problems.add(
                        ErrorKind.TARGET,
                        "%s: column %s of %s is NOT NULL, has no default, and nothing of the source goes there. Give it a default, or a rule."
                                .formatted(route.source(), extra.name(), standing.name()));
            }
        }
        return plans;
    }

    private ColumnPlan fitted(Route route, ColumnInfo column, ColumnInfo counterpart) {
        TypeFit fit =
                TypeFit.of(
                        rewriter.normalize(column.type()),
                        column.shape(),
                        AS_PRINTED.normalize(counterpart.type()),
                        counterpart.shape());
        String object = route.source() + "." + column.name();
        boolean accepted =
                route.settings() != null && route.settings().waive().contains(column.name());
        if (fit.verdict() == TypeVerdict.REFUSED) {
            problems.add(
                    ErrorKind.TARGET,
                    "%s: %s. Change the type of %s.%s in the target."
                            .formatted(object, fit.reason(), route.target(), counterpart.name()));
        } else if (fit.verdict() == TypeVerdict.LOSSY && accepted) {
            waived.add("%s (%s to %s)".formatted(object, column.type(), counterpart.type()));
        } else if (fit.verdict() == TypeVerdict.LOSSY) {
            problems.add(
                    ErrorKind.TARGET,
                    "%s: %s cannot hold every %s: %s. Widen the column in the target, or list it under waive of the table."
                            .formatted(object, counterpart.type(), column.type(), fit.reason()));
        }
        if (counterpart.notNull() && !column.notNull() && !required(route, counterpart.name())) {
            warnings.add(
                    new PlanWarning(
                            PlanWarning.Kind.ATTENTION,
                            "column " + object,
                            "May be NULL in the source and is NOT NULL in the target: such rows will be refused.",
                            "Drop NOT NULL in the target, or give the table a where."));
        }
        return plan(column, counterpart.name(), counterpart.type(), fit);
    }

    private static boolean required(Route route, String target) {
        return route.rules().checks().stream()
                .anyMatch(
                        check ->
                                check.condition() instanceof CheckRule.Required
                                        && check.column().equals(target));
    }

    private static ColumnInfo column(TableInfo table, String name) {
        return table.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
