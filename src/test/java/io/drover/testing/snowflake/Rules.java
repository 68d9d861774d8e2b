package io.drover.testing.snowflake;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is done for which form of statement: the first whole match decides. */
final class Rules {
    /** Runs a statement whose masked text matched. */
    interface Action {
        Reply run(Call call, Matcher match) throws SQLException;
    }

    private final Map<Pattern, Action> actions = new LinkedHashMap<>();

    void add(String pattern, Action action) {
        actions.put(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL), action);
    }

    Reply run(Call call) throws SQLException {
        for (Map.Entry<Pattern, Action> rule : actions.entrySet()) {
            Matcher match = rule.getKey().matcher(call.text().masked());
            if (match.matches()) {
                return rule.getValue().run(call, match);
            }
        }
        throw SnowflakeError.syntax("Unsupported statement: " + call.text().unmasked());
    }
}
