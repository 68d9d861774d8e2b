package io.drover.engine.snowflake;

import io.drover.dialect.postgres.ForeignKeyText;
import io.drover.engine.StoredTable;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.spec.SnowflakeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Statements that make tables, put them in each other's place and take rows of one into another.
 *
 * <p>Source: Snowflake documentation, "CREATE TABLE", "ALTER TABLE … SWAP WITH", "MERGE",
 * "Constraints": all but NOT NULL are declared only.
 */
final class TableSql {
    static final String MARK = "drover: rows of load ";

    private final SnowflakeNames names;
    private final SnowflakeSpec settings;

    TableSql(SnowflakeNames names, SnowflakeSpec settings) {
        this.names = names;
        this.settings = settings;
    }

    /** Makes a table under its own name where none stands. */
    String create(StoredTable table) {
        return "CREATE %sTABLE IF NOT EXISTS %s %s"
                .formatted(
                        kind(),
                        names.quote(table.plan().target()),
                        shape(table, "", table.definition().comment()));
    }

    /**
     * Makes the table that rows of the load wait in, marked as theirs. Of one that is to take the
     * place of a table, with that one's grants: a swap exchanges grants too.
     *
     * @param stands whether a table stands in the place
     */
    List<String> incoming(StoredTable table, boolean stands) {
        TableName target = table.plan().target();
        String incoming = names.quote(names.incoming(target));
        if (table.plan().mode() != LoadMode.REPLACE) {
            return List.of(
                    "CREATE TRANSIENT TABLE IF NOT EXISTS %s %s"
                            .formatted(incoming, shape(table, "", mark(table))));
        }
        if (!stands) {
            return List.of(
                    "CREATE %sTABLE IF NOT EXISTS %s %s"
                            .formatted(kind(), incoming, shape(table, "", mark(table))));
        }
        String made = names.quote(names.beside("drover_made_", target));
        return List.of(
                "CREATE OR REPLACE TABLE %s LIKE %s COPY GRANTS"
                        .formatted(made, names.quote(target)),
                "CREATE OR REPLACE %sTABLE %s %s"
                        .formatted(kind(), made, shape(table, " COPY GRANTS", mark(table))),
                rename(made, incoming));
    }

    /** The comment that tells a table of this load from the one whose place it takes. */
    static String mark(StoredTable table) {
        return "%s%d of %s on their way to %s"
                .formatted(MARK, table.loadId(), table.migration(), table.plan().target());
    }

    private String kind() {
        return settings.transientTables() ? "TRANSIENT " : "";
    }

    private String shape(StoredTable table, String grants, @Nullable String comment) {
        List<String> lines = new ArrayList<>();
        for (ColumnPlan column : table.plan().columns()) {
            lines.add(
                    names.quote(column.target())
                            + " "
                            + column.targetType()
                            + (column.notNull() ? " NOT NULL" : "")
                            + comment(" COMMENT ", commentOf(table, column)));
        }
        for (ConstraintInfo constraint : table.definition().constraints()) {
            switch (constraint.kind()) {
                case PRIMARY_KEY ->
                        lines.add(
                                "PRIMARY KEY (%s) NOT ENFORCED"
                                        .formatted(names.quote(constraint.columns())));
                case UNIQUE ->
                        lines.add(
                                "UNIQUE (%s) NOT ENFORCED"
                                        .formatted(names.quote(constraint.columns())));
                default -> {
                    // References are declared when all tables stand; Snowflake has no checks.
                }
            }
        }
        List<String> cluster =
                settings.clusterBy().getOrDefault(table.plan().target().name(), List.of());
        return "(%s)%s%s%s"
                .formatted(
                        String.join(", ", lines),
                        cluster.isEmpty() ? "" : " CLUSTER BY (" + names.quote(cluster) + ")",
                        grants,
                        comment(" COMMENT = ", comment));
    }

    private static @Nullable String commentOf(StoredTable table, ColumnPlan column) {
        return table.definition().columns().stream()
                .filter(each -> each.name().equals(column.target()))
                .findFirst()
                .map(ColumnInfo::comment)
                .orElse(null);
    }

