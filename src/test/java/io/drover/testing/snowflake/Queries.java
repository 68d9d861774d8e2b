package io.drover.testing.snowflake;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;

/** SELECT and the statements that change rows. */
final class Queries {
    private final Engine engine;
    private final Tables tables;
    private final Sources sources;

    Queries(Engine engine, Tables tables, Sources sources) {
        this.engine = engine;
        this.tables = tables;
        this.sources = sources;
    }

    TimeTravel timeTravel() {
        return sources.timeTravel();
    }

    void addTo(Rules rules) {
        String name = "(" + SqlText.NAME + ")";
        rules.add("(?:SELECT\\b|WITH\\b|VALUES\\b|\\().*", (call, match) -> select(call));
        rules.add("INSERT\\s+OVERWRITE\\s+INTO\\s+" + name + "(.*)", this::insertOverwrite);
        rules.add(
                "INSERT\\s+INTO\\s+" + name + ".*",
                (call, match) -> change(call, match, Reply.INSERT, "inserted"));
        rules.add(
                "DELETE\\s+FROM\\s+" + name + ".*",
                (call, match) -> change(call, match, Reply.DELETE, "deleted"));
        rules.add("UPDATE\\s+" + name + "\\s+.*", this::update);
        rules.add("MERGE\\s+INTO\\s+" + name + ".*", this::merge);
        rules.add("TRUNCATE(?:\\s+TABLE)?(?:\\s+IF\\s+EXISTS)?\\s+" + name, this::truncate);
    }

    private Reply select(Call call) throws SQLException {
        Reply known = sources.wholeScan(call);
        return known == null ? rows(call, call.text().masked()) : known;
    }

    /** What a query of this text answers; its columns only when the call is to describe. */
    Reply rows(Call call, String masked) throws SQLException {
        String sql = sources.h2(call, masked);
        try (PreparedStatement statement = call.session().connection().prepareStatement(sql)) {
            if (call.describeOnly()) {
                return Reply.of(Reply.SELECT, columns(call, statement.getMetaData()), List.of());
            }
            bind(call, statement, 0);
            try (ResultSet results = statement.executeQuery()) {
                List<Reply.Column> columns = columns(call, results.getMetaData());
                return Reply.of(Reply.SELECT, columns, Cells.rows(results, columns));
            }
        }
    }

    private List<Reply.Column> columns(Call call, java.sql.ResultSetMetaData meta)
            throws SQLException {
        return Cells.columns(engine, call.session().connection(), meta);
    }

    private static void bind(Call call, PreparedStatement statement, int row) throws SQLException {
        for (int at = 0; at < call.bindings().size(); at++) {
            call.bindings().get(at).set(statement, at + 1, row);
        }
    }

    /** The columns of a query as definitions of a table; its bindings are bound. */
    List<String> definitions(Call call, String masked) throws SQLException {
        try (PreparedStatement statement =
                call.session().connection().prepareStatement(sources.h2(call, masked))) {
            List<String> definitions = new ArrayList<>();
            for (Reply.Column column : columns(call, statement.getMetaData())) {
                definitions.add(TableName.quoted(column.name()) + " " + column.type().h2());
            }
            return definitions;
        }
    }

    void insert(Call call, TableName table, String masked) throws SQLException {
        execute(call, "INSERT INTO " + table.h2() + " " + sources.h2(call, masked));
    }

    /** Runs a statement for each row of its bindings; how many rows it changed. */
    private long execute(Call call, String sql) throws SQLException {
        int rows = call.bindings().stream().mapToInt(one -> one.values().size()).max().orElse(1);
        try (PreparedStatement statement = call.session().connection().prepareStatement(sql)) {
            if (rows == 1) {
                bind(call, statement, 0);
                return statement.executeLargeUpdate();
            }
            for (int row = 0; row < rows; row++) {
                bind(call, statement, row);
                statement.addBatch();
            }
            long changed = 0;
            for (int count : statement.executeBatch()) {
                changed += count;
            }
            return changed;
        }
    }

