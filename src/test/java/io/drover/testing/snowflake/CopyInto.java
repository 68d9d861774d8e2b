package io.drover.testing.snowflake;

import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * COPY INTO a table: loads staged CSV files in batches, all of a statement or, by ON_ERROR, what
 * can be loaded. What it refused, {@link Rejections} keeps for VALIDATE.
 */
final class CopyInto {
    private static final int BATCH_ROWS = 5_000;
    private static final Pattern FIELD = Pattern.compile("(?:\\w+\\s*\\.\\s*)?\\$(\\d+)");
    private static final Pattern FILE = Pattern.compile("'([^']*)'");
    private static final List<Reply.Column> COLUMNS =
            List.of(
                    new Reply.Column("file", ColumnType.TEXT),
                    new Reply.Column("status", ColumnType.TEXT),
                    new Reply.Column("rows_parsed", ColumnType.COUNT),
                    new Reply.Column("rows_loaded", ColumnType.COUNT),
                    new Reply.Column("error_limit", ColumnType.COUNT),
                    new Reply.Column("errors_seen", ColumnType.COUNT),
                    new Reply.Column("first_error", ColumnType.TEXT),
                    new Reply.Column("first_error_line", ColumnType.COUNT),
                    new Reply.Column("first_error_character", ColumnType.COUNT),
                    new Reply.Column("first_error_column_name", ColumnType.TEXT));

    private final Engine engine;
    private final Tables tables;
    private final Stages stages;
    private final Rejections rejections;
    private final Faults faults;

    CopyInto(Engine engine, Tables tables, Stages stages, Rejections rejections, Faults faults) {
        this.engine = engine;
        this.tables = tables;
        this.stages = stages;
        this.rejections = rejections;
        this.faults = faults;
    }

    void addTo(Rules rules) {
        String table = "COPY\\s+INTO\\s+(" + SqlText.NAME + ")\\s*(\\([^)]*\\))?\\s*FROM\\s*";
        rules.add(
                table
                        + "\\(\\s*SELECT\\s+(.*?)\\s+FROM\\s+"
                        + StagePath.PATTERN
                        + "\\s*(?:AS\\s+)?\\w*\\s*\\)(.*)",
                (call, match) -> load(call, match, match.group(3), match.group(4), match.group(5)));
        rules.add(
                table + StagePath.PATTERN + "(.*)",
                (call, match) -> load(call, match, null, match.group(3), match.group(4)));
    }

    private Reply load(Call call, Matcher match, String selected, String place, String options)
            throws SQLException {
        TableName table = TableName.of(call.text(), match.group(1), call.session());
        List<Engine.EngineColumn> targets = targets(call, table, match.group(2));
        CsvFormat format = CsvFormat.of(call.text(), options);
        StagePath path = StagePath.of(call.text(), place);
        tables.touch(call.session(), table);
        List<String> expressions = selected == null ? null : SqlText.items(selected);
        List<String[]> rows = new ArrayList<>();
        Savepoint before = call.session().connection().setSavepoint();
        try {
            for (String key : files(path, format)) {
                boolean again = tables.hasLoaded(table, key) && !format.flag("FORCE", false);
                if (again || faults.loses(key)) {
                    continue;
                }
                String[] row = loadFile(call, table, targets, expressions, format, key);
                tables.loaded(call.session(), table, key, row);
                if (!faults.forgets(key)) {
                    rows.add(row);
                }
            }
        } catch (SQLException | RuntimeException failure) {
            call.session().connection().rollback(before);
            throw failure;
        }
        if (format.flag("PURGE", false)) {
            files(path, format).forEach(stages::remove);
        }
        return rows.isEmpty()
                ? Reply.status(Reply.COPY, "Copy executed with 0 files processed.")
                : Reply.of(Reply.COPY, COLUMNS, rows);
    }