    private static String comment(String words, @Nullable String text) {
        return text == null ? "" : words + SnowflakeNames.literal(text);
    }

    String swap(TableName target) {
        return "ALTER TABLE %s SWAP WITH %s"
                .formatted(names.quote(target), names.quote(names.incoming(target)));
    }

    String rename(TableName from, TableName to) {
        return rename(names.quote(from), names.quote(to));
    }

    private static String rename(String from, String to) {
        return "ALTER TABLE %s RENAME TO %s".formatted(from, to);
    }

    String drop(TableName table) {
        return "DROP TABLE IF EXISTS " + names.quote(table);
    }

    String comment(StoredTable table) {
        String text = table.definition().comment();
        return "COMMENT ON TABLE %s IS %s"
                .formatted(
                        names.quote(table.plan().target()),
                        SnowflakeNames.literal(text == null ? "" : text));
    }

    /** Copies nothing until one of both changes. */
    String cloneBefore(TableName target) {
        return "CREATE OR REPLACE TRANSIENT TABLE %s CLONE %s"
                .formatted(names.quote(names.before(target)), names.quote(target));
    }

    /** Takes in the rows that wait. */
    String publish(StoredTable table) {
        TableName target = table.plan().target();
        List<String> columns = table.plan().columns().stream().map(ColumnPlan::target).toList();
        if (table.plan().mode() == LoadMode.APPEND) {
            return "INSERT INTO %s (%s) SELECT %s FROM %s"
                    .formatted(
                            names.quote(target),
                            names.quote(columns),
                            names.quote(columns),
                            names.quote(names.incoming(target)));
        }
        List<String> key = StagedSql.key(table);
        String changed =
                columns.stream()
                        .filter(column -> !key.contains(column))
                        .map(column -> names.quote(column) + " = s." + names.quote(column))
                        .collect(Collectors.joining(", "));
        String values =
                columns.stream()
                        .map(column -> "s." + names.quote(column))
                        .collect(Collectors.joining(", "));
        return "MERGE INTO %s t USING %s s ON %s%s WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)"
                .formatted(
                        names.quote(target),
                        names.quote(names.incoming(target)),
                        same(key),
                        changed.isEmpty() ? "" : " WHEN MATCHED THEN UPDATE SET " + changed,
                        names.quote(columns),
                        values);
    }

    /** Deletes what the load did not bring. */
    String deleteMissing(StoredTable table) {
        TableName target = table.plan().target();
        // The manual has no alias behind DELETE FROM.
        return "DELETE FROM %s WHERE NOT EXISTS (SELECT 1 FROM %s s WHERE %s)"
                .formatted(
                        names.quote(target),
                        names.quote(names.incoming(target)),
                        same(names.quote(target.name()), StagedSql.key(table)));
    }

    /** How many rows that wait have a key that a row of the table has by now. */
    String meeting(StoredTable table, List<String> key) {
        TableName target = table.plan().target();
        return "SELECT COUNT(*) FROM %s s WHERE EXISTS (SELECT 1 FROM %s t WHERE %s)"
                .formatted(names.quote(names.incoming(target)), names.quote(target), same(key));
    }

    private String same(List<String> key) {
        return same("t", key);
    }

    private String same(String there, List<String> key) {
        return key.stream()
                .map(column -> there + "." + names.quote(column) + " = s." + names.quote(column))
                .collect(Collectors.joining(" AND "));
    }

    String count(TableName table) {
        return "SELECT COUNT(*) FROM " + names.quote(table);
    }

    /** Declares a foreign key, which Snowflake does not look at. */
    String reference(StoredTable table, ConstraintInfo key) {
        ForeignKeyText text = ForeignKeyText.of(key.definition());
        return "ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s (%s)%s NOT ENFORCED"
                .formatted(
                        names.quote(table.plan().target()),
                        names.quote(key.name()),
                        names.quote(key.columns()),
                        names.quote(key.references()),
                        names.quote(text.referenced()),
                        text.actions());
    }

    /** The references that a table has. */
    String references(TableName target) {
        return "SHOW IMPORTED KEYS IN TABLE " + names.quote(target);
    }
}
