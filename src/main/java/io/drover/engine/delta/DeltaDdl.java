package io.drover.engine.delta;

import io.drover.engine.StoredTable;
import io.drover.model.ColumnPlan;
import io.drover.model.DdlPhase;
import io.drover.model.DdlStep;
import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import io.drover.spec.DeltaSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The text of what is done with a table. A new table is made by SQL; the one version that a load
 * becomes is not SQL, but is written so that it can be reviewed, with the way back.
 */
final class DeltaDdl {
    /** What Delta and Parquet refuse in a name unless columns are mapped. */
    private static final Pattern MAPPED = Pattern.compile("[ ,;{}()\\n\\t=]");

    private static final Pattern BEHIND = Pattern.compile("behind version (\\d+)\\b");

    private final DeltaTables tables;
    private final DeltaSpec settings;

    DeltaDdl(DeltaTables tables) {
        this.tables = tables;
        this.settings = tables.settings();
    }

    /** Makes a table that does not stand. */
    DdlStep create(int number, StoredTable table) {
        return new DdlStep(
                number,
                DdlPhase.PRE_DATA,
                table.plan().number(),
                "table " + table.plan().target(),
                "CREATE TABLE IF NOT EXISTS %s (%s) USING delta%s%s%s"
                        .formatted(
                                tables.sql(table.plan().target()),
                                columns(table),
                                by(" PARTITIONED BY (", settings.partitionBy(), table),
                                by(" CLUSTER BY (", settings.clusterBy(), table),
                                comment(table.definition().comment()) + properties(table)));
    }

    /**
     * Makes the load a version.
     *
     * @param version the newest when the plan was made
     */
    DdlStep publish(int number, StoredTable table, long version) {
        String name = tables.sql(table.plan().target());
        String what =
                switch (table.plan().mode()) {
                    case REPLACE -> "REPLACE TABLE %s (%s)".formatted(name, columns(table));
                    case APPEND -> "INSERT INTO %s".formatted(name);
                    case UPSERT ->
                            "MERGE INTO %s ON %s WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *%s"
                                    .formatted(
                                            name,
                                            quoted(table.plan().key()),
                                            settings.deleteMissing()
                                                    ? " WHEN NOT MATCHED BY SOURCE THEN DELETE"
                                                    : "");
                };
        return new DdlStep(
                number,
                DdlPhase.SWAP,
                table.plan().number(),
                "version of " + table.plan().target(),
                what
                        + " /* with the rows of this load, in one version behind version %d; the way back: RESTORE TABLE %s TO VERSION AS OF %d */"
                                .formatted(version, name, version));
    }

    /** The version that a step to publish was planned behind. */
    static long versionBefore(DdlStep step) {
        Matcher behind = BEHIND.matcher(step.sql());
        if (!behind.find()) {
            throw new IllegalArgumentException("No version in " + step.sql());
        }
        return Long.parseLong(behind.group(1));
    }

    /** As the table should be. */
    static StructType schema(StoredTable table) {
        StructType schema = new StructType();
        for (ColumnPlan column : table.plan().columns()) {
            String comment = comment(table, column);
            MetadataBuilder metadata = new MetadataBuilder();
            if (comment != null) {
                metadata.putString("comment", comment);
            }
            schema =
                    schema.add(
                            new StructField(
                                    column.target(),
                                    DataType.fromDDL(column.targetType()),
                                    !column.notNull(),
                                    metadata.build()));
        }
        return schema;
    }

    List<String> partitionedBy(StoredTable table) {
        return settings.partitionBy().getOrDefault(table.plan().target().name(), List.of());
    }

    private static String columns(StoredTable table) {
        List<String> columns = new ArrayList<>();
        for (ColumnPlan column : table.plan().columns()) {
            columns.add(
                    quoted(List.of(column.target()))
                            + " "
                            + column.targetType()
                            + (column.notNull() ? " NOT NULL" : "")
                            + comment(comment(table, column)));
        }
        return String.join(", ", columns);
    }

    private static @Nullable String comment(StoredTable table, ColumnPlan column) {
        return table.definition().columns().stream()
                .filter(each -> each.name().equals(column.target()))
                .findFirst()
                .map(ColumnInfo::comment)
                .orElse(null);
    }

    private static String comment(@Nullable String text) {
        return text == null ? "" : " COMMENT " + literal(text);
    }

    private static String by(String words, Map<String, List<String>> by, StoredTable table) {
        List<String> columns = by.getOrDefault(table.plan().target().name(), List.of());
        return columns.isEmpty() ? "" : words + quoted(columns) + ")";
    }

    private String properties(StoredTable table) {
        List<String> pairs = new ArrayList<>();
        boolean mapped =
                table.plan().columns().stream()
                        .anyMatch(column -> MAPPED.matcher(column.target()).find());
        if (mapped && !settings.properties().containsKey("delta.columnMapping.mode")) {
            pairs.add("'delta.columnMapping.mode' = 'name'");
        }
        settings.properties()
                .forEach((name, value) -> pairs.add(literal(name) + " = " + literal(value)));
        return pairs.isEmpty() ? "" : " TBLPROPERTIES (" + String.join(", ", pairs) + ")";
    }

    static String quoted(List<String> names) {
        return names.stream()
                .map(name -> "`" + name.replace("`", "``") + "`")
                .collect(Collectors.joining(", "));
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
