package io.drover.job;

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
import io.drover.plan.rules.ColumnWays;
import io.drover.spec.MigrationSpec;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The source's tables and columns as a stored plan knows them. A resumed load reads under a new
 * snapshot, and a partition or a column that is new in it is not in the plan: its rows would be
 * lost.
 */
final class SourceDefinition {
    private final MigrationSpec spec;
    private final MigrationPlan plan;

    SourceDefinition(MigrationSpec spec, MigrationPlan plan) {
        this.spec = spec;
        this.plan = plan;
    }

    /** Throws CONSISTENCY with everything that changed since the plan was made. */
    void refuseChanged(Connection source) {
        Catalog now = new PlanReader(spec).source(source);
        Map<TableName, TablePlan> planned = new TreeMap<>();
        plan.tables().forEach(table -> planned.put(table.source(), table));
        Set<TableName> selected = new TreeSet<>(Planner.selected(spec, now));
        List<String> changes = new ArrayList<>();
        selected.stream()
                .filter(name -> !planned.containsKey(name))
                .forEach(name -> changes.add("table " + name + " is new"));
        planned.forEach(
                (name, table) -> {
                    if (selected.contains(name)) {
                        now.table(name).ifPresent(info -> compare(table, info, changes));
                    } else {
                        changes.add("table " + name + " is gone");
                    }
                });
        if (!changes.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    "Cannot go on with migration %s: the source's definitions changed since its plan was made (%s). Begin again with a new plan: `migrate --restart`."
                            .formatted(spec.name(), String.join("; ", changes)));
        }
    }

    private void compare(TablePlan table, TableInfo now, List<String> changes) {
        Map<String, String> types = new LinkedHashMap<>();
        Set<String> generated = new TreeSet<>();
        for (ColumnInfo column : now.columns()) {
            types.put(column.name(), column.type());
            if (column.generated() != null) {
                generated.add(column.name());
            }
        }
        Map<String, String> all = Map.copyOf(types);
        for (ColumnPlan column : table.columns()) {
            String type = types.remove(column.source());
            if (!column.sourceType().equals(type)) {
                changes.add(
                        "column %s of %s is %s and was %s"
                                .formatted(
                                        column.source(),
                                        table.source(),
                                        type == null ? "gone" : type,
                                        column.sourceType()));
            }
        }
        types.keySet().removeAll(generated);
        if (table.rules() != null) {
            for (DecodedColumn column : table.rules().decoded()) {
                String type = all.get(column.name());
                if (type != null && !type.equals(column.sourceType())) {
                    changes.add(
                            "column %s of %s is %s and was %s"
                                    .formatted(
                                            column.name(),
                                            table.source(),
                                            type,
                                            column.sourceType()));
                }
                types.remove(column.name());
            }
        }
        types.keySet().removeIf(column -> leavesOut(table.source(), now, column));
        // A standing target need not have every column of the source.
        if (plan.schemaMode() == SchemaMode.CREATE && !types.isEmpty()) {
            changes.add("columns %s of %s are new".formatted(types.keySet(), table.source()));
        }
    }

    /** Whether the rules say that a column is not carried; they are the stored plan's. */
    private boolean leavesOut(TableName source, TableInfo now, String column) {
        return spec.tables().stream()
                .filter(table -> table.name().equals(source) && !table.rules().isEmpty())
                .anyMatch(table -> new ColumnWays(now, table.rules()).leavesOut(column));
    }
}
