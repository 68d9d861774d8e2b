package io.drover.reconcile.expect;

import io.drover.reconcile.expect.Work.Value;
import io.drover.spec.rules.SparkSqlTokens;
import io.drover.spec.rules.SparkSqlTokens.Token;
import java.util.List;
import java.util.Map;

/**
 * The operator's SQL over columns of the target, as SQL over the columns that hold their values.
 */
final class TargetNamesInSql {
    private TargetNamesInSql() {}

    static String replaced(String sql, Map<String, Value> values) {
        StringBuilder text = new StringBuilder();
        int copied = 0;
        List<Token> tokens = SparkSqlTokens.of(sql);
        for (int at = 0; at < tokens.size(); at++) {
            Token token = tokens.get(at);
            boolean isFunction = at + 1 < tokens.size() && tokens.get(at + 1).isSymbol("(");
            Value value = token.isName() && !isFunction ? values.get(token.text()) : null;
            if (value != null) {
                text.append(sql, copied, token.start()).append(Work.quote(value.column()));
                copied = token.end();
            }
        }
        return text.append(sql, copied, sql.length()).toString();
    }
}
