package io.drover.testing.snowflake;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SHOW and DESCRIBE, with the columns where the driver's metadata expects them. */
final class CatalogStatements {
    private static final Pattern LIKE =
            Pattern.compile("\\bLIKE\\s+('\\d+')", Pattern.CASE_INSENSITIVE);
    private static final Pattern IN =
            Pattern.compile(
                    "\\bIN\\s+(?:(ACCOUNT|DATABASE|SCHEMA|TABLE)\\b)?\\s*(" + SqlText.NAME + ")?",
                    Pattern.CASE_INSENSITIVE);

    private final Catalog catalog;
    private final Engine engine;
    private final Tables tables;

    CatalogStatements(Catalog catalog, Engine engine, Tables tables) {
        this.catalog = catalog;
        this.engine = engine;
        this.tables = tables;
    }

    void addTo(Rules rules) {
        rules.add(
                "DESC(?:RIBE)?\\s+(?:TABLE\\s+|VIEW\\s+)?(" + SqlText.NAME + ").*",
                (call, match) ->
                        catalog.describe(
                                call, TableName.of(call.text(), match.group(1), call.session())));
        rules.add(
                "SHOW\\s+(?:TERSE\\s+)?TABLES\\b(.*)",
                (call, match) -> catalog.tables(call, named(call, match.group(1))));
        rules.add(
                "SHOW\\s+(?:TERSE\\s+)?VIEWS\\b(.*)",
                (call, match) -> catalog.views(call, named(call, match.group(1))));
        rules.add(
                "SHOW\\s+(?:TERSE\\s+)?OBJECTS\\b(.*)",
                (call, match) -> catalog.objects(call, named(call, match.group(1))));
        rules.add("SHOW\\s+(?:TERSE\\s+)?SCHEMAS\\b.*", (call, match) -> catalog.schemas(call));
        rules.add("SHOW\\s+COLUMNS\\b(.*)", this::columns);
        rules.add(
                "SHOW\\s+PRIMARY\\s+KEYS\\b(.*)",
                (call, match) -> keys(call, match, "PRIMARY KEY"));
        rules.add("SHOW\\s+UNIQUE\\s+KEYS\\b(.*)", (call, match) -> keys(call, match, "UNIQUE"));
        rules.add(
                "SHOW\\s+IMPORTED\\s+KEYS\\b(.*)",
                (call, match) -> foreignKeys(call, scope(call, match.group(1)), table -> true));
        rules.add(
                "SHOW\\s+EXPORTED\\s+KEYS\\b(.*)",
                (call, match) -> foreignKeys(call, table -> true, scope(call, match.group(1))));
        rules.add("SHOW\\s+DATABASES\\b.*", (call, match) -> database());
        rules.add("SHOW\\s+WAREHOUSES\\b(.*)", this::warehouse);
        rules.add("SHOW\\s+PARAMETERS\\b(.*)", CatalogStatements::parameters);
    }

    private static Predicate<String> like(Call call, String behind) {
        Matcher like = LIKE.matcher(behind);
        if (!like.find()) {
            return name -> true;
        }
        StringBuilder pattern = new StringBuilder();
        String value = call.text().value(like.group(1));
        for (int at = 0; at < value.length(); at++) {
            char character = value.charAt(at);
            if (character == '\\' && at + 1 < value.length()) {
                at++;
                pattern.append(Pattern.quote(value.substring(at, at + 1)));
            } else {
                pattern.append(
                        character == '%'
                                ? ".*"
                                : character == '_' ? "." : Pattern.quote("" + character));
            }
        }
        Pattern compiled =
                Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        return name -> compiled.matcher(name).matches();
    }

    /** Tables by LIKE and IN. */
    private static Predicate<TableName> named(Call call, String behind) {
        Predicate<String> like = like(call, behind);
        return scope(call, behind).and(table -> like.test(table.table()));
    }

    /** Tables by IN; without it those of the current schema. */
    private static Predicate<TableName> scope(Call call, String behind) {
        Matcher in = IN.matcher(behind);
        if (!in.find()) {
            return table -> table.schema().equals(call.session().schema());
        }
        String kind = in.group(1) == null ? "TABLE" : in.group(1).toUpperCase(Locale.ROOT);
        if (kind.equals("ACCOUNT") || kind.equals("DATABASE")) {
            return table -> true;
        }
        if (kind.equals("SCHEMA")) {
            List<String> parts =
                    in.group(2) == null
                            ? List.of(call.session().schema())
                            : call.text().parts(in.group(2));
            return table -> table.schema().equals(parts.get(parts.size() - 1));
        }
        TableName name = TableName.of(call.text(), in.group(2), call.session());
        return name::equals;
    }

