package io.drover.jdbc;

import io.drover.model.Nullable;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/**
 * Tells whether a text of the operator's is one statement that can only read, as far as its text
 * tells; the read-only transaction that it runs in tells the rest.
 *
 * <p>Several would run one after the other, and a COMMIT among them would end that transaction.
 */
public final class SingleStatement {
    private static final Set<String> READING = Set.of("select", "with", "values", "table");

    private SingleStatement() {}

    /** What is wrong with it, completing "the query …"; null where nothing is. */
    public static @Nullable String problem(String sql) {
        List<NativeQuery> statements;
        try {
            statements = Parser.parseJdbcSql(sql, true, false, true, false, false);
        } catch (SQLException failure) {
            return "cannot be read: " + SqlFailures.serverText(failure);
        }
        if (statements.size() != 1) {
            return "must be one statement, and is " + statements.size();
        }
        String text = statements.get(0).nativeSql.strip();
        String word = firstWord(text);
        return READING.contains(word)
                ? null
                : "must be a SELECT (or WITH, VALUES, TABLE), and begins with \"" + word + "\"";
    }

    /** Behind comments and opening brackets. */
    private static String firstWord(String sql) {
        String rest = sql;
        for (boolean skipping = true; skipping; ) {
            String before = rest;
            rest = rest.stripLeading();
            if (rest.startsWith("--")) {
                int end = rest.indexOf('\n');
                rest = end < 0 ? "" : rest.substring(end + 1);
            } else if (rest.startsWith("/*")) {
                int end = rest.indexOf("*/");
                rest = end < 0 ? "" : rest.substring(end + 2);
            } else if (rest.startsWith("(")) {
                rest = rest.substring(1);
            }
            skipping = !rest.equals(before);
        }
        return rest.split("[^A-Za-z]", 2)[0].toLowerCase(Locale.ROOT);
    }
}
