package io.drover.job.trial;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.rules.RuledColumn;
import io.drover.plan.TargetNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The schema of a trial, and its tables: like those of the target, without foreign keys. */
final class ScratchTables {
    private final String schema;

    ScratchTables(String migration) {
        this.schema = TargetNames.trialSchema(migration);
    }

    /**
     * A table of the trial.
     *
     * @param like the standing table that it is like; null: it is made of the columns' types alone
     */
    record Scratch(TableName name, @Nullable TableName like, TablePlan table) {
        String note() {
            return like == null
                    ? "made of the columns' types alone, as the target has no such table yet"
                    : "";
        }
    }

    String schema() {
        return schema;
    }

    /** One for each plan, in order; tables of the same name in two schemas are told apart. */
    List<Scratch> of(List<TablePlan> plans, Set<TableName> standing) {
        Set<String> taken = new HashSet<>();
        List<Scratch> tables = new ArrayList<>();
        for (TablePlan plan : plans) {
            TableName target = plan.target();
            String name = target.name();
            if (!taken.add(name)) {
                name = target.schema() + "_" + target.name();
                taken.add(name);
            }
            tables.add(
                    new Scratch(
                            new TableName(schema, name),
                            standing.contains(target) ? target : null,
                            plan));
        }
        return tables;
    }

    String drop() {
        return "DROP SCHEMA IF EXISTS " + PostgresNames.quote(schema) + " CASCADE";
    }

    /** Drops what is there and makes all of it. */
    List<String> statements(List<Scratch> tables) {
        List<String> statements = new ArrayList<>();
        statements.add(drop());
        statements.add("CREATE SCHEMA " + PostgresNames.quote(schema));
        for (Scratch table : tables) {
            statements.add(
                    "CREATE TABLE %s (%s)"
                            .formatted(
                                    PostgresNames.quote(table.name()),
                                    table.like() == null
                                            ? columns(table.table())
                                            : "LIKE "
                                                    + PostgresNames.quote(table.like())
                                                    + " INCLUDING ALL"));
        }
        return statements;
    }

    private static String columns(TablePlan table) {
        List<String> columns = new ArrayList<>();
        for (ColumnPlan column : table.columns()) {
            columns.add(
                    PostgresNames.quote(column.target())
                            + " "
                            + column.targetType()
                            + (column.notNull() ? " NOT NULL" : ""));
        }
        if (table.rules() != null) {
            for (RuledColumn column : table.rules().columns()) {
                columns.add(PostgresNames.quote(column.target()) + " " + column.targetType());
            }
        }
        return String.join(", ", columns);
    }
}
