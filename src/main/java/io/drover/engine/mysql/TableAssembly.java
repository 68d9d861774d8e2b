package io.drover.engine.mysql;

import io.drover.dialect.mysql.DefaultExpressions;
import io.drover.dialect.mysql.MysqlType;
import io.drover.dialect.mysql.MysqlTypes;
import io.drover.dialect.postgres.PostgresNames;
import io.drover.engine.jdbc.FittedNames;
import io.drover.engine.jdbc.LogicalTable;
import io.drover.engine.jdbc.LogicalType;
import io.drover.engine.jdbc.PrintedNames;
import io.drover.engine.mysql.CatalogRows.CheckRow;
import io.drover.engine.mysql.CatalogRows.ColumnRow;
import io.drover.engine.mysql.CatalogRows.ForeignKeyRow;
import io.drover.engine.mysql.CatalogRows.IndexRow;
import io.drover.engine.mysql.MysqlCatalog.TableParts;
import io.drover.engine.mysql.MysqlCatalog.Warnings;
import io.drover.model.Nullable;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.SequenceInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.catalog.TableStatistics;
import io.drover.model.catalog.TypeOrigin;
import io.drover.spec.MysqlSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts one table together, and tells what of it stays behind. */
final class TableAssembly {
    private static final long BLOCK_BYTES = 8192;
    private static final String PRIMARY = "PRIMARY";

    private final TableParts parts;
    private final TableName name;
    private final MysqlSpec settings;
    private final DefaultExpressions.Spelling spelling;
    private final BigKeys bigKeys;
    private final List<PlanWarning> warnings;
    private @Nullable SequenceInfo identity;

    TableAssembly(
            TableParts parts,
            MysqlSpec settings,
            DefaultExpressions.Spelling spelling,
            BigKeys bigKeys,
            List<PlanWarning> warnings) {
        this.parts = parts;
        this.name = parts.relation().name();
        this.settings = settings;
        this.spelling = spelling;
        this.bigKeys = bigKeys;
        this.warnings = warnings;
    }

    /** The hidden sequence of its AUTO_INCREMENT, once the table is put together. */
    Optional<SequenceInfo> identity() {
        return Optional.ofNullable(identity);
    }

    /**
     * The table.
     *
     * @param taken names of the schema's indexes and constraints by now; grows
     */
    TableInfo table(Set<String> taken) {
        LogicalTable table = new LogicalTable(name, taken);
        Set<String> primary = new HashSet<>();
        parts.indexes().stream()
                .filter(row -> row.index().equals(PRIMARY))
                .forEach(row -> primary.add(row.column()));
        Map<String, MysqlType> types = types();
        for (ColumnRow column : parts.columns()) {
            table.column(column(column, types.get(column.name()), primary.contains(column.name())));
        }
        keys(table);
        foreignKeys(table);
        for (ColumnRow column : parts.columns()) {
            MysqlType type = types.get(column.name());
            if (type.base().equals("enum") && !type.labels().isEmpty()) {
                table.check(null, oneOf(column.name(), type.labels()), List.of(column.name()));
            }
        }
        for (CheckRow check : parts.checks()) {
            if (jsonCheckOf(check) == null) {
                warnings.add(
                        Warnings.notCarried(
                                "check " + check.name() + " of " + name,
                                "is not carried: " + check.clause(),
                                "add it to the target, in its SQL"));
            }
        }
        if (parts.relation().type().equals("SYSTEM VERSIONED")) {
            warnings.add(
                    Warnings.notCarried(
                            "history of " + name,
                            "is not carried: rows are read as they are now",
                            "read it FOR SYSTEM_TIME ALL by hand where it is needed"));
        }
        String comment = parts.relation().comment();
        return table.build(
                comment.isEmpty() ? null : comment,
                new TableStatistics(
                        (parts.relation().bytes() + BLOCK_BYTES - 1) / BLOCK_BYTES,
                        0,
                        parts.relation().rows()));
    }

    private Map<String, MysqlType> types() {
        Set<String> json = new HashSet<>();
        parts.checks().stream()
                .map(this::jsonCheckOf)
                .filter(each -> each != null)
                .forEach(json::add);
        Map<String, MysqlType> types = new LinkedHashMap<>();
        for (ColumnRow column : parts.columns()) {
            MysqlType type = MysqlType.of(column.columnType(), column.charset());
            types.put(
                    column.name(),
                    json.contains(column.name()) && type.base().equals("longtext")
                            ? type.asJson()
                            : type);
        }
        return types;
    }

    /** The column of the check that MariaDB makes for its type JSON; else null. */
    private @Nullable String jsonCheckOf(CheckRow check) {
        String clause = check.clause().toLowerCase(Locale.ROOT);
        return parts.columns().stream()
                .map(ColumnRow::name)
                .filter(
                        column ->
                                clause.equals(
                                        "json_valid(`" + column.toLowerCase(Locale.ROOT) + "`)"))
                .findFirst()
                .orElse(null);
    }

    private static String oneOf(String column, List<String> labels) {
        String printed = PrintedNames.print(column);
        if (labels.size() == 1) {
            return "(%s = %s::text)".formatted(printed, PostgresNames.literal(labels.get(0)));
        }
        return labels.stream()
                .map(label -> PostgresNames.literal(label) + "::text")
                .collect(Collectors.joining(", ", "(" + printed + " = ANY (ARRAY[", "]))"));
    }