    private Reply change(Call call, Matcher match, int kind, String done) throws SQLException {
        tables.touch(call.session(), TableName.of(call.text(), match.group(1), call.session()));
        return Reply.counts(kind, "number of rows " + done, execute(call, sources.h2(call)));
    }

    private Reply insertOverwrite(Call call, Matcher match) throws SQLException {
        TableName table = TableName.of(call.text(), match.group(1), call.session());
        tables.touch(call.session(), table);
        Savepoint before = call.session().connection().setSavepoint();
        try {
            call.session().run("DELETE FROM " + table.h2());
            long inserted =
                    execute(
                            call,
                            "INSERT INTO " + table.h2() + " " + sources.h2(call, match.group(2)));
            return Reply.counts(Reply.INSERT, "number of rows inserted", inserted);
        } catch (SQLException failure) {
            call.session().connection().rollback(before);
            throw failure;
        }
    }

    private Reply update(Call call, Matcher match) throws SQLException {
        tables.touch(call.session(), TableName.of(call.text(), match.group(1), call.session()));
        return Reply.counts(
                Reply.UPDATE,
                "number of rows updated",
                execute(call, sources.h2(call)),
                "number of multi-joined rows updated",
                0);
    }

    /** In Snowflake TRUNCATE is part of a transaction; in H2 only DELETE is. */
    private Reply truncate(Call call, Matcher match) throws SQLException {
        TableName table = TableName.of(call.text(), match.group(1), call.session());
        tables.touch(call.session(), table);
        call.session().run("DELETE FROM " + table.h2());
        call.session().afterCommit(() -> tables.entry(table).loadedFiles.clear());
        return Reply.status(Reply.DDL, "Statement executed successfully.");
    }

    /**
     * H2 counts all changed rows of a MERGE together. The inserted ones follow from the table's
     * growth; when it may delete too, from a first run that counts the old rows and is taken back.
     */
    private Reply merge(Call call, Matcher match) throws SQLException {
        TableName table = TableName.of(call.text(), match.group(1), call.session());
        tables.touch(call.session(), table);
        String sql = sources.h2(call);
        String words = call.text().masked().toUpperCase(Locale.ROOT);
        boolean deletes = words.matches("(?s).*\\bTHEN\\s+DELETE\\b.*");
        boolean inserts = words.matches("(?s).*\\bTHEN\\s+INSERT\\b.*");
        boolean updates = words.matches("(?s).*\\bTHEN\\s+UPDATE\\b.*");
        long old = deletes ? oldRows(call, sql) : 0;
        long before = count(call, table);
        long changed = execute(call, sql);
        long growth = count(call, table) - before;
        long inserted = deletes ? changed - old : growth;
        long deleted = deletes ? inserted - growth : 0;
        List<Object> counts = new ArrayList<>();
        if (inserts) {
            counts.addAll(List.of("number of rows inserted", inserted));
        }
        if (updates) {
            counts.addAll(List.of("number of rows updated", changed - inserted - deleted));
        }
        if (deletes) {
            counts.addAll(List.of("number of rows deleted", deleted));
        }
        return Reply.counts(Reply.MERGE, counts.toArray());
    }

    private long oldRows(Call call, String sql) throws SQLException {
        Savepoint before = call.session().connection().setSavepoint();
        try (PreparedStatement statement =
                call.session()
                        .connection()
                        .prepareStatement("SELECT COUNT(*) FROM OLD TABLE (" + sql + ")")) {
            bind(call, statement, 0);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        } finally {
            call.session().connection().rollback(before);
        }
    }

    private static long count(Call call, TableName table) throws SQLException {
        try (Statement statement = call.session().connection().createStatement();
                ResultSet result = statement.executeQuery("SELECT COUNT(*) FROM " + table.h2())) {
            result.next();
            return result.getLong(1);
        }
    }
}
