package io.drover.engine.snowflake;

import io.drover.engine.StoredTable;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.TableName;
import io.drover.model.catalog.ConstraintInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Statements of one batch: its staging table, the proof of its counts, the search for rows that
 * must not be loaded, and the move of the others. All of them name their tables in full.
 *
 * <p>Source: Snowflake documentation, "CREATE TABLE", "MERGE", "Conversion functions".
 */
final class StagedSql {
    private static final String NOT_REFUSED = "\"" + StagedRow.REFUSED + "\" IS NULL";

    private final SnowflakeNames names;
    private final StoredTable table;
    private final TableName place;
    private final String staging;

    StagedSql(SnowflakeNames names, StoredTable table, TableName staging) {
        this.names = names;
        this.table = table;
        this.place = staging;
        this.staging = names.quote(staging);
    }

    /** Of all texts, without days of time travel and without fail-safe: it lives for minutes. */
    String create() {
        List<String> columns = new ArrayList<>();
        for (int at = 0; at < table.plan().columns().size(); at++) {
            columns.add(column(at) + " VARCHAR");
        }
        columns.add("\"DROVER_CHUNK\" NUMBER(10,0)");
        columns.add("\"DROVER_ROW\" NUMBER(19,0)");
        columns.add("\"DROVER_REFUSED\" VARCHAR");
        return "CREATE TRANSIENT TABLE %s (%s) DATA_RETENTION_TIME_IN_DAYS = 0"
                .formatted(staging, String.join(", ", columns));
    }

    /** By chunk its rows, how many numbers they have and the last of these. */
    String counts() {
        return "SELECT \"DROVER_CHUNK\", COUNT(*), COUNT(DISTINCT \"DROVER_ROW\"), MAX(\"DROVER_ROW\") FROM %s GROUP BY \"DROVER_CHUNK\""
                .formatted(staging);
    }

    /** When the staging table was made, in UTC. */
    String made() {
        return "SELECT TO_CHAR(CAST(\"CREATED\" AS TIMESTAMP_NTZ(9)), 'YYYY-MM-DD HH24:MI:SS.FF9') FROM %s.INFORMATION_SCHEMA.TABLES WHERE \"TABLE_SCHEMA\" = %s AND \"TABLE_NAME\" = %s"
                .formatted(
                        SnowflakeNames.asIs(names.database()),
                        SnowflakeNames.literal(names.folded(place.schema())),
                        SnowflakeNames.literal(names.folded(place.name())));
    }

    /**
     * The files that went into the staging table since an instant in UTC, as COPY itself counted
     * their rows. (VALIDATE, which tells of each row, refuses a COPY that picks its columns.)
     */
    String copied(String since) {
        return "SELECT \"ROW_PARSED\", \"ROW_COUNT\", \"FIRST_ERROR_MESSAGE\", \"FIRST_ERROR_COLUMN_NAME\" FROM TABLE(%s.INFORMATION_SCHEMA.COPY_HISTORY(TABLE_NAME => %s, START_TIME => '%s +00:00'::TIMESTAMP_LTZ))"
                .formatted(
                        SnowflakeNames.asIs(names.database()),
                        SnowflakeNames.literal(staging),
                        since);
    }

    /**
     * Adds a refused row for each number that a chunk lacks.
     *
     * @param handed by chunk its last number
     */
    String markLacking(Map<Integer, Long> handed, String told) {
        String numbers =
                handed.entrySet().stream()
                        .map(
                                chunk ->
                                        "SELECT %d AS \"DROVER_CHUNK\", ROW_NUMBER() OVER (ORDER BY SEQ8()) AS \"DROVER_ROW\" FROM TABLE(GENERATOR(ROWCOUNT => %d))"
                                                .formatted(chunk.getKey(), chunk.getValue()))
                        .collect(Collectors.joining(" UNION ALL "));
        return "INSERT INTO %s (\"DROVER_CHUNK\", \"DROVER_ROW\", \"DROVER_REFUSED\") SELECT n.\"DROVER_CHUNK\", n.\"DROVER_ROW\", %s FROM (%s) n WHERE NOT EXISTS (SELECT 1 FROM %s s WHERE s.\"DROVER_CHUNK\" = n.\"DROVER_CHUNK\" AND s.\"DROVER_ROW\" = n.\"DROVER_ROW\")"
                .formatted(staging, SnowflakeNames.literal(told), numbers, staging);
    }

    /** Marks rows whose key another row has; one statement for each key and each place to look. */
    List<String> duplicates(Collection<Integer> chunks) {
        List<String> statements = new ArrayList<>();
        for (List<Integer> key : keys()) {
            String told = mark(key);
            statements.add(
                    merge(
                            "SELECT \"DROVER_CHUNK\", \"DROVER_ROW\" FROM (SELECT \"DROVER_CHUNK\", \"DROVER_ROW\", ROW_NUMBER() OVER (PARTITION BY %s ORDER BY \"DROVER_CHUNK\", \"DROVER_ROW\") AS \"DROVER_SAME\" FROM %s WHERE %s AND %s) WHERE \"DROVER_SAME\" > 1"
                                    .formatted(
                                            key.stream()
                                                    .map(StagedSql::column)
                                                    .collect(Collectors.joining(", ")),
                                            staging,
                                            movable(chunks),
                                            none(key)),
                            told));
            statements.add(standing(key, chunks, names.incoming(table.plan().target()), told));
            if (appends()) {
                statements.add(standing(key, chunks, table.plan().target(), told));
            }
        }
        return statements;
    }

