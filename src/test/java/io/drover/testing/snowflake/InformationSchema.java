package io.drover.testing.snowflake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The views of INFORMATION_SCHEMA that a migration reads, with the columns that it reads. */
final class InformationSchema {
    private final Engine engine;
    private final Tables tables;

    InformationSchema(Engine engine, Tables tables) {
        this.engine = engine;
        this.tables = tables;
    }

    Reply view(Call call, String view) throws SQLException {
        return switch (view) {
            case "TABLES" -> tables(call);
            case "COLUMNS" -> columns(call);
            case "TABLE_CONSTRAINTS" -> constraints(call, key -> true);
            case "REFERENTIAL_CONSTRAINTS" ->
                    constraints(call, key -> key.kind().equals("FOREIGN KEY"));
            case "SCHEMATA" -> schemata(call);
            default -> throw SnowflakeError.missing("Object", "INFORMATION_SCHEMA." + view);
        };
    }

    private Reply tables(Call call) throws SQLException {
        List<String[]> rows = new ArrayList<>();
        for (String type : List.of("TABLE", "VIEW")) {
            for (TableName table : tables.names(call.session().connection(), type)) {
                Tables.Entry entry = tables.entry(table);
                boolean isTable = type.equals("TABLE");
                String count = isTable ? count(call, table) : null;
                rows.add(
                        new String[] {
                            Engine.DATABASE,
                            table.schema(),
                            table.table(),
                            isTable ? "BASE TABLE" : "VIEW",
                            entry.kind.equals("TRANSIENT") ? "YES" : "NO",
                            entry.clusterBy,
                            count,
                            // A hundred a row: nobody packs them here.
                            isTable ? count + "00" : null,
                            "1",
                            entry.created.toString(),
                            entry.comment
                        });
            }
        }
        List<Reply.Column> columns =
                new ArrayList<>(
                        Reply.texts(
                                "TABLE_CATALOG",
                                "TABLE_SCHEMA",
                                "TABLE_NAME",
                                "TABLE_TYPE",
                                "IS_TRANSIENT",
                                "CLUSTERING_KEY"));
        columns.addAll(counts("ROW_COUNT", "BYTES", "RETENTION_TIME"));
        columns.addAll(Reply.texts("CREATED", "COMMENT"));
        return Reply.of(Reply.SELECT, columns, rows);
    }

    private static List<Reply.Column> counts(String... names) {
        return List.of(names).stream()
                .map(name -> new Reply.Column(name, ColumnType.COUNT))
                .toList();
    }

    private static String count(Call call, TableName table) throws SQLException {
        try (Statement statement = call.session().connection().createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM " + table.h2())) {
            result.next();
            return result.getString(1);
        }
    }

    private Reply columns(Call call) throws SQLException {
        List<String[]> rows = new ArrayList<>();
        for (TableName table : tables.names(call.session().connection(), "")) {
            int ordinal = 0;
            for (Engine.EngineColumn column : engine.columns(call.session().connection(), table)) {
                ordinal++;
                rows.add(row(table, ordinal, column));
            }
        }
        List<Reply.Column> columns =
                new ArrayList<>(
                        Reply.texts("TABLE_CATALOG", "TABLE_SCHEMA", "TABLE_NAME", "COLUMN_NAME"));
        columns.addAll(counts("ORDINAL_POSITION"));
        columns.addAll(Reply.texts("COLUMN_DEFAULT", "IS_NULLABLE", "DATA_TYPE"));
        columns.addAll(
                counts(
                        "CHARACTER_MAXIMUM_LENGTH",
                        "CHARACTER_OCTET_LENGTH",
                        "NUMERIC_PRECISION",
                        "NUMERIC_PRECISION_RADIX",
                        "NUMERIC_SCALE",
                        "DATETIME_PRECISION"));
        columns.addAll(Reply.texts("COLLATION_NAME", "IS_IDENTITY", "COMMENT"));
        return Reply.of(Reply.SELECT, columns, rows);
    }

    private static String[] row(TableName table, int ordinal, Engine.EngineColumn column) {
        ColumnType type = column.type();
        boolean sized = type.wire().equals("text") || type.wire().equals("binary");
        boolean fixed = type.wire().equals("fixed");
        boolean timed = type.wire().startsWith("time");
        return new String[] {
            Engine.DATABASE,
            table.schema(),
            table.table(),
            column.name(),
            String.valueOf(ordinal),
            column.defaultText(),
            column.nullable() ? "YES" : "NO",
            type.name(),
            sized ? String.valueOf(type.length()) : null,
            sized ? String.valueOf(type.length()) : null,
            fixed ? String.valueOf(type.precision()) : null,
            fixed ? "10" : null,
            fixed ? String.valueOf(type.scale()) : null,
            timed ? String.valueOf(type.scale()) : null,
            null,
            "NO",
            column.comment()
        };
    }

    private Reply constraints(Call call, Predicate<Tables.Constraint> wanted) throws SQLException {
        List<String[]> rows = new ArrayList<>();
        for (TableName table : tables.names(call.session().connection(), "TABLE")) {
            for (Tables.Constraint key : tables.entry(table).constraints) {
                if (wanted.test(key)) {
                    rows.add(
                            new String[] {
                                Engine.DATABASE,
                                table.schema(),
                                key.name(),
                                Engine.DATABASE,
                                table.schema(),
                                table.table(),
                                key.kind(),
                                "NO"
                            });
                }
            }
        }
        return Reply.of(
                Reply.SELECT,
                Reply.texts(
                        "CONSTRAINT_CATALOG",
                        "CONSTRAINT_SCHEMA",
                        "CONSTRAINT_NAME",
                        "TABLE_CATALOG",
                        "TABLE_SCHEMA",
                        "TABLE_NAME",
                        "CONSTRAINT_TYPE",
                        "ENFORCED"),
                rows);
    }

    private Reply schemata(Call call) throws SQLException {
        List<String[]> rows = new ArrayList<>();
        for (String[] schema : new Catalog(engine, tables).schemas(call).rows()) {
            rows.add(new String[] {Engine.DATABASE, schema[1]});
        }
        return Reply.of(Reply.SELECT, Reply.texts("CATALOG_NAME", "SCHEMA_NAME"), rows);
    }
}
