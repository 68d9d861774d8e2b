package io.drover.testing.snowflake;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a query reads and how H2 reads it: the past of tables, earlier results, rejected rows, the
 * INFORMATION_SCHEMA. What is no table becomes a temporary one of the session.
 */
final class Sources {
    private static final String ID = "('\\d+'|LAST_QUERY_ID\\s*\\(\\s*(?:-1\\s*)?\\)|_last)";
    private static final Pattern RESULT_SCAN =
            Pattern.compile(
                    "TABLE\\s*\\(\\s*RESULT_SCAN\\s*\\(\\s*" + ID + "\\s*\\)\\s*\\)",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern VALIDATE =
            Pattern.compile(
                    "TABLE\\s*\\(\\s*VALIDATE\\s*\\(\\s*"
                            + SqlText.NAME
                            + "\\s*,\\s*JOB_ID\\s*=>\\s*"
                            + ID
                            + "\\s*\\)\\s*\\)",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern INFORMATION =
            Pattern.compile(
                    "(?:" + SqlText.PART + "\\s*\\.\\s*)?\\bINFORMATION_SCHEMA\\s*\\.\\s*(\\w+)",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern SESSION_FUNCTION =
            Pattern.compile(
                    "\\b(CURRENT_VERSION|CURRENT_ROLE|CURRENT_WAREHOUSE|CURRENT_DATABASE"
                            + "|CURRENT_SCHEMA|CURRENT_SESSION|CURRENT_USER|CURRENT_ACCOUNT"
                            + "|CURRENT_REGION|CURRENT_TRANSACTION|LAST_QUERY_ID)\\s*\\(\\s*(?:-1\\s*)?\\)",
                    Pattern.CASE_INSENSITIVE);

    private final TimeTravel timeTravel;
    private final Rejections rejections;
    private final CopyHistory copies;
    private final Catalog catalog;

    Sources(TimeTravel timeTravel, Rejections rejections, CopyHistory copies, Catalog catalog) {
        this.timeTravel = timeTravel;
        this.copies = copies;
        this.rejections = rejections;
        this.catalog = catalog;
    }

    TimeTravel timeTravel() {
        return timeTravel;
    }

    /** The earlier reply that a statement asks for as a whole; null when it asks for more. */
    Reply wholeScan(Call call) {
        Matcher scan =
                Pattern.compile(
                                "SELECT\\s+\\*\\s+FROM\\s+" + RESULT_SCAN.pattern(),
                                Pattern.CASE_INSENSITIVE)
                        .matcher(call.text().masked());
        return scan.matches() ? reply(call, scan.group(1)) : null;
    }

    private static Reply reply(Call call, String token) {
        String id = id(call, token);
        SnowflakeError failure = call.session().failure(id);
        if (failure != null) {
            throw failure;
        }
        Reply reply = call.session().reply(id);
        if (reply == null) {
            throw new SnowflakeError("000709", "02000", "Statement " + id + " not found");
        }
        return reply;
    }

    private static String id(Call call, String token) {
        return token.startsWith("'") || token.equalsIgnoreCase("_last")
                ? call.text().value(token).replace("_LAST", "_last")
                : call.session().lastQueryId();
    }

    /** The whole statement in H2's words. */
    String h2(Call call) throws SQLException {
        return h2(call, call.text().masked());
    }

    String h2(Call call, String masked) throws SQLException {
        String text = timeTravel.rewrite(call, masked);
        Matcher scan = RESULT_SCAN.matcher(text);
        while (scan.find()) {
            text = replaced(call, text, scan, "RESULT_SCAN", reply(call, scan.group(1)));
            scan = RESULT_SCAN.matcher(text);
        }
        Matcher validate = VALIDATE.matcher(text);
        if (validate.find()) {
            Reply rows = rejections.rows(id(call, validate.group(1)));
            text = replaced(call, text, validate, "VALIDATE", rows);
        }
        Matcher history = CopyHistory.PATTERN.matcher(text);
        if (history.find()) {
            Reply rows = copies.rows(call, history.group(1), history.group(2));
            text = replaced(call, text, history, "COPY_HISTORY", rows);
        }
        Matcher information = INFORMATION.matcher(text);
        while (information.find()) {
            String name = information.group(1).toUpperCase(Locale.ROOT);
            text = replaced(call, text, information, name, catalog.information(call, name));
            information = INFORMATION.matcher(text);
        }
        text =
                SESSION_FUNCTION
                        .matcher(text)
                        .replaceAll(
                                found -> {
                                    String value = sessionValue(call, found.group(1));
                                    return value == null
                                            ? "NULL"
                                            : Matcher.quoteReplacement(call.text().literal(value));
                                });
        return call.text().unmask(Rewriting.expressions(call.text(), text));
    }

    private static String sessionValue(Call call, String function) {
        Session session = call.session();
        return switch (function.toUpperCase(Locale.ROOT)) {
            case "CURRENT_VERSION" -> SnowflakeStandIn.VERSION;
            case "CURRENT_ROLE" -> session.role();
            case "CURRENT_WAREHOUSE" -> session.warehouse();
            case "CURRENT_DATABASE" -> Engine.DATABASE;
            case "CURRENT_SCHEMA" -> session.schema();
            case "CURRENT_SESSION" -> String.valueOf(session.id());
            case "CURRENT_USER" -> SnowflakeStandIn.USER.toUpperCase(Locale.ROOT);
            case "CURRENT_ACCOUNT" -> "TESTACCT";
            case "CURRENT_REGION" -> "STANDIN";
            case "CURRENT_TRANSACTION" ->
                    session.commitsEachStatement() ? null : String.valueOf(session.id());
            default -> session.lastQueryId();
        };
    }

    private static String replaced(Call call, String text, Matcher found, String name, Reply reply)
            throws SQLException {
        TableName table = new TableName("$SF", name);
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (Reply.Column column : reply.columns()) {
            boolean counts = column.type().wire().equals("fixed");
            columns.add(
                    TableName.quoted(column.name())
                            + " "
                            + (counts ? column.type() : ColumnType.TEXT).h2());
            values.add("?");
        }
        call.session().run("DROP TABLE IF EXISTS " + table.h2());
        call.session()
                .run(
                        "CREATE LOCAL TEMPORARY TABLE "
                                + table.h2()
                                + " ("
                                + String.join(", ", columns)
                                + ") TRANSACTIONAL");
        try (PreparedStatement insert =
                call.session()
                        .connection()
                        .prepareStatement(
                                "INSERT INTO "
                                        + table.h2()
                                        + " VALUES ("
                                        + String.join(", ", values)
                                        + ")")) {
            for (String[] row : reply.rows()) {
                for (int at = 0; at < row.length; at++) {
                    insert.setString(at + 1, row[at]);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
        return text.substring(0, found.start())
                + call.text().quoted("$SF")
                + "."
                + call.text().quoted(name)
                + text.substring(found.end());
    }
}