    private boolean appends() {
        return table.plan().mode() == LoadMode.APPEND;
    }

    private String standing(
            List<Integer> key, Collection<Integer> chunks, TableName there, String told) {
        String same =
                key.stream()
                        .map(at -> "t." + names.quote(target(at)) + " = " + value("s.", at))
                        .collect(Collectors.joining(" AND "));
        return merge(
                "SELECT s.\"DROVER_CHUNK\", s.\"DROVER_ROW\" FROM %s s WHERE %s AND EXISTS (SELECT 1 FROM %s t WHERE %s)"
                        .formatted(staging, movable(chunks), names.quote(there), same),
                told);
    }

    private String merge(String rows, String told) {
        return "MERGE INTO %s m USING (%s) d ON m.\"DROVER_CHUNK\" = d.\"DROVER_CHUNK\" AND m.\"DROVER_ROW\" = d.\"DROVER_ROW\" WHEN MATCHED THEN UPDATE SET \"DROVER_REFUSED\" = %s"
                .formatted(staging, rows, SnowflakeNames.literal(told));
    }

    private String mark(List<Integer> key) {
        return "23505 "
                + key.stream().map(this::target).collect(Collectors.joining(", "))
                + ": another row has the same key";
    }

    /** Whose keys are declared, which Snowflake does not look at: positions of columns. */
    private List<List<Integer>> keys() {
        return keys(table).stream()
                .map(key -> key.stream().map(this::position).toList())
                .distinct()
                .toList();
    }

    /** Primary and unique keys of a table, and what it is upserted by, by the target's names. */
    static List<List<String>> keys(StoredTable table) {
        List<List<String>> keys = new ArrayList<>();
        table.definition().constraints().stream()
                .filter(
                        each ->
                                each.kind() == ConstraintInfo.Kind.PRIMARY_KEY
                                        || each.kind() == ConstraintInfo.Kind.UNIQUE)
                .map(ConstraintInfo::columns)
                .forEach(keys::add);
        if (table.plan().mode() == LoadMode.UPSERT) {
            keys.add(key(table));
        }
        return keys.stream().distinct().toList();
    }

    /** The key of the plan, by the target's names. */
    static List<String> key(StoredTable table) {
        return table.plan().key().stream()
                .map(
                        source ->
                                table.plan().columns().stream()
                                        .filter(column -> column.source().equals(source))
                                        .map(ColumnPlan::target)
                                        .findFirst()
                                        .orElseThrow())
                .toList();
    }

    private int position(String target) {
        return table.plan().columns().stream().map(ColumnPlan::target).toList().indexOf(target);
    }

    private String target(int at) {
        return table.plan().columns().get(at).target();
    }

    /** Which rows were marked, in order. */
    String refused(Collection<Integer> chunks, int most) {
        return "SELECT \"DROVER_CHUNK\", \"DROVER_ROW\", \"DROVER_REFUSED\" FROM %s WHERE %s AND \"DROVER_REFUSED\" IS NOT NULL ORDER BY \"DROVER_CHUNK\", \"DROVER_ROW\" LIMIT %d"
                .formatted(staging, of(chunks), most);
    }

    /** Moves the rows that were not marked. */
    String move(Collection<Integer> chunks) {
        List<String> targets = table.plan().columns().stream().map(ColumnPlan::target).toList();
        List<String> values = new ArrayList<>();
        for (int at = 0; at < targets.size(); at++) {
            values.add(value("", at));
        }
        return "INSERT INTO %s (%s) SELECT %s FROM %s WHERE %s"
                .formatted(
                        names.quote(names.incoming(table.plan().target())),
                        names.quote(targets),
                        String.join(", ", values),
                        staging,
                        movable(chunks));
    }

    private static String movable(Collection<Integer> chunks) {
        return of(chunks) + " AND " + NOT_REFUSED;
    }

    private static String of(Collection<Integer> chunks) {
        return "\"DROVER_CHUNK\" IN (%s)"
                .formatted(
                        chunks.stream()
                                .sorted()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ")));
    }

    /** A key with a NULL is like no other. */
    private static String none(List<Integer> key) {
        return key.stream()
                .map(at -> column(at) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
    }

    /** A staged text as the value that it is the text of. */
    private String value(String prefix, int at) {
        String type = table.plan().columns().get(at).targetType();
        String text = prefix + column(at);
        if (type.startsWith("VARCHAR")) {
            return text;
        }
        return SnowflakeTypes.ofText(text, type);
    }

    private static String column(int at) {
        return SnowflakeNames.asIs(StagedRow.column(at));
    }
}
