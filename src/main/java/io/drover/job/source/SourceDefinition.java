package io.drover.job.source;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.ColumnPlan;
import io.drover.model.MigrationPlan;
import io.drover.model.SchemaMode;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.DecodedColumn;
import io.drover.plan.Planner;
import io.drover.spec.MigrationSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The source's tables and columns as a stored plan knows them. A resumed load reads under a new
 * snapshot, and a partition or a column that is new in it is not in the plan: its rows would be
 * lost.
 */
public final class SourceDefinition {
    private final MigrationSpec spec;
    private final MigrationPlan plan;

    public SourceDefinition(MigrationSpec spec, MigrationPlan plan) {
        this.spec = spec;
        this.plan = plan;
    }

    /** Throws CONSISTENCY with everything that changed since the plan was made. */
    public void refuseChanged(SourceSide source) {
        Catalog now = source.catalog();
        Set<TableName> planned = new TreeSet<>();
        plan.tables().forEach(table -> planned.add(table.source()));
        List<TablePlan> anew = Planner.tables(spec, now);
        Set<TableName> selected =
                anew.stream().map(TablePlan::source).collect(Collectors.toCollection(TreeSet::new));
        List<String> changes = new ArrayList<>();
        selected.stream()
                .filter(name -> !planned.contains(name))
                .forEach(name -> changes.add("table " + name + " is new"));
        planned.stream()
                .filter(name -> !selected.contains(name))
                .forEach(name -> changes.add("table " + name + " is gone"));
        for (TablePlan table : plan.tables()) {
            now.table(table.source()).ifPresent(info -> compare(table, info, changes));
            // A standing target need not have every column of the source.
            if (plan.schemaMode() == SchemaMode.CREATE) {
                anew.stream()
                        .filter(each -> each.source().equals(table.source()))
                        .forEach(each -> compare(table, each, changes));
            }
        }
        if (!changes.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot go on with migration %s: the source's definitions changed since its plan was made (%s). Begin again with a new plan: `migrate --restart`."
                            .formatted(spec.name(), String.join("; ", changes)));
        }
    }

    private static void compare(TablePlan table, TableInfo now, List<String> changes) {
        Map<String, String> types = new HashMap<>();
        for (ColumnInfo column : now.columns()) {
            types.put(column.name(), column.type());
        }
        for (ColumnPlan column : table.columns()) {
            compare(table, column.source(), column.sourceType(), types, changes);
        }
        if (table.rules() != null) {
            for (DecodedColumn column : table.rules().decoded()) {
                boolean made = column.name().startsWith("drover_");
                if (!made || types.containsKey(column.name())) {
                    compare(table, column.name(), column.sourceType(), types, changes);
                }
            }
        }
    }

    private static void compare(
            TablePlan table,
            String column,
            String then,
            Map<String, String> types,
            List<String> changes) {
        String now = types.get(column);
        if (!then.equals(now)) {
            changes.add(
                    "column %s of %s is %s and was %s"
                            .formatted(column, table.source(), now == null ? "gone" : now, then));
        }
    }

    /** Columns that would be carried if the plan were made now. */
    private static void compare(TablePlan table, TablePlan anew, List<String> changes) {
        Set<String> columns =
                anew.columns().stream()
                        .map(ColumnPlan::source)
                        .collect(Collectors.toCollection(TreeSet::new));
        table.columns().forEach(column -> columns.remove(column.source()));
        if (!columns.isEmpty()) {
            changes.add("columns %s of %s are new".formatted(columns, table.source()));
        }
    }
}
