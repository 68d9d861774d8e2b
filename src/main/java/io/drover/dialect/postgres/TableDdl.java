package io.drover.dialect.postgres;

import static io.drover.dialect.postgres.PostgresNames.quote;

import io.drover.dialect.postgres.DdlRequest.Placement;
import io.drover.dialect.postgres.DdlRequest.SequencePlacement;
import io.drover.model.DdlPhase;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.TableInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Tables without keys and indexes. A partition is made as a table of its own and attached while it
 * is empty, as pg_dump does: its columns keep their order, which may differ from the parent's.
 */
final class TableDdl {
    private final DdlRequest request;
    private final QualifiedNameRewriter rewriter;
    private final DdlScript script;
    private final Map<TableName, TableInfo> tables = new HashMap<>();
    private final Map<String, SequencePlacement> identities = new HashMap<>();

    TableDdl(DdlRequest request, QualifiedNameRewriter rewriter, DdlScript script) {
        this.request = request;
        this.rewriter = rewriter;
        this.script = script;
        request.tables()
                .forEach(placement -> tables.put(placement.table().name(), placement.table()));
        for (SequencePlacement placement : request.sequences()) {
            if (placement.sequence().identity()) {
                identities.put(
                        column(
                                placement.sequence().ownerTable(),
                                placement.sequence().ownerColumn()),
                        placement);
            }
        }
    }

    private static String column(TableName table, String column) {
        return quote(table) + "." + quote(column);
    }

    void create() {
        for (Placement placement : request.tables()) {
            step("table " + placement.target(), create(placement));
            afterwards(placement);
        }
        for (Placement placement : request.tables()) {
            TableInfo table = placement.table();
            if (table.partitionOf() != null) {
                step(
                        "partition " + placement.target(),
                        "ALTER TABLE ONLY %s ATTACH PARTITION %s %s"
                                .formatted(
                                        quote(request.names().map(table.partitionOf())),
                                        quote(placement.staging()),
                                        rewriter.rewrite(table.partitionBound())));
            }
            if (inheritsLater(table)) {
                for (TableName parent : table.inherits()) {
                    step(
                            "child %s of %s".formatted(placement.target(), parent),
                            "ALTER TABLE ONLY %s INHERIT %s"
                                    .formatted(
                                            quote(placement.staging()),
                                            quote(request.names().map(parent))));
                }
            }
        }
    }

    /** A child all of whose columns are its own too has its own order of columns. */
    private static boolean inheritsLater(TableInfo table) {
        return !table.inherits().isEmpty()
                && table.columns().stream().noneMatch(ColumnInfo::inherited);
    }

    private void step(String object, String sql) {
        script.add(DdlPhase.PRE_DATA, object, sql);
    }

    private String create(Placement placement) {
        TableInfo table = placement.table();
        List<String> elements = new ArrayList<>();
        for (ColumnInfo column : table.columns()) {
            if (!column.inherited() || table.partitionOf() != null) {
                elements.add(definition(table, column));
            }
        }
        for (ConstraintInfo constraint : table.constraints()) {
            boolean made = !constraint.inherited() || table.partitionOf() != null;
            if (constraint.kind() == ConstraintInfo.Kind.CHECK && constraint.validated() && made) {
                elements.add(
                        "CONSTRAINT %s %s"
                                .formatted(
                                        quote(constraint.name()),
                                        rewriter.rewrite(constraint.definition())));
            }
        }
        StringBuilder sql = new StringBuilder("CREATE ");
        sql.append(table.unlogged() ? "UNLOGGED TABLE " : "TABLE ")
                .append(quote(placement.staging()));
        sql.append(
                elements.isEmpty()
                        ? " ()"
                        : elements.stream()
                                .collect(Collectors.joining(",\n    ", " (\n    ", "\n)")));
        if (!table.inherits().isEmpty() && !inheritsLater(table)) {
            sql.append(
                    table.inherits().stream()
                            .map(parent -> quote(request.names().map(parent)))
                            .collect(Collectors.joining(", ", " INHERITS (", ")")));
        }
        if (table.isPartitioned()) {
            sql.append(" PARTITION BY ").append(rewriter.rewrite(table.partitionKey()));
        }
        if (table.accessMethod() != null) {
            sql.append(" USING ").append(quote(table.accessMethod()));
        }
        if (!table.storageParameters().isEmpty()) {
            sql.append(
                    table.storageParameters().stream()
                            .map(TableDdl::parameter)
                            .collect(Collectors.joining(", ", " WITH (", ")")));
        }
        return sql.toString();
    }

