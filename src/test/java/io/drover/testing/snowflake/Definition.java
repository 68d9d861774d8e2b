package io.drover.testing.snowflake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns and keys between the parentheses of a CREATE TABLE. Keys are noted, never enforced;
 * the columns of a primary key take no null.
 */
record Definition(List<String> columns, List<Tables.Constraint> constraints) {
    private static final Pattern COLUMN =
            Pattern.compile(
                    "(" + SqlText.PART + ")\\s+" + ColumnType.PATTERN + "(.*)",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern KEY =
            Pattern.compile(
                    "(?:CONSTRAINT\\s+("
                            + SqlText.PART
                            + ")\\s+)?(PRIMARY\\s+KEY|UNIQUE|FOREIGN\\s+KEY)\\s*\\(([^)]*)\\)(.*)",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern REFERENCES =
            Pattern.compile(
                    "REFERENCES\\s+(" + SqlText.NAME + ")\\s*(?:\\(([^)]*)\\))?",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern DEFAULT =
            Pattern.compile(
                    "\\bDEFAULT\\s+('\\d+'(?:\\s*::\\s*\\w+(?:\\([\\d,\\s]*\\))?)?|-?[\\w.]+(?:\\([^)]*\\))?)",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern INLINE_KEY =
            Pattern.compile(
                    "(?:CONSTRAINT\\s+(" + SqlText.PART + ")\\s+)?\\b(PRIMARY\\s+KEY|UNIQUE)\\b",
                    Pattern.CASE_INSENSITIVE);

    static Definition of(SqlText text, String inside, Session session) {
        List<String> names = new ArrayList<>();
        List<String> types = new ArrayList<>();
        List<Boolean> required = new ArrayList<>();
        List<Tables.Constraint> constraints = new ArrayList<>();
        for (String item : SqlText.items(inside)) {
            Matcher key = KEY.matcher(item);
            if (key.matches()) {
                constraints.add(key(text, key, session));
                continue;
            }
            Matcher column = COLUMN.matcher(item);
            if (!column.matches()) {
                throw SnowflakeError.syntax("Unsupported column definition: " + text.unmask(item));
            }
            String name = text.value(column.group(1));
            String declared = item.substring(column.end(1), column.start(5));
            String rest = column.group(5);
            names.add(name);
            types.add(ColumnType.declared(declared).h2() + defaultOf(text, rest));
            required.add(rest.toUpperCase(Locale.ROOT).matches("(?s).*\\bNOT\\s+NULL\\b.*"));
            Matcher inline = INLINE_KEY.matcher(rest);
            if (inline.find()) {
                constraints.add(
                        new Tables.Constraint(
                                kind(inline.group(2)),
                                nameOf(text, inline.group(1)),
                                List.of(name),
                                null,
                                List.of()));
            }
            Matcher references = REFERENCES.matcher(rest);
            if (references.find()) {
                constraints.add(foreign(text, null, List.of(name), references, session));
            }
        }
        List<String> columns = new ArrayList<>();
        for (int at = 0; at < names.size(); at++) {
            String name = names.get(at);
            boolean inKey =
                    constraints.stream()
                            .anyMatch(
                                    key ->
                                            key.kind().equals("PRIMARY KEY")
                                                    && key.columns().contains(name));
            columns.add(
                    TableName.quoted(name)
                            + " "
                            + types.get(at)
                            + (inKey || required.get(at) ? " NOT NULL" : ""));
        }
        return new Definition(columns, constraints);
    }

    /** A key that stands by itself, also behind ALTER TABLE ADD. */
    static Tables.Constraint key(SqlText text, String item, Session session) {
        Matcher key = KEY.matcher(item.strip());
        if (!key.matches()) {
            throw SnowflakeError.syntax("Unsupported constraint: " + text.unmask(item));
        }
        return key(text, key, session);
    }

    private static Tables.Constraint key(SqlText text, Matcher key, Session session) {
        List<String> columns = names(text, key.group(3));
        Matcher references = REFERENCES.matcher(key.group(4));
        if (references.find()) {
            return foreign(text, key.group(1), columns, references, session);
        }
        return new Tables.Constraint(
                kind(key.group(2)), nameOf(text, key.group(1)), columns, null, List.of());
    }

    private static Tables.Constraint foreign(
            SqlText text, String name, List<String> columns, Matcher references, Session session) {
        return new Tables.Constraint(
                "FOREIGN KEY",
                nameOf(text, name),
                columns,
                TableName.of(text, references.group(1), session),
                references.group(2) == null ? columns : names(text, references.group(2)));
    }

    private static String kind(String words) {
        return words.toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
    }

    private static String nameOf(SqlText text, String token) {
        return token == null ? "SYS_CONSTRAINT_" + java.util.UUID.randomUUID() : text.value(token);
    }

    private static List<String> names(SqlText text, String list) {
        return SqlText.items(list).stream().map(text::value).toList();
    }

    private static String defaultOf(SqlText text, String rest) {
        if (rest.toUpperCase(Locale.ROOT).matches("(?s).*\\b(AUTOINCREMENT|IDENTITY)\\b.*")) {
            return " GENERATED BY DEFAULT AS IDENTITY";
        }
        Matcher found = DEFAULT.matcher(rest);
        return found.find()
                ? " DEFAULT " + text.unmask(Rewriting.expressions(text, found.group(1)))
                : "";
    }
}
