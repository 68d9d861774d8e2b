package io.drover.testing.snowflake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** AT and BEFORE behind a table: its name becomes that of a copy of its earlier rows. */
final class TimeTravel {
    private static final Pattern CLAUSE =
            Pattern.compile(
                    "("
                            + SqlText.NAME
                            + ")\\s+(AT|BEFORE)\\s*\\(\\s*(?=TIMESTAMP|OFFSET|STATEMENT)",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern POINT =
            Pattern.compile(
                    "\\s*(TIMESTAMP|OFFSET|STATEMENT)\\s*=>\\s*(.*)",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern ALIAS =
            Pattern.compile(
                    "^\\s*(?:AS\\s+\\S+|(?!(?:WHERE|JOIN|LEFT|RIGHT|INNER|FULL|CROSS|NATURAL|ORDER|GROUP|HAVING|LIMIT|ON|UNION|EXCEPT|MINUS|INTERSECT|QUALIFY|FETCH|OFFSET|USING|WHEN)\\b)[\"\\w].*).*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Tables tables;

    TimeTravel(Tables tables) {
        this.tables = tables;
    }

    /** The masked text with every table at a point of its past replaced by its rows then. */
    String rewrite(Call call, String masked) throws SQLException {
        String text = masked;
        Matcher clause = CLAUSE.matcher(text);
        while (clause.find()) {
            int open = text.indexOf('(', clause.end(2));
            int close = SqlText.closing(text, open);
            TableName table = TableName.of(call.text(), clause.group(1), call.session());
            TableName rows = rows(call, table, clause.group(2), text.substring(open + 1, close));
            String behind = text.substring(close + 1);
            String alias =
                    ALIAS.matcher(behind).matches()
                            ? ""
                            : " AS " + call.text().quoted(table.table());
            String name =
                    call.text().quoted(rows.schema()) + "." + call.text().quoted(rows.table());
            text = text.substring(0, clause.start()) + name + alias + behind;
            clause = CLAUSE.matcher(text);
        }
        return text;
    }

    /**
     * Where a table's rows are as of {@code TIMESTAMP =>}, {@code OFFSET =>} or {@code STATEMENT
     * =>}.
     */
    TableName rows(Call call, TableName table, String word, String inside) throws SQLException {
        Matcher point = POINT.matcher(inside);
        if (!point.matches()) {
            throw SnowflakeError.syntax("Unsupported time travel: " + inside);
        }
        String value = point.group(2).strip();
        if (point.group(1).equalsIgnoreCase("STATEMENT")) {
            String id =
                    value.startsWith("'") ? call.text().value(value) : call.session().lastQueryId();
            return word.equalsIgnoreCase("AT") ? tables.after(table, id) : tables.before(table, id);
        }
        Instant instant =
                point.group(1).equalsIgnoreCase("OFFSET")
                        ? Instant.now().plusSeconds(Long.parseLong(value))
                        : instant(call, value);
        return tables.at(table, instant);
    }

    /** What an expression of a timestamp says. */
    static Instant instant(Call call, String expression) throws SQLException {
        String sql =
                "SELECT CAST("
                        + call.text().unmask(Rewriting.expressions(call.text(), expression))
                        + " AS TIMESTAMP(9) WITH TIME ZONE)";
        try (Statement statement = call.session().connection().createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
