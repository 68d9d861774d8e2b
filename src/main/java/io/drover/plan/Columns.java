package io.drover.plan;

import io.drover.dialect.postgres.NameMap;
import io.drover.dialect.postgres.QualifiedNameRewriter;
import io.drover.error.ErrorKind;
import io.drover.model.ColumnPlan;
import io.drover.model.PlanWarning;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Decides how the columns of a table travel, and whether a standing table can take them. */
final class Columns {
    private static final QualifiedNameRewriter AS_PRINTED =
            new QualifiedNameRewriter(new NameMap(Map.of(), Map.of(), Set.of()));

    private final QualifiedNameRewriter rewriter;
    private final Problems problems;
    private final List<PlanWarning> warnings;

    Columns(QualifiedNameRewriter rewriter, Problems problems, List<PlanWarning> warnings) {
        this.rewriter = rewriter;
        this.problems = problems;
        this.warnings = warnings;
    }

    List<ColumnPlan> of(Route route) {
        return route.receiver() == null ? same(route.table()) : compared(route);
    }

    private List<ColumnPlan> same(TableInfo table) {
        return table.columns().stream()
                .filter(column -> column.generated() == null)
                .map(
                        column ->
                                plan(
                                        column,
                                        rewriter.rewrite(column.type()),
                                        new TypeFit(TypeVerdict.LOSSLESS, "")))
                .toList();
    }

    private static ColumnPlan plan(ColumnInfo column, String targetType, TypeFit fit) {
        return new ColumnPlan(
                column.name(),
                column.name(),
                column.type(),
                targetType,
                column.notNull(),
                column.shape().oidInBinary(),
                fit.verdict(),
                fit.reason());
    }

    private List<ColumnPlan> compared(Route route) {
        TableInfo standing = route.receiver();
        List<ColumnPlan> plans = new ArrayList<>();
        Set<String> met = new HashSet<>();
        for (ColumnInfo column : route.table().columns()) {
            ColumnInfo counterpart = column(standing, column.name());
            if (counterpart == null) {
                problems.add(
                        ErrorKind.TARGET,
                        "%s.%s: %s has no such column. Add it there, or exclude the table."
                                .formatted(route.source(), column.name(), standing.name()));
                continue;
            }
            met.add(column.name());
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
            if (!met.contains(extra.name()) && extra.notNull() && !fills) {
                problems.add(
                        ErrorKind.TARGET,
                        "%s: column %s of %s is NOT NULL, has no default, and the source has no such column. Give it a default."
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
        boolean waived =
                route.settings() != null && route.settings().waive().contains(column.name());
        if (fit.verdict() == TypeVerdict.REFUSED) {
            problems.add(
                    ErrorKind.TARGET,
                    "%s: %s. Change the type of %s.%s in the target."
                            .formatted(object, fit.reason(), route.target(), counterpart.name()));
        } else if (fit.verdict() == TypeVerdict.LOSSY && !waived) {
            problems.add(
                    ErrorKind.TARGET,
                    "%s: %s cannot hold every %s: %s. Widen the column in the target, or list it under waive of the table."
                            .formatted(object, counterpart.type(), column.type(), fit.reason()));
        }
        if (counterpart.notNull() && !column.notNull()) {
            warnings.add(
                    new PlanWarning(
                            PlanWarning.Kind.ATTENTION,
                            "column " + object,
                            "May be NULL in the source and is NOT NULL in the target: such rows will be refused.",
                            "Drop NOT NULL in the target, or give the table a where."));
        }
        return plan(column, counterpart.type(), fit);
    }

    private static ColumnInfo column(TableInfo table, String name) {
        return table.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}
