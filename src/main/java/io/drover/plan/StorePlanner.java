package io.drover.plan;

import io.drover.engine.StoredTable;
import io.drover.engine.StoredType;
import io.drover.error.ErrorKind;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.ReadPath;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.KeyBoundaries;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.RowRules;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Makes the plan of a migration into a {@link io.drover.engine.Store}: spec and catalogs in, the
 * tables out; no connection, no clock. The statements are the store's own to add.
 *
 * <p>All that stands against a plan is reported at once.
 */
public final class StorePlanner {
    private final MigrationSpec spec;
    private final Function<ColumnInfo, StoredType> types;
    private final UnaryOperator<TableName> places;
    private final TargetNames names;
    private final Problems problems = new Problems();
    private final List<PlanWarning> warnings = new ArrayList<>();

    /**
     * @param types how the store keeps a column
     * @param places what the store calls a table
     */
    public StorePlanner(
            MigrationSpec spec,
            Function<ColumnInfo, StoredType> types,
            UnaryOperator<TableName> places) {
        this.spec = spec;
        this.types = types;
        this.places = places;
        this.names = new TargetNames(spec);
    }

    /**
     * What is loaded, in load order, and what the operator should know.
     *
     * @param plans of the tables, as they are kept
     * @param tables as the store is told of them; of a load that has not begun: its id is 0
     */
    public record Result(
            List<TablePlan> plans, List<StoredTable> tables, List<PlanWarning> warnings) {
        public Result {
            plans = List.copyOf(plans);
            tables = List.copyOf(tables);
            warnings = List.copyOf(warnings);
        }
    }

    /** Where each table of the source would stand in the store. */
    public Set<TableName> targets(Catalog source) {
        Set<TableName> targets = new LinkedHashSet<>();
        names.targets(source).forEach(name -> targets.add(places.apply(name)));
        return targets;
    }

    /**
     * The tables.
     *
     * @param standing what stands in the store where they go
     * @throws io.drover.error.MigrationException SPEC, SOURCE or TARGET with every problem found
     */
    public Result plan(Catalog source, Catalog standing, List<KeyBoundaries> boundaries) {
        warnings.addAll(source.notCarried());
        List<TablePlan> plans =
                LoadOrder.of(Planner.tables(asAppends(), source, boundaries), source);
        refuseMeetingTables(plans);
        Planner.reportRuled(asAppends(), source, problems, warnings);
        StoreShapes shapes = shapes(source);
        List<TablePlan> kept = new ArrayList<>();
        List<StoredTable> tables = new ArrayList<>();
        for (TablePlan plan : plans) {
            TablePlan own = table(kept.size(), plan, source, standing, shapes);
            kept.add(own);
            tables.add(stored(own, source, shapes, 0, 0));
        }
        problems.refuseIfAny(spec.name());
        return new Result(kept, tables, warnings);
    }

    /** As the tables of a load that has begun should stand. */
    public StoredTable defined(TablePlan plan, Catalog source, long loadId, int generation) {
        return stored(
                plan, source, plan.rules() == null ? null : shapes(source), loadId, generation);
    }

    private StoreShapes shapes(Catalog source) {
        return new StoreShapes(asAppends(), source, types, places, names);
    }

    private StoredTable stored(
            TablePlan plan,
            Catalog source,
            @Nullable StoreShapes shapes,
            long loadId,
            int generation) {
        TableInfo table = source.table(plan.source()).orElseThrow();
        TableInfo definition =
                plan.rules() == null ? definition(table, plan) : shapes.definition(plan);
        return new StoredTable(
                StoreShapes.told(plan, definition, types),
                definition,
                spec.name(),
                loadId,
                generation);
    }

    /** What an upsert needs of a PostgreSQL is not asked of a store. */
    private MigrationSpec asAppends() {
        return spec.loading(LoadMode.APPEND);
    }

    private TablePlan table(
            int number, TablePlan read, Catalog source, Catalog standing, StoreShapes shapes) {
        TableInfo table = source.table(read.source()).orElseThrow();
        TableName target = places.apply(read.target());
        LoadMode mode = names.mode(settings(read), List.of());
        refuseWrongMode(read, table, target, mode, standing);
        List<ColumnPlan> columns = columns(read, table);
        RowRules rules =
                read.rules() == null
                        ? null
                        : StoreRules.reading(read.rules(), table, columns, types);
        TablePlan plan =
                new TablePlan(
                        number,
                        read.source(),
                        target,
                        target,
                        mode,
                        WireForm.BINARY,
                        ReadPath.COPY,
                        columns,
                        read.key(),
                        read.where(),
                        read.guardFields(),
                        read.estimatedRows(),
                        read.estimatedBytes(),
                        read.chunks(),
                        rules);
        if (rules != null) {
            TableSpec settings = settings(read);
            shapes.problems(plan, spec.target().type(), mode, settings)
                    .forEach(problem -> problems.add(ErrorKind.SPEC, problem));
        }
        return plan;
    }

    private @Nullable TableSpec settings(TablePlan plan) {
        return names.all(plan.source()).stream()
                .filter(each -> names.target(plan.source(), each).equals(plan.target()))
                .findFirst()
                .orElse(null);
    }