    private List<Engine.EngineColumn> targets(Call call, TableName table, String list)
            throws SQLException {
        List<Engine.EngineColumn> all = engine.columns(call.session().connection(), table);
        if (all.isEmpty()) {
            throw SnowflakeError.missing("Table", table.toString());
        }
        if (list == null) {
            return all;
        }
        List<Engine.EngineColumn> targets = new ArrayList<>();
        for (String name : SqlText.items(SqlText.inside(list, 0))) {
            String exact = call.text().value(name);
            targets.add(
                    all.stream()
                            .filter(column -> column.name().equals(exact))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new SnowflakeError(
                                                    "000904",
                                                    "42000",
                                                    "SQL compilation error: invalid identifier '"
                                                            + exact
                                                            + "'")));
        }
        return targets;
    }

    private List<String> files(StagePath path, CsvFormat format) {
        String wanted = format.text("FILES", null);
        if (wanted != null) {
            return FILE.matcher(wanted)
                    .results()
                    .map(file -> path.key(file.group(1)))
                    .filter(key -> stages.get(key) != null)
                    .toList();
        }
        String pattern = format.text("PATTERN", ".*");
        return stages.below(path.key("")).stream().filter(key -> key.matches(pattern)).toList();
    }

    private String[] loadFile(
            Call call,
            TableName table,
            List<Engine.EngineColumn> targets,
            List<String> expressions,
            CsvFormat format,
            String key)
            throws SQLException {
        String onError = format.text("ON_ERROR", "ABORT_STATEMENT").toUpperCase(Locale.ROOT);
        String name = key.substring(key.indexOf('/') + 1);
        ZoneId zone = ZoneId.of(call.session().settings().get("TIMEZONE"));
        FileLoad load =
                new FileLoad(
                        name,
                        targets,
                        fields(targets, expressions),
                        new CsvValues(format, zone),
                        faults);
        Savepoint before = call.session().connection().setSavepoint();
        try (CsvRows records = new CsvRows(stages.open(key), format);
                PreparedStatement insert =
                        call.session()
                                .connection()
                                .prepareStatement(insert(table, targets, expressions))) {
            for (int skipped = 0;
                    skipped < Integer.parseInt(format.text("SKIP_HEADER", "0"));
                    skipped++) {
                records.next();
            }
            for (List<String> record = records.next(); record != null; record = records.next()) {
                if (load.add(insert, record, records.startLine(), expressions == null)
                        && load.batched() == BATCH_ROWS) {
                    load.flush(insert);
                }
                if (!load.refused().isEmpty() && onError.startsWith("ABORT")) {
                    throw load.refused().get(0).asError(name);
                }
            }
            load.flush(insert);
        } catch (IOException failure) {
            throw new SnowflakeError(
                    "100019",
                    "22000",
                    "Remote file '" + key + "' cannot be read: " + failure.getMessage());
        }
        if (!load.refused().isEmpty() && onError.startsWith("ABORT")) {
            throw load.refused().get(0).asError(name);
        }
        boolean skipped = !load.refused().isEmpty() && onError.startsWith("SKIP_FILE");
        if (skipped) {
            call.session().connection().rollback(before);
        }
        rejections.keep(call.queryId(), load.refused());
        return load.row(skipped);
    }

    /** For each parameter of the INSERT the field that it takes, from 0. */
    private static List<Integer> fields(
            List<Engine.EngineColumn> targets, List<String> expressions) {
        List<Integer> fields = new ArrayList<>();
        if (expressions == null) {
            for (int at = 0; at < targets.size(); at++) {
                fields.add(at);
            }
            return fields;
        }
        for (String expression : expressions) {
            FIELD.matcher(expression)
                    .results()
                    .forEach(field -> fields.add(Integer.parseInt(field.group(1)) - 1));
        }
        return fields;
    }

    private static String insert(
            TableName table, List<Engine.EngineColumn> targets, List<String> expressions) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int at = 0; at < targets.size(); at++) {
            names.add(TableName.quoted(targets.get(at).name()));
            values.add(
                    expressions == null ? "?" : FIELD.matcher(expressions.get(at)).replaceAll("?"));
        }
        return "INSERT INTO "
                + table.h2()
                + " ("
                + String.join(", ", names)
                + ") VALUES ("
                + String.join(", ", values)
                + ")";
    }

    /** Whether a failed batch's row was refused. */
    static boolean refused(BatchUpdateException failure, int row) {
        return failure.getUpdateCounts().length <= row
                || failure.getUpdateCounts()[row] == PreparedStatement.EXECUTE_FAILED;
    }
}
