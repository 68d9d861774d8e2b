package io.drover.testing.snowflake;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Statements that define tables and schemas. Each commits what is under way, as in Snowflake. */
final class TableStatements {
    private static final String CREATE =
            "CREATE(\\s+OR\\s+REPLACE)?((?:\\s+(?:TRANSIENT|TEMPORARY|TEMP|LOCAL|GLOBAL|VOLATILE))*)"
                    + "\\s+TABLE(\\s+IF\\s+NOT\\s+EXISTS)?\\s+("
                    + SqlText.NAME
                    + ")\\s*";
    private static final Pattern COMMENT =
            Pattern.compile("\\bCOMMENT\\s*=\\s*('\\d+')", Pattern.CASE_INSENSITIVE);
    private static final Pattern CLUSTER =
            Pattern.compile("\\bCLUSTER\\s+BY\\s*(\\([^)]*\\))", Pattern.CASE_INSENSITIVE);
    private static final Pattern AS_SELECT =
            Pattern.compile(
                    "\\bAS\\s+((?:SELECT|WITH|\\().*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Engine engine;
    private final Tables tables;
    private final Queries queries;

    TableStatements(Engine engine, Tables tables, Queries queries) {
        this.engine = engine;
        this.tables = tables;
        this.queries = queries;
    }

    void addTo(Rules rules) {
        String name = "(" + SqlText.NAME + ")";
        rules.add(CREATE + "LIKE\\s+" + name + "(.*)", this::createLike);
        rules.add(
                CREATE
                        + "CLONE\\s+"
                        + name
                        + "(?:\\s*(AT|BEFORE)\\s*\\(([^)]*(?:\\([^)]*\\)[^)]*)*)\\))?(.*)",
                this::createClone);
        rules.add(CREATE + "(\\(.*|AS\\b.*|[A-Z].*\\bAS\\s.*)", this::create);
        rules.add(
                "DROP\\s+TABLE(\\s+IF\\s+EXISTS)?\\s+" + name + "(?:\\s+(?:CASCADE|RESTRICT))?",
                this::drop);
        rules.add("UNDROP\\b.*", this::unsupported);
        rules.add(
                "ALTER\\s+TABLE(\\s+IF\\s+EXISTS)?\\s+" + name + "\\s+SWAP\\s+WITH\\s+" + name,
                this::swap);
        rules.add(
                "ALTER\\s+TABLE(\\s+IF\\s+EXISTS)?\\s+" + name + "\\s+RENAME\\s+TO\\s+" + name,
                this::rename);
        rules.add(
                "ALTER\\s+TABLE\\s+"
                        + name
                        + "\\s+ADD\\s+((?:CONSTRAINT|PRIMARY|UNIQUE|FOREIGN).*)",
                this::addKey);
        rules.add(
                "CREATE(?:\\s+TRANSIENT)?\\s+SCHEMA(\\s+IF\\s+NOT\\s+EXISTS)?\\s+" + name + ".*",
                (call, match) -> schema(call, "CREATE SCHEMA", match, ""));
        rules.add(
                "DROP\\s+SCHEMA(\\s+IF\\s+EXISTS)?\\s+" + name + "(?:\\s+(?:CASCADE|RESTRICT))?",
                (call, match) -> schema(call, "DROP SCHEMA", match, " CASCADE"));
    }

    private Reply create(Call call, Matcher match) throws SQLException {
        TableName table = TableName.of(call.text(), match.group(4), call.session());
        String rest = match.group(5);
        boolean listed = rest.startsWith("(");
        String inside = listed ? SqlText.inside(rest, 0) : "";
        String behind = listed ? rest.substring(SqlText.closing(rest, 0) + 1) : rest;
        if (!begin(call, match, table)) {
            return exists(table);
        }
        Matcher select = AS_SELECT.matcher(behind);
        boolean filled = select.find();
        List<String> columns;
        List<Tables.Constraint> keys = List.of();
        if (listed) {
            Definition definition = Definition.of(call.text(), inside, call.session());
            columns = definition.columns();
            keys = definition.constraints();
        } else {
            columns = queries.definitions(call, select.group(1));
        }
        call.session().run(h2Create(match) + table.h2() + " (" + String.join(", ", columns) + ")");
        Tables.Entry entry = tables.created(table);
        entry.constraints.addAll(keys);
        entry.kind = kind(match);
        Matcher comment = COMMENT.matcher(behind);
        entry.comment = comment.find() ? call.text().value(comment.group(1)) : "";
        Matcher cluster = CLUSTER.matcher(behind);
        entry.clusterBy = cluster.find() ? "LINEAR" + call.text().unmask(cluster.group(1)) : "";
        if (filled) {
            queries.insert(call, table, select.group(1));
        }
        return created(call, table);
    }

    private Reply createLike(Call call, Matcher match) throws SQLException {
        return copyOf(call, match, TableName.of(call.text(), match.group(5), call.session()), null);
    }

    private Reply createClone(Call call, Matcher match) throws SQLException {
        TableName source = TableName.of(call.text(), match.group(5), call.session());
        TableName rows =
                match.group(6) == null
                        ? source
                        : queries.timeTravel().rows(call, source, match.group(6), match.group(7));
        return copyOf(call, match, source, rows);
    }

    private Reply copyOf(Call call, Matcher match, TableName source, TableName rows)
            throws SQLException {
        TableName table = TableName.of(call.text(), match.group(4), call.session());
        String definition =
                tables.definition(call.session().connection(), source, table, h2Create(match));
        List<Tables.Constraint> keys = List.copyOf(tables.entry(source).constraints);
        if (!begin(call, match, table)) {
            return exists(table);
        }
        call.session().run(definition);
        Tables.Entry entry = tables.created(table);
        entry.constraints.addAll(keys);
        entry.kind = kind(match);
        if (rows != null) {
            call.session().run("INSERT INTO " + table.h2() + " SELECT * FROM " + rows.h2());
        }
        return created(call, table);
    }

    /** Commits, makes room for the table; false when there is one that stays. */
    private boolean begin(Call call, Matcher match, TableName table) throws SQLException {
        tables.commit(call.session());
        if (engine.columns(call.session().connection(), table).isEmpty()) {
            return true;
        }
        if (match.group(1) != null) {
            call.session().run("DROP TABLE " + table.h2());
            tables.dropped(table);
            return true;
        }
        if (match.group(3) != null) {
            return false;
        }
        throw SnowflakeError.exists(table.toString());
    }

    private Reply created(Call call, TableName table) throws SQLException {
        tables.commit(call.session());
        return Reply.status(Reply.DDL, "Table " + table.table() + " successfully created.");
    }

    private static Reply exists(TableName table) {
        return Reply.status(Reply.DDL, table.table() + " already exists, statement succeeded.");
    }

    private static String kind(Matcher match) {
        String words = match.group(2).toUpperCase(Locale.ROOT);
        return words.contains("TEMP")
                ? "TEMPORARY"
                : words.contains("TRANS") ? "TRANSIENT" : "TABLE";
    }

    private static String h2Create(Matcher match) {
        return kind(match).equals("TEMPORARY") ? "CREATE LOCAL TEMPORARY TABLE " : "CREATE TABLE ";
    }

    private Reply drop(Call call, Matcher match) throws SQLException {
        TableName table = TableName.of(call.text(), match.group(2), call.session());
        tables.commit(call.session());
        if (engine.columns(call.session().connection(), table).isEmpty()) {
            if (match.group(1) == null) {
                throw SnowflakeError.missing("Table", table.toString());
            }
            return Reply.status(
                    Reply.DDL,
                    "Drop statement executed successfully ("
                            + table.table()
                            + " already dropped).");
        }
        call.session().run("DROP TABLE " + table.h2());
        tables.dropped(table);
        return Reply.status(Reply.DDL, table.table() + " successfully dropped.");
    }

    private Reply swap(Call call, Matcher match) throws SQLException {
        TableName one = existing(call, match.group(2));
        TableName other = existing(call, match.group(3));
        TableName between = new TableName(one.schema(), "$SWAP" + call.queryId());
        move(call, one, between);
        move(call, other, one);
        move(call, between, other);
        return Reply.status(Reply.DDL, "Statement executed successfully.");
    }

    private Reply rename(Call call, Matcher match) throws SQLException {
        TableName from = existing(call, match.group(2));
        TableName to = TableName.of(call.text(), match.group(3), call.session());
        if (!engine.columns(call.session().connection(), to).isEmpty()) {
            throw SnowflakeError.exists(to.toString());
        }
        move(call, from, to);
        return Reply.status(Reply.DDL, "Statement executed successfully.");
    }

    private TableName existing(Call call, String name) throws SQLException {
        TableName table = TableName.of(call.text(), name, call.session());
        tables.commit(call.session());
        if (engine.columns(call.session().connection(), table).isEmpty()) {
            throw SnowflakeError.missing("Table", table.toString());
        }
        return table;
    }

    /** H2 renames within a schema only; into another the rows are copied. */
    private void move(Call call, TableName from, TableName to) throws SQLException {
        if (from.schema().equals(to.schema())) {
            call.session()
                    .run("ALTER TABLE " + from.h2() + " RENAME TO " + TableName.quoted(to.table()));
        } else {
            call.session()
                    .run(tables.definition(call.session().connection(), from, to, "CREATE TABLE "));
            call.session().run("INSERT INTO " + to.h2() + " SELECT * FROM " + from.h2());
            call.session().run("DROP TABLE " + from.h2());
        }
        tables.renamed(from, to);
    }

    private Reply addKey(Call call, Matcher match) throws SQLException {
        TableName table = existing(call, match.group(1));
        tables.entry(table)
                .constraints
                .add(Definition.key(call.text(), match.group(2), call.session()));
        return Reply.status(Reply.DDL, "Statement executed successfully.");
    }

    private Reply schema(Call call, String verb, Matcher match, String behind) throws SQLException {
        tables.commit(call.session());
        List<String> parts = call.text().parts(match.group(2));
        String name = TableName.quoted(parts.get(parts.size() - 1));
        String condition = match.group(1) == null ? " " : match.group(1) + " ";
        call.session().run(verb + condition + name + behind);
        return Reply.status(Reply.DDL, "Schema " + name + " successfully changed.");
    }

    private Reply unsupported(Call call, Matcher match) {
        throw SnowflakeError.syntax("Unsupported feature '" + match.group() + "'.");
    }
}