    /** {@code name=value}, the value quoted: it may be anything. */
    private static String parameter(String parameter) {
        int equals = parameter.indexOf('=');
        return parameter.substring(0, equals)
                + " = "
                + PostgresNames.literal(parameter.substring(equals + 1));
    }

    private String definition(TableInfo table, ColumnInfo column) {
        StringBuilder sql =
                new StringBuilder(quote(column.name()))
                        .append(' ')
                        .append(rewriter.rewrite(column.type()));
        if (column.collation() != null) {
            sql.append(" COLLATE ").append(rewriter.rewrite(column.collation()));
        }
        if (column.generated() != null) {
            sql.append(" GENERATED ALWAYS AS (")
                    .append(rewriter.rewrite(column.generated()))
                    .append(") STORED");
        } else if (column.identity() != null) {
            sql.append(identity(table, column));
        } else if (column.defaultExpression() != null) {
            sql.append(" DEFAULT ").append(rewriter.rewrite(column.defaultExpression()));
        }
        return sql.append(column.notNull() ? " NOT NULL" : "").toString();
    }

    /** A partition has the identity of its parent from version 17 on, given when it is attached. */
    private String identity(TableInfo table, ColumnInfo column) {
        SequencePlacement placement = identities.get(column(table.name(), column.name()));
        if (placement == null) {
            return "";
        }
        return " GENERATED %s AS IDENTITY (SEQUENCE NAME %s %s)"
                .formatted(
                        column.identity(),
                        quote(placement.staging()),
                        SequenceDdl.options(placement.sequence()));
    }

    private void afterwards(Placement placement) {
        TableInfo table = placement.table();
        String name = quote(placement.staging());
        for (ColumnInfo column : table.columns()) {
            if (column.inherited() && table.partitionOf() == null) {
                differFromParents(placement, column);
            }
            if (column.storage() != null) {
                step(
                        "storage of %s.%s".formatted(placement.target(), column.name()),
                        "ALTER TABLE ONLY %s ALTER COLUMN %s SET STORAGE %s"
                                .formatted(name, quote(column.name()), column.storage()));
            }
            PostgresDdl.comment(
                    script,
                    DdlPhase.PRE_DATA,
                    -1,
                    "COLUMN " + name + "." + quote(column.name()),
                    column.comment());
        }
        PostgresDdl.comment(script, DdlPhase.PRE_DATA, -1, "TABLE " + name, table.comment());
        for (ConstraintInfo constraint : table.constraints()) {
            if (constraint.kind() == ConstraintInfo.Kind.CHECK && constraint.validated()) {
                PostgresDdl.comment(
                        script,
                        DdlPhase.PRE_DATA,
                        -1,
                        "CONSTRAINT %s ON %s".formatted(quote(constraint.name()), name),
                        constraint.comment());
            }
        }
    }

    /** An inherited column can have a default of its own, or lack its parent's. */
    private void differFromParents(Placement placement, ColumnInfo column) {
        ColumnInfo parent =
                placement.table().inherits().stream()
                        .map(tables::get)
                        .filter(Objects::nonNull)
                        .flatMap(table -> table.columns().stream())
                        .filter(candidate -> candidate.name().equals(column.name()))
                        .findFirst()
                        .orElse(null);
        if (parent == null) {
            return;
        }
        String alter =
                "ALTER TABLE ONLY %s ALTER COLUMN %s "
                        .formatted(quote(placement.staging()), quote(column.name()));
        String object = "column %s.%s".formatted(placement.target(), column.name());
        if (!Objects.equals(parent.defaultExpression(), column.defaultExpression())) {
            step(
                    object,
                    alter
                            + (column.defaultExpression() == null
                                    ? "DROP DEFAULT"
                                    : "SET DEFAULT "
                                            + rewriter.rewrite(column.defaultExpression())));
        }
        if (column.notNull() && !parent.notNull()) {
            step(object, alter + "SET NOT NULL");
        }
    }
}