    private Reply columns(Call call, Matcher match) throws SQLException {
        Matcher in = IN.matcher(match.group(1));
        if (in.find() && (in.group(1) == null || in.group(1).equalsIgnoreCase("TABLE"))) {
            TableName table = TableName.of(call.text(), in.group(2), call.session());
            if (engine.columns(call.session().connection(), table).isEmpty()) {
                throw SnowflakeError.missing("Table", table.toString());
            }
        }
        return catalog.columns(call, scope(call, match.group(1)), like(call, match.group(1)));
    }

    private Reply keys(Call call, Matcher match, String kind) throws SQLException {
        List<String[]> rows = new ArrayList<>();
        Predicate<TableName> scope = scope(call, match.group(1));
        for (TableName table : tables.names(call.session().connection(), "TABLE")) {
            for (Tables.Constraint key : tables.entry(table).constraints) {
                if (scope.test(table) && key.kind().equals(kind)) {
                    for (int at = 0; at < key.columns().size(); at++) {
                        rows.add(
                                new String[] {
                                    "2026-01-01 00:00:00.000 -0800",
                                    Engine.DATABASE,
                                    table.schema(),
                                    table.table(),
                                    key.columns().get(at),
                                    String.valueOf(at + 1),
                                    key.name(),
                                    "false",
                                    ""
                                });
                    }
                }
            }
        }
        return Reply.of(
                Reply.SELECT,
                Reply.texts(
                        "created_on",
                        "database_name",
                        "schema_name",
                        "table_name",
                        "column_name",
                        "key_sequence",
                        "constraint_name",
                        "rely",
                        "comment"),
                rows);
    }

    private Reply foreignKeys(
            Call call, Predicate<TableName> importing, Predicate<TableName> exporting)
            throws SQLException {
        List<String[]> rows = new ArrayList<>();
        for (TableName table : tables.names(call.session().connection(), "TABLE")) {
            for (Tables.Constraint key : tables.entry(table).constraints) {
                if (key.kind().equals("FOREIGN KEY")
                        && importing.test(table)
                        && exporting.test(key.referenced())) {
                    for (int at = 0; at < key.columns().size(); at++) {
                        rows.add(foreignKey(table, key, at));
                    }
                }
            }
        }
        return Reply.of(
                Reply.SELECT,
                Reply.texts(
                        "created_on",
                        "pk_database_name",
                        "pk_schema_name",
                        "pk_table_name",
                        "pk_column_name",
                        "fk_database_name",
                        "fk_schema_name",
                        "fk_table_name",
                        "fk_column_name",
                        "key_sequence",
                        "update_rule",
                        "delete_rule",
                        "fk_name",
                        "pk_name",
                        "deferrability",
                        "rely",
                        "comment"),
                rows);
    }

    private static String[] foreignKey(TableName table, Tables.Constraint key, int at) {
        return new String[] {
            "2026-01-01 00:00:00.000 -0800",
            Engine.DATABASE,
            key.referenced().schema(),
            key.referenced().table(),
            key.referencedColumns().get(at),
            Engine.DATABASE,
            table.schema(),
            table.table(),
            key.columns().get(at),
            String.valueOf(at + 1),
            "NO ACTION",
            "NO ACTION",
            key.name(),
            "",
            "NOT DEFERRABLE",
            "false",
            ""
        };
    }

    private static Reply database() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"2026-01-01 00:00:00.000 -0800", Engine.DATABASE, "N", "Y"});
        return Reply.of(
                Reply.SELECT, Reply.texts("created_on", "name", "is_default", "is_current"), rows);
    }

    private Reply warehouse(Call call, Matcher match) {
        List<String[]> rows = new ArrayList<>();
        if (like(call, match.group(1)).test(SnowflakeStandIn.WAREHOUSE)) {
            rows.add(
                    new String[] {
                        SnowflakeStandIn.WAREHOUSE,
                        engine.warehouse.state,
                        "STANDARD",
                        "X-Small",
                        "0",
                        "0",
                        String.valueOf(engine.warehouse.resumes)
                    });
        }
        return Reply.of(
                Reply.SELECT,
                Reply.texts("name", "state", "type", "size", "running", "queued", "auto_resume"),
                rows);
    }

    private static Reply parameters(Call call, Matcher match) {
        Predicate<String> like = like(call, match.group(1));
        List<String[]> rows = new ArrayList<>();
        call.session()
                .settings()
                .forEach(
                        (name, value) -> {
                            if (like.test(name)) {
                                rows.add(new String[] {name, value, "", "SESSION", ""});
                            }
                        });
        return Reply.of(
                Reply.SELECT, Reply.texts("key", "value", "default", "level", "description"), rows);
    }
}
