package io.drover.plan;

import io.drover.catalog.TableSelection;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.MigrationSpec;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.TableRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Where each table of the source goes, as the spec says and whatever stands in the target.
 *
 * <p>Staging schemas are named after the migration and the target's schema, so that names inside
 * them are the final ones and need no change at the swap.
 */
public final class TargetNames {
    /** NAMEDATALEN - 1: the server would cut a longer name in silence. */
    public static final int MAX_NAME_BYTES = 63;

    private final MigrationSpec spec;
    private final Map<TableName, List<TableSpec>> settings = new HashMap<>();

    public TargetNames(MigrationSpec spec) {
        this.spec = spec;
        spec.tables()
                .forEach(
                        table ->
                                settings.computeIfAbsent(table.name(), name -> new ArrayList<>())
                                        .add(table));
    }

    /** The first settings of a table, or null. */
    @Nullable
    TableSpec settings(TableName source) {
        List<TableSpec> all = all(source);
        return all.isEmpty() ? null : all.get(0);
    }

    /** One for each target that a table goes to; none where the spec says nothing of it. */
    List<TableSpec> all(TableName source) {
        return settings.getOrDefault(source, List.of());
    }

    /** The schema that takes what belongs to a schema of the source. */
    public String schema(String source) {
        return spec.select().targetSchema() == null ? source : spec.select().targetSchema();
    }

    /** The first of them, where a table goes to several targets. */
    public TableName target(TableName source) {
        return target(source, settings(source));
    }

    TableName target(TableName source, @Nullable TableSpec table) {
        return table != null && table.target() != null
                ? table.target()
                : new TableName(schema(source.schema()), spec.select().names().of(source.name()));
    }

    /** What becomes of the names of columns that no rule names; those that stay are left out. */
    public Map<String, String> columns(TableInfo table) {
        Map<String, String> renamed = new LinkedHashMap<>();
        for (ColumnInfo column : table.columns()) {
            String name = spec.select().names().of(column.name());
            if (!name.equals(column.name())) {
                renamed.put(column.name(), name);
            }
        }
        return renamed;
    }

    /**
     * The spec in the names of a target that calls tables otherwise.
     *
     * @param places what the target calls a table that PostgreSQL would call so
     */
    public MigrationSpec placed(Catalog source, UnaryOperator<TableName> places) {
        List<TableSpec> tables = new ArrayList<>();
        for (TableInfo table : source.tables()) {
            List<TableSpec> own = all(table.name());
            if (own.isEmpty()) {
                own =
                        List.of(
                                new TableSpec(
                                        table.name(),
                                        null,
                                        null,
                                        null,
                                        null,
                                        List.of(),
                                        List.of(),
                                        null,
                                        null,
                                        TableRules.NONE));
            }
            own.forEach(each -> tables.add(each.to(places.apply(target(table.name(), each)))));
        }
        return spec.with(tables);
    }

    /** Every name that the source's tables and sequences would have in the target. */
    public Set<TableName> targets(Catalog source) {
        Set<TableName> names = new LinkedHashSet<>();
        for (TableInfo table : source.tables()) {
            names.add(target(table.name()));
            all(table.name()).forEach(each -> names.add(target(table.name(), each)));
        }
        return names;
    }

    /** Every schema of the target that something of the source goes to. */
    public Set<String> schemas(Catalog source) {
        Set<String> schemas = new LinkedHashSet<>();
        source.schemas().forEach(schema -> schemas.add(schema(schema.name())));
        targets(source).forEach(name -> schemas.add(name.schema()));
        return schemas;
    }

    LoadMode mode(@Nullable TableSpec own, Collection<TableName> parents) {
        if (own != null && own.load() != null) {
            return own.load();
        }
        return parents.stream()
                .map(this::settings)
                .filter(parent -> parent != null && parent.load() != null)
                .map(TableSpec::load)
                .findFirst()
                .orElse(spec.load());
    }

    /** The schema that a replacement is built in. */
    public static String stagingSchema(String migration, String targetSchema) {
        return cut("drover_new_" + migration + "_" + targetSchema);
    }

    /** The schema that keeps what was replaced until it is released. */
    public static String oldSchema(String migration, String targetSchema) {
        return cut("drover_old_" + migration + "_" + targetSchema);
    }

    /** The schema of trials, which only its trials use. */
    public static String trialSchema(String migration) {
        return cut("drover_trial_" + migration);
    }

    /** The schema that rows of another engine's source are copied into for a while. */
    public static String copySchema(String migration, String purpose) {
        return cut(TableSelection.COPIED + migration + "_" + purpose);
    }

    private static String cut(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES) {
            return name;
        }
        String suffix = "_" + hash(name);
        String start = name;
        while (start.getBytes(StandardCharsets.UTF_8).length + suffix.length() > MAX_NAME_BYTES) {
            start = start.substring(0, start.offsetByCodePoints(start.length(), -1));
        }
        return start + suffix;
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every JDK has SHA-256", missing);
        }
    }
}