    private void refuseWrongMode(
            TablePlan read, TableInfo table, TableName target, LoadMode mode, Catalog standing) {
        if (spec.schema() == SchemaMode.EXISTING && standing.table(target).isEmpty()) {
            problems.add(
                    ErrorKind.TARGET,
                    "%s: table %s does not stand in the target. Create it there, or set schema = create."
                            .formatted(read.source(), target));
        }
        if (mode != LoadMode.UPSERT) {
            return;
        }
        if (read.key().isEmpty()) {
            problems.add(
                    ErrorKind.SPEC,
                    "%s has no key to upsert by. Name its columns under key of the table, or load it with append or replace."
                            .formatted(read.source()));
        } else if (!Planner.namesOneRow(table, read.key())) {
            problems.add(
                    ErrorKind.SPEC,
                    "%s: %s may be NULL or occur twice in the source, and an upsert would then lose rows. Name the columns of a unique index that are NOT NULL, or load with append."
                            .formatted(read.source(), String.join(", ", read.key())));
        }
    }

    /**
     * Columns as rules rename and drop them; generated ones travel as any other, since a store does
     * not compute them.
     */
    private List<ColumnPlan> columns(TablePlan read, TableInfo table) {
        TableSpec settings = settings(read);
        List<ColumnPlan> plans = new ArrayList<>();
        for (ColumnInfo column : table.columns()) {
            String target = target(read, column, settings);
            if (target == null) {
                continue;
            }
            StoredType stored = types.apply(column);
            TypeVerdict verdict = stored.verdict();
            String reason = stored.reason();
            if (column.origin() != null && column.origin().verdict().compareTo(verdict) > 0) {
                verdict = column.origin().verdict();
                reason = column.origin().reason();
            }
            judge(read, column, stored, verdict, reason, settings);
            plans.add(
                    new ColumnPlan(
                            column.name(),
                            target,
                            column.type(),
                            stored.name(),
                            column.notNull(),
                            false,
                            verdict,
                            reason,
                            column.origin() == null ? null : column.origin().type()));
        }
        return plans;
    }

    /** Null where the column is not carried. */
    private static @Nullable String target(
            TablePlan read, ColumnInfo column, @Nullable TableSpec settings) {
        for (ColumnPlan carried : read.columns()) {
            if (carried.source().equals(column.name())) {
                return carried.target();
            }
        }
        if (column.generated() == null) {
            return null;
        }
        if (settings == null) {
            return column.name();
        }
        boolean dropped = settings.rules().drop().contains(column.name());
        return dropped
                ? null
                : settings.rules().rename().getOrDefault(column.name(), column.name());
    }

    private void judge(
            TablePlan read,
            ColumnInfo column,
            StoredType stored,
            TypeVerdict verdict,
            String reason,
            @Nullable TableSpec settings) {
        String object = read.source() + "." + column.name();
        boolean waived = settings != null && settings.waive().contains(column.name());
        if (verdict == TypeVerdict.REFUSED) {
            problems.add(
                    ErrorKind.TARGET,
                    "%s: %s has no place in the target: %s. Leave the table out, or select the column away in a view of the source."
                            .formatted(object, column.type(), reason));
        } else if (verdict == TypeVerdict.LOSSY && !waived) {
            problems.add(
                    ErrorKind.SPEC,
                    "%s: %s cannot hold every %s: %s. List the column under waive of the table, or leave it out."
                            .formatted(object, stored.name(), column.type(), reason));
        } else if (verdict == TypeVerdict.LOSSY) {
            warnings.add(
                    new PlanWarning(
                            PlanWarning.Kind.ATTENTION,
                            "column " + object,
                            "Lossy and waived: " + reason + ".",
                            "Compare what arrives with what was meant."));
        }
    }

    private void refuseMeetingTables(List<TablePlan> plans) {
        Map<TableName, TableName> taken = new LinkedHashMap<>();
        Set<TableName> told = new TreeSet<>();
        for (TablePlan plan : plans) {
            TableName target = places.apply(plan.target());
            TableName other = taken.putIfAbsent(target, plan.source());
            if (other != null && told.add(target)) {
                problems.add(
                        ErrorKind.SPEC,
                        "%s and %s would both become %s. Give one of them another target in tables."
                                .formatted(other, plan.source(), target));
            }
        }
    }

    /** The source's definition under the target's names, as far as its columns are carried. */
    private TableInfo definition(TableInfo table, TablePlan plan) {
        Map<String, String> carried = new LinkedHashMap<>();
        plan.columns().forEach(column -> carried.put(column.source(), column.target()));
        List<ConstraintInfo> constraints = new ArrayList<>();
        for (ConstraintInfo constraint : table.constraints()) {
            if (carried.keySet().containsAll(constraint.columns())) {
                TableName references = constraint.references();
                constraints.add(
                        new ConstraintInfo(
                                constraint.name(),
                                constraint.kind(),
                                constraint.definition(),
                                constraint.columns().stream().map(carried::get).toList(),
                                references == null ? null : places.apply(names.target(references)),
                                constraint.validated(),
                                constraint.inherited(),
                                constraint.index(),
                                constraint.comment()));
            }
        }
        return table.withColumns(
                        table.columns().stream()
                                .filter(column -> carried.containsKey(column.name()))
                                .map(column -> column.named(carried.get(column.name())))
                                .toList())
                .withConstraints(constraints)
                .named(plan.target());
    }
}
