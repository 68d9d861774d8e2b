package io.drover.plan;

import io.drover.dialect.postgres.WireType;
import io.drover.engine.StoredType;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.LookupPlan;
import io.drover.model.rules.RuledColumn;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Tables with rules as a store is to have them, and what of their rules it cannot have. */
final class StoreShapes {
    private final Function<ColumnInfo, StoredType> types;
    private final UnaryOperator<TableName> places;
    private final TargetNames names;
    private final Map<List<TableName>, TableInfo> shapes = new LinkedHashMap<>();

    StoreShapes(
            MigrationSpec spec,
            Catalog source,
            Function<ColumnInfo, StoredType> types,
            UnaryOperator<TableName> places,
            TargetNames names) {
        this.types = types;
        this.places = places;
        this.names = names;
        Planner.expected(spec, source)
                .forEach(
                        each ->
                                shapes.put(
                                        List.of(each.table().name(), places.apply(each.target())),
                                        each.table()));
    }

    /** The table as its rules reshape it, under the target's names, as far as rows fill it. */
    TableInfo definition(TablePlan plan) {
        TableInfo shape = shapes.get(List.of(plan.source(), plan.target()));
        Set<String> filled = new HashSet<>(plan.loadedColumns());
        List<ConstraintInfo> constraints = new ArrayList<>();
        for (ConstraintInfo constraint : shape.constraints()) {
            TableName references = constraint.references();
            if (filled.containsAll(constraint.columns())) {
                constraints.add(
                        new ConstraintInfo(
                                constraint.name(),
                                constraint.kind(),
                                constraint.definition(),
                                constraint.columns(),
                                references == null ? null : places.apply(names.target(references)),
                                constraint.validated(),
                                constraint.inherited(),
                                constraint.index(),
                                constraint.comment()));
            }
        }
        return shape.withColumns(
                        shape.columns().stream()
                                .filter(column -> filled.contains(column.name()))
                                .toList())
                .withConstraints(constraints)
                .named(plan.target());
    }

    /** The plan as a store is told of it: all columns of its rows, in the definition's order. */
    static TablePlan told(
            TablePlan plan, TableInfo definition, Function<ColumnInfo, StoredType> types) {
        List<String> key = plan.key().stream().map(column -> target(plan, column)).toList();
        if (plan.rules() == null) {
            return plan.keyedBy(key);
        }
        Map<String, ColumnPlan> carried = new LinkedHashMap<>();
        plan.columns().forEach(column -> carried.put(column.target(), column));
        Map<String, RuledColumn> ruled = new LinkedHashMap<>();
        plan.rules().columns().forEach(column -> ruled.put(column.target(), column));
        List<ColumnPlan> columns = new ArrayList<>();
        for (ColumnInfo column : definition.columns()) {
            if (ruled.containsKey(column.name())) {
                StoredType stored = types.apply(column);
                columns.add(
                        new ColumnPlan(
                                column.name(),
                                column.name(),
                                column.type(),
                                stored.name(),
                                column.notNull(),
                                false,
                                stored.verdict(),
                                stored.reason()));
            } else {
                columns.add(carried.get(column.name()));
            }
        }
        return new TablePlan(
                plan.number(),
                plan.source(),
                plan.target(),
                plan.staging(),
                plan.mode(),
                plan.wire(),
                plan.readPath(),
                columns,
                key,
                plan.where(),
                plan.guardFields(),
                plan.estimatedRows(),
                plan.estimatedBytes(),
                plan.chunks(),
                plan.rules());
    }

    private static String target(TablePlan plan, String source) {
        return plan.columns().stream()
                .filter(column -> column.source().equals(source))
                .map(ColumnPlan::target)
                .findFirst()
                .orElse(source);
    }

    /** What of the rules cannot be done on the way into the store, each in a sentence. */
    List<String> problems(
            TablePlan plan, String engine, LoadMode mode, @Nullable TableSpec settings) {
        List<String> problems = new ArrayList<>();
        TableInfo definition = definition(plan);
        for (RuledColumn column : plan.rules().columns()) {
            definition.columns().stream()
                    .filter(each -> each.name().equals(column.target()))
                    .forEach(each -> judge(plan, column, each, settings, problems));
        }
        for (LookupPlan lookup : plan.rules().lookups()) {
            if (lookup.origin() == LookupPlan.Origin.TARGET) {
                problems.add(
                        "%s: a rule looks for rows in %s of the target, which can be done in a PostgreSQL only, and the target is of type %s. Look in the table of the source that it is loaded from, or in a file."
                                .formatted(plan.source(), lookup.location(), engine));
            }
        }
        for (String key : mode == LoadMode.UPSERT ? plan.key() : List.<String>of()) {
            if (plan.columns().stream().noneMatch(column -> column.source().equals(key))) {
                problems.add(
                        "%s: an upsert needs its key column %s in the target as it is, and a rule drops it or makes it anew. Load with replace or append."
                                .formatted(plan.source(), key));
            }
        }
        return problems;
    }

    private void judge(
            TablePlan plan,
            RuledColumn ruled,
            ColumnInfo column,
            @Nullable TableSpec settings,
            List<String> problems) {
        StoredType stored = types.apply(column);
        boolean text = stored.sparkType().equalsIgnoreCase("string");
        boolean waived = settings != null && settings.waive().contains(column.name());
        if (!WireType.hasBinary(column.type())) {
            problems.add(
                    "%s: a rule makes %s a %s, and only PostgreSQL knows which texts are values of that. Make it text, or load the table into a PostgreSQL."
                            .formatted(plan.source(), column.name(), column.type()));
        } else if (stored.verdict() == TypeVerdict.REFUSED) {
            problems.add(
                    "%s: a rule makes %s a %s, which has no place in the target: %s. Give it another type."
                            .formatted(
                                    plan.source(), column.name(), column.type(), stored.reason()));
        } else if (stored.verdict() == TypeVerdict.LOSSY && !waived) {
            problems.add(
                    "%s: a rule makes %s, and %s cannot hold every %s: %s. Give it another type, or list the column under waive of the table."
                            .formatted(
                                    plan.source(),
                                    column.name(),
                                    stored.name(),
                                    column.type(),
                                    stored.reason()));
        } else if (!text && !stored.sparkType().equalsIgnoreCase(ruled.sparkType())) {
            problems.add(
                    "%s: a rule makes %s a %s, and the target takes it as %s only. Give it another type."
                            .formatted(
                                    plan.source(),
                                    column.name(),
                                    ruled.sparkType(),
                                    stored.sparkType()));
        }
    }
}
