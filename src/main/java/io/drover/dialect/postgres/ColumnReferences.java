package io.drover.dialect.postgres;

import io.drover.dialect.postgres.SqlTokens.Token;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The columns that an expression, constraint or index mentions, in SQL that the server printed of
 * one table: so columns are unqualified, keywords in upper case and casts written {@code ::}.
 *
 * <p>No column is: what stands before a parenthesis (a function), next to a dot (a field, a
 * schema), behind {@code ::} (a type, of several words too), behind {@code COLLATE} or {@code
 * EXTRACT(}, an operator class, a storage parameter, anything in a string.
 */
public final class ColumnReferences {
    private final String sql;
    private final List<Token> columns;
    private final boolean wholeRow;
    private final boolean typedParts;

    private ColumnReferences(
            String sql, List<Token> columns, boolean wholeRow, boolean typedParts) {
        this.sql = sql;
        this.columns = columns;
        this.wholeRow = wholeRow;
        this.typedParts = typedParts;
    }

    /** Of an expression, a partition key, or a constraint that is no foreign key. */
    public static ColumnReferences of(String sql) {
        List<Token> tokens = SqlTokens.of(sql);
        return of(sql, tokens, 0, tokens.size());
    }

    /** Of {@code pg_get_indexdef()}: the names of the index, the table and the method are none. */
    public static ColumnReferences ofIndex(String definition) {
        List<Token> tokens = SqlTokens.of(definition);
        int start = 0;
        while (start < tokens.size() && !tokens.get(start).isWord("USING")) {
            start++;
        }
        return of(definition, tokens, start, tokens.size());
    }

    /** Of a foreign key: its own columns, on either side of those that it references. */
    public static ColumnReferences ofForeignKey(String definition) {
        List<Token> tokens = SqlTokens.of(definition);
        int references = indexOf(tokens, "REFERENCES");
        int behind = closing(tokens, references);
        ColumnReferences before = of(definition, tokens, 0, references);
        List<Token> all = new ArrayList<>(before.columns);
        all.addAll(of(definition, tokens, behind, tokens.size()).columns);
        return new ColumnReferences(definition, all, false, false);
    }

    /** Of a foreign key: the parent's columns. */
    public static ColumnReferences referenced(String definition) {
        List<Token> tokens = SqlTokens.of(definition);
        int references = indexOf(tokens, "REFERENCES");
        int open = references;
        while (open < tokens.size() && !tokens.get(open).isSymbol("(")) {
            open++;
        }
        return of(definition, tokens, open, closing(tokens, references));
    }

    private static int indexOf(List<Token> tokens, String word) {
        for (int index = 0; index < tokens.size(); index++) {
            if (tokens.get(index).isWord(word)) {
                return index;
            }
        }
        return tokens.size();
    }

    /** Behind the first closing parenthesis from there on. */
    private static int closing(List<Token> tokens, int from) {
        for (int index = from; index < tokens.size(); index++) {
            if (tokens.get(index).isSymbol(")")) {
                return index + 1;
            }
        }
        return tokens.size();
    }

    private static ColumnReferences of(String sql, List<Token> tokens, int from, int to) {
        List<Token> columns = new ArrayList<>();
        boolean wholeRow = false;
        boolean typedParts = false;
        int index = from;
        while (index < to) {
            Token token = tokens.get(index);
            if (token.isSymbol("::")) {
                index = behindType(tokens, index + 1);
            } else if (token.isWord("WITH") && symbol(tokens, index + 1, "(")) {
                index = closing(tokens, index);
            } else if (token.isWord("COLLATE") || token.isWord("TABLESPACE")) {
                typedParts |= token.isWord("COLLATE");
                index = behindName(tokens, index + 1);
            } else if (token.isSymbol("*") && symbol(tokens, index - 1, ".")) {
                wholeRow = true;
                index++;
            } else if (token.isName()) {
                if (isColumn(tokens, index)) {
                    columns.add(token);
                }
                boolean operatorClass = isOperatorClass(tokens, index);
                typedParts |= operatorClass;
                index = operatorClass ? behindOptions(tokens, index) : index + 1;
            } else {
                index++;
            }
        }
        return new ColumnReferences(sql, columns, wholeRow, typedParts);
    }

    private static boolean isColumn(List<Token> tokens, int index) {
        boolean called = symbol(tokens, index + 1, "(");
        boolean qualified = symbol(tokens, index - 1, ".") || symbol(tokens, index + 1, ".");
        boolean named = symbol(tokens, index + 1, "=>");
        boolean field =
                index > 1
                        && symbol(tokens, index - 1, "(")
                        && tokens.get(index - 2).isWord("EXTRACT");
        return !called && !qualified && !named && !field && !isOperatorClass(tokens, index);
    }

    /** Behind an index's column, expression or collation, with nothing between. */
    private static boolean isOperatorClass(List<Token> tokens, int index) {
        if (index == 0) {
            return false;
        }
        Token before = tokens.get(index - 1);
        return before.isName() || before.isSymbol(")");
    }

    private static int behindOptions(List<Token> tokens, int index) {
        int behind = behindName(tokens, index);
        return symbol(tokens, behind, "(") ? closing(tokens, behind) : behind;
    }

    /** Behind a name that may be qualified. */
    private static int behindName(List<Token> tokens, int index) {
        int behind = index + 1;
        while (symbol(tokens, behind, ".")) {
            behind += 2;
        }
        return behind;
    }

    private static final Set<String> INTERVAL_FIELDS =
            Set.of("year", "month", "day", "hour", "minute", "second", "to");

    private static int behindType(List<Token> tokens, int index) {
        int behind = behindName(tokens, index);
        String first = index < tokens.size() ? tokens.get(index).text() : "";
        if (first.equals("interval")) {
            while (behind < tokens.size() && INTERVAL_FIELDS.contains(tokens.get(behind).text())) {
                behind++;
            }
        } else if (word(tokens, behind, "varying") || word(tokens, behind, "precision")) {
            behind++;
        }
        if (symbol(tokens, behind, "(")) {
            behind = closing(tokens, behind);
        }
        boolean timed = first.equals("time") || first.equals("timestamp");
        if (timed && (word(tokens, behind, "with") || word(tokens, behind, "without"))) {
            behind += 3;
        }
        return behind;
    }

    private static boolean symbol(List<Token> tokens, int index, String symbol) {
        return index >= 0 && index < tokens.size() && tokens.get(index).isSymbol(symbol);
    }

    private static boolean word(List<Token> tokens, int index, String word) {
        return index < tokens.size() && tokens.get(index).isWord(word);
    }

    /** In the order in which they stand. */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        columns.forEach(token -> names.add(token.text()));
        return names;
    }

    /** Whether the row as a whole is mentioned, and with it every column. */
    public boolean mentionsRow() {
        return wholeRow;
    }

    /** Whether it names an operator class or a collation, which belong to a type. */
    public boolean namesTypedParts() {
        return typedParts;
    }

    /** The text with other names; what has none keeps the server's own spelling. */
    public String renamed(Map<String, String> names) {
        StringBuilder renamed = new StringBuilder();
        int end = 0;
        for (Token token : columns) {
            String name = names.getOrDefault(token.text(), token.text());
            if (!name.equals(token.text())) {
                renamed.append(sql.substring(end, token.start())).append(PostgresNames.quote(name));
                end = token.end();
            }
        }
        return renamed.append(sql.substring(end)).toString();
    }
}