    private ColumnInfo column(ColumnRow row, MysqlType type, boolean inPrimaryKey) {
        MysqlTypes.Mapping mapping = MysqlTypes.of(type, settings);
        if (bigKeys.has(name, row.name())) {
            mapping =
                    new MysqlTypes.Mapping(
                            "bigint",
                            new TypeOrigin(
                                    type.printed(),
                                    TypeVerdict.LOSSLESS,
                                    "AUTO_INCREMENT has not passed 2^63, so every value fits"));
        }
        LogicalType logical = LogicalType.of(mapping.logical());
        boolean mayBecomeNull =
                settings.zeroDates() == MysqlSpec.ZeroDates.AS_NULL
                        && List.of("date", "datetime", "timestamp").contains(type.base())
                        && !inPrimaryKey;
        if (mayBecomeNull && !row.nullable()) {
            warn(
                    row,
                    "NOT NULL is not carried, as mysql.zero-dates = as-null",
                    "add it when no zero date is left");
        }
        boolean numbered = numbered(row, mapping.logical());
        return new ColumnInfo(
                row.name(),
                mapping.logical(),
                logical.shape(),
                !row.nullable() && !mayBecomeNull,
                null,
                numbered ? null : defaultOf(row, mapping.logical()),
                numbered ? "BY DEFAULT" : null,
                null,
                false,
                null,
                row.comment().isEmpty() ? null : row.comment(),
                mapping.origin());
    }

    private boolean numbered(ColumnRow row, String logical) {
        if (!row.extra().toLowerCase(Locale.ROOT).contains("auto_increment")) {
            return false;
        }
        BigDecimal greatest =
                switch (logical) {
                    case "smallint" -> BigDecimal.valueOf(Short.MAX_VALUE);
                    case "integer" -> BigDecimal.valueOf(Integer.MAX_VALUE);
                    case "bigint" -> BigDecimal.valueOf(Long.MAX_VALUE);
                    default -> null;
                };
        if (greatest == null) {
            warn(
                    row,
                    "AUTO_INCREMENT is not carried: no identity is of type " + logical,
                    "number new rows in another way");
            return false;
        }
        BigDecimal next = parts.relation().nextNumber();
        long last = next.subtract(BigDecimal.ONE).min(greatest).max(BigDecimal.ONE).longValue();
        identity =
                new SequenceInfo(
                        new TableName(
                                name.schema(),
                                FittedNames.fit(
                                        name.name() + "_" + row.name() + "_seq",
                                        FittedNames.POSTGRES_BYTES)),
                        logical,
                        1,
                        1,
                        greatest.longValue(),
                        1,
                        1,
                        false,
                        last,
                        next.compareTo(BigDecimal.ONE) > 0,
                        name,
                        row.name(),
                        true,
                        null,
                        true);
        return true;
    }

    private @Nullable String defaultOf(ColumnRow row, String logical) {
        String extra = row.extra().toLowerCase(Locale.ROOT);
        if (!row.generated().isEmpty()) {
            warn(
                    row,
                    "its expression is not carried, its values are: " + row.generated(),
                    "make it a generated column of the target, in its SQL");
            return null;
        }
        if (extra.contains("on update")) {
            warn(row, row.extra() + " is not carried", "make a trigger in the target");
        }
        Optional<String> translated =
                DefaultExpressions.translate(
                        row.defaultText(),
                        spelling,
                        extra.contains("default_generated")
                                ? DefaultExpressions.Kind.EXPRESSION
                                : DefaultExpressions.Kind.LITERAL,
                        logical);
        if (translated.isEmpty()) {
            warn(
                    row,
                    "its default is not carried: " + row.defaultText(),
                    "set one in the target, in its SQL");
            return null;
        }
        return translated.get().equals("NULL") ? null : translated.get();
    }

    private void keys(LogicalTable table) {
        Map<String, List<IndexRow>> indexes = new LinkedHashMap<>();
        parts.indexes()
                .forEach(
                        row ->
                                indexes.computeIfAbsent(row.index(), index -> new ArrayList<>())
                                        .add(row));
        indexes.forEach(
                (index, rows) -> {
                    List<String> columns = rows.stream().map(IndexRow::column).toList();
                    boolean whole =
                            rows.stream()
                                    .allMatch(row -> row.column() != null && row.prefix() == 0);
                    boolean tree = List.of("BTREE", "HASH").contains(rows.get(0).kind());
                    if (!whole || !tree) {
                        warnings.add(
                                Warnings.notCarried(
                                        "index %s of %s".formatted(index, name),
                                        "is not carried: "
                                                + (tree
                                                        ? "it is over a prefix or an expression"
                                                        : "it is of kind " + rows.get(0).kind()),
                                        "make one that serves the target's queries"));
                    } else if (index.equals(PRIMARY)) {
                        table.primaryKey(null, columns);
                    } else if (rows.get(0).unique()) {
                        table.unique(index, columns);
                    } else {
                        Set<String> descending =
                                rows.stream()
                                        .filter(IndexRow::descending)
                                        .map(IndexRow::column)
                                        .collect(Collectors.toSet());
                        table.index(index, columns, descending, false);
                    }
                });
    }

    private void foreignKeys(LogicalTable table) {
        Map<String, List<ForeignKeyRow>> keys = new LinkedHashMap<>();
        parts.foreignKeys()
                .forEach(
                        row -> keys.computeIfAbsent(row.name(), key -> new ArrayList<>()).add(row));
        keys.forEach(
                (key, rows) ->
                        table.foreignKey(
                                key,
                                rows.stream().map(ForeignKeyRow::column).toList(),
                                rows.get(0).referenced(),
                                rows.stream().map(ForeignKeyRow::referencedColumn).toList(),
                                new LogicalTable.Actions(
                                        rows.get(0).onDelete(), rows.get(0).onUpdate())));
    }

    private void warn(ColumnRow row, String text, String hint) {
        warnings.add(Warnings.notCarried("column %s.%s".formatted(name, row.name()), text, hint));
    }
}
