package io.drover.testing.snowflake;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;

/** Statements about the session and its transaction, and those that change nothing here. */
final class SessionStatements {
    private final Engine engine;
    private final Tables tables;

    SessionStatements(Engine engine, Tables tables) {
        this.engine = engine;
        this.tables = tables;
    }

    void addTo(Rules rules) {
        rules.add("ALTER\\s+SESSION\\s+SET\\s+(.*)", this::set);
        rules.add(
                "ALTER\\s+WAREHOUSE\\s+(" + SqlText.NAME + ")\\s+RESUME(\\s+IF\\s+SUSPENDED)?",
                this::resume);
        rules.add(
                "ALTER\\s+SESSION\\s+UNSET\\s+.*|ALTER\\s+WAREHOUSE\\b.*|GRANT\\b.*|REVOKE\\b.*",
                (call, match) -> done(Reply.ALTER_SESSION));
        rules.add("USE\\s+SECONDARY\\s+ROLES?\\s+\\w+", (call, match) -> done(Reply.ALTER_SESSION));
        rules.add(
                "USE\\s+(?:(ROLE|WAREHOUSE|DATABASE|SCHEMA)\\s+)?(" + SqlText.NAME + ")",
                this::use);
        rules.add(
                "(?:BEGIN(?:\\s+WORK|\\s+TRANSACTION)?|START\\s+TRANSACTION)(?:\\s+NAME\\s+\\S+)?",
                (call, match) -> {
                    call.session().begin();
                    return done(Reply.TRANSACTION);
                });
        rules.add(
                "COMMIT(?:\\s+WORK)?",
                (call, match) -> {
                    tables.commit(call.session());
                    return done(Reply.TRANSACTION);
                });
        rules.add(
                "ROLLBACK(?:\\s+WORK)?",
                (call, match) -> {
                    call.session().rollback();
                    return done(Reply.TRANSACTION);
                });
        rules.add(
                "COMMENT\\s+ON\\s+TABLE\\s+(" + SqlText.NAME + ")\\s+IS\\s+('\\d+')",
                (call, match) -> {
                    TableName table = TableName.of(call.text(), match.group(1), call.session());
                    tables.entry(table).comment = call.text().value(match.group(2));
                    return done(Reply.DDL);
                });
    }

    private static Reply done(int kind) {
        return Reply.status(kind, "Statement executed successfully.");
    }

    private Reply set(Call call, Matcher match) throws SQLException {
        Map<String, String> options = CsvFormat.of(call.text(), match.group(1)).options();
        for (Map.Entry<String, String> option : options.entrySet()) {
            if (option.getKey().equals("AUTOCOMMIT")) {
                tables.commit(call.session());
            }
            call.session().set(option.getKey(), option.getValue());
        }
        return done(Reply.ALTER_SESSION);
    }

    private Reply resume(Call call, Matcher match) {
        if (!call.text().value(match.group(1)).equals(SnowflakeStandIn.WAREHOUSE)) {
            throw SnowflakeError.missing("Warehouse", match.group(1));
        }
        if (!engine.resume() && match.group(2) == null) {
            throw new SnowflakeError(
                    "090063",
                    "22000",
                    "Invalid state. Warehouse '%s' cannot be resumed."
                            .formatted(SnowflakeStandIn.WAREHOUSE));
        }
        return done(Reply.ALTER_SESSION);
    }

    private Reply use(Call call, Matcher match) throws SQLException {
        var parts = call.text().parts(match.group(2));
        String name = parts.get(parts.size() - 1);
        String kind = match.group(1) == null ? "DATABASE" : match.group(1);
        switch (kind.toUpperCase(Locale.ROOT)) {
            case "ROLE" -> call.session().role(name);
            case "WAREHOUSE" -> {
                if (!name.equals(SnowflakeStandIn.WAREHOUSE)) {
                    throw new SnowflakeError(
                            "002043",
                            "02000",
                            "SQL compilation error:\nObject does not exist, or operation cannot be"
                                    + " performed.");
                }
                call.session().warehouse(name);
            }
            case "SCHEMA" -> call.session().use(name);
            default -> {
                if (!name.equals(Engine.DATABASE)) {
                    throw SnowflakeError.missing("Database", name);
                }
            }
        }
        return done(Reply.ALTER_SESSION);
    }
}
