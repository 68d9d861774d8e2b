package io.drover.testing.snowflake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What Snowflake tells of its tables: the rows behind SHOW, DESCRIBE and INFORMATION_SCHEMA. */
final class Catalog {
    private static final String SINCE = "2026-01-01 00:00:00.000 -0800";

    private final Engine engine;
    private final Tables tables;

    Catalog(Engine engine, Tables tables) {
        this.engine = engine;
        this.tables = tables;
    }

    private List<TableName> names(Call call, String type, Predicate<TableName> wanted)
            throws SQLException {
        return tables.names(call.session().connection(), type).stream().filter(wanted).toList();
    }

    Reply tables(Call call, Predicate<TableName> wanted) throws SQLException {
        List<String[]> rows = new ArrayList<>();
        for (TableName table : names(call, "TABLE", wanted)) {
            Tables.Entry entry = tables.entry(table);
            rows.add(
                    new String[] {
                        SINCE,
                        table.table(),
                        Engine.DATABASE,
                        table.schema(),
                        entry.kind,
                        entry.comment,
                        entry.clusterBy,
                        count(call, table),
                        "0",
                        "SYSADMIN",
                        "1"
                    });
        }
        return Reply.of(
                Reply.SELECT,
                Reply.texts(
                        "created_on",
                        "name",
                        "database_name",
                        "schema_name",
                        "kind",
                        "comment",
                        "cluster_by",
                        "rows",
                        "bytes",
                        "owner",
                        "retention_time"),
                rows);
    }

    Reply views(Call call, Predicate<TableName> wanted) throws SQLException {
        List<String[]> rows = new ArrayList<>();
        for (TableName view : names(call, "VIEW", wanted)) {
            rows.add(
                    new String[] {
                        SINCE, view.table(), "", Engine.DATABASE, view.schema(), "SYSADMIN", "", ""
                    });
        }
        return Reply.of(
                Reply.SELECT,
                Reply.texts(
                        "created_on",
                        "name",
                        "reserved",
                        "database_name",
                        "schema_name",
                        "owner",
                        "comment",
                        "text"),
                rows);
    }

    /** Tables and views together. */
    Reply objects(Call call, Predicate<TableName> wanted) throws SQLException {
        Reply reply = tables(call, wanted);
        List<String[]> rows = new ArrayList<>(reply.rows());
        for (TableName view : names(call, "VIEW", wanted)) {
            rows.add(
                    new String[] {
                        SINCE,
                        view.table(),
                        Engine.DATABASE,
                        view.schema(),
                        "VIEW",
                        "",
                        "",
                        "0",
                        "0",
                        "SYSADMIN",
                        "1"
                    });
        }
        return Reply.of(Reply.SELECT, reply.columns(), rows);
    }

    Reply schemas(Call call) throws SQLException {
        List<String[]> rows = new ArrayList<>();
        try (Statement statement = call.session().connection().createStatement();
                ResultSet results =
                        statement.executeQuery(
                                "SELECT schema_name FROM information_schema.schemata"
                                        + " WHERE schema_name <> '$SF' ORDER BY 1")) {
            while (results.next()) {
                rows.add(new String[] {SINCE, results.getString(1), "N", "N", Engine.DATABASE});
            }
        }
        return Reply.of(
                Reply.SELECT,
                Reply.texts("created_on", "name", "is_default", "is_current", "database_name"),
                rows);
    }

    Reply columns(Call call, Predicate<TableName> wanted, Predicate<String> column)
            throws SQLException {
        List<String[]> rows = new ArrayList<>();
        for (TableName table : names(call, "", wanted)) {
            for (Engine.EngineColumn one : engine.columns(call.session().connection(), table)) {
                if (column.test(one.name())) {
                    rows.add(
                            new String[] {
                                table.table(),
                                table.schema(),
                                one.name(),
                                json(one),
                                one.nullable() ? "true" : "NOT_NULL",
                                one.defaultText() == null ? "" : one.defaultText(),
                                "COLUMN",
                                "",
                                one.comment() == null ? "" : one.comment(),
                                Engine.DATABASE,
                                ""
                            });
                }
            }
        }
        return Reply.of(
                Reply.SELECT,
                Reply.texts(
                        "table_name",
                        "schema_name",
                        "column_name",
                        "data_type",
                        "null?",
                        "default",
                        "kind",
                        "expression",
                        "comment",
                        "database_name",
                        "autoincrement"),
                rows);
    }

    private static String json(Engine.EngineColumn column) {
        ColumnType type = column.type();
        String details =
                switch (type.wire()) {
                    case "fixed" ->
                            ",\"precision\":" + type.precision() + ",\"scale\":" + type.scale();
                    case "text", "binary" ->
                            ",\"length\":" + type.length() + ",\"byteLength\":" + type.length();
                    case "time", "timestamp_ntz", "timestamp_ltz", "timestamp_tz" ->
                            ",\"precision\":0,\"scale\":" + type.scale();
                    default -> "";
                };
        return "{\"type\":\""
                + type.wire().toUpperCase(java.util.Locale.ROOT)
                + "\""
                + details
                + ",\"nullable\":"
                + column.nullable()
                + "}";
    }

    Reply describe(Call call, TableName table) throws SQLException {
        List<Engine.EngineColumn> columns = engine.columns(call.session().connection(), table);
        if (columns.isEmpty()) {
            throw SnowflakeError.missing("Table", table.toString());
        }
        List<String[]> rows = new ArrayList<>();
        for (Engine.EngineColumn column : columns) {
            rows.add(
                    new String[] {
                        column.name(),
                        column.type().printed(),
                        "COLUMN",
                        column.nullable() ? "Y" : "N",
                        column.defaultText(),
                        isIn(table, "PRIMARY KEY", column.name()),
                        isIn(table, "UNIQUE", column.name()),
                        null,
                        null,
                        column.comment(),
                        null
                    });
        }
        return Reply.of(
                Reply.DESCRIBE,
                Reply.texts(
                        "name",
                        "type",
                        "kind",
                        "null?",
                        "default",
                        "primary key",
                        "unique key",
                        "check",
                        "expression",
                        "comment",
                        "policy name"),
                rows);
    }

    private String isIn(TableName table, String kind, String column) {
        return tables.entry(table).constraints.stream()
                        .anyMatch(key -> key.kind().equals(kind) && key.columns().contains(column))
                ? "Y"
                : "N";
    }

    private static String count(Call call, TableName table) throws SQLException {
        try (Statement statement = call.session().connection().createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM " + table.h2())) {
            result.next();
            return result.getString(1);
        }
    }

    /** A view of the INFORMATION_SCHEMA. */
    Reply information(Call call, String view) throws SQLException {
        return new InformationSchema(engine, tables).view(call, view);
    }
}
