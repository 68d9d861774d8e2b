package io.drover.spec.rules;

import io.drover.model.Nullable;
import io.drover.spec.rules.SparkSqlTokens.Kind;
import io.drover.spec.rules.SparkSqlTokens.Token;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Says of a Spark SQL expression what would let a second attempt give another value, look beyond
 * its row, or make more than one row of one. Whether it parses, and whether its columns are there,
 * is for Spark to say.
 */
public final class DeterministicSql {
    /** Called with brackets. A name in back quotes calls the function too. */
    private static final Set<String> CHANGING =
            Set.of(
                    "aes_encrypt",
                    "curdate",
                    "current_catalog",
                    "current_database",
                    "current_date",
                    "current_schema",
                    "current_time",
                    "current_timestamp",
                    "current_timezone",
                    "current_user",
                    "input_file_block_length",
                    "input_file_block_start",
                    "input_file_name",
                    "java_method",
                    "localtimestamp",
                    "monotonically_increasing_id",
                    "now",
                    "rand",
                    "randn",
                    "random",
                    "randstr",
                    "reflect",
                    "session_user",
                    "shuffle",
                    "spark_partition_id",
                    "try_aes_encrypt",
                    "try_reflect",
                    "uniform",
                    "user",
                    "uuid",
                    "version");

    /** Also without brackets, where no column has that name. */
    private static final Set<String> CHANGING_WORDS =
            Set.of(
                    "current_catalog",
                    "current_database",
                    "current_date",
                    "current_schema",
                    "current_time",
                    "current_timestamp",
                    "current_user",
                    "localtimestamp",
                    "session_user",
                    "user");

    private static final Set<String> OF_MANY_ROWS =
            Set.of(
                    "explode",
                    "explode_outer",
                    "inline",
                    "inline_outer",
                    "json_tuple",
                    "posexplode",
                    "posexplode_outer",
                    "session_window",
                    "stack",
                    "window");

    private static final Set<String> DATE_LITERALS =
            Set.of("date", "timestamp", "timestamp_ltz", "timestamp_ntz");
    private static final Set<String> SUBQUERIES = Set.of("from", "table", "values", "with");

    private final List<Token> tokens;

    private DeterministicSql(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** What is wrong with {@code sql}, each for a person; none: nothing that can be seen here. */
    public static List<String> problems(String sql) {
        List<Token> tokens;
        try {
            tokens = SparkSqlTokens.of(sql);
        } catch (IllegalArgumentException failure) {
            return List.of(failure.getMessage());
        }
        DeterministicSql reader = new DeterministicSql(tokens);
        Set<String> problems = new LinkedHashSet<>();
        for (int index = 0; index < tokens.size(); index++) {
            reader.problem(index).ifPresent(problems::add);
        }
        return tokens.isEmpty() ? List.of("holds no expression") : List.copyOf(problems);
    }

    private Optional<String> problem(int index) {
        Token token = tokens.get(index);
        if (!token.isName()) {
            return Optional.empty();
        }
        String name = token.text().toLowerCase(Locale.ROOT);
        boolean called = isSymbol(index + 1, "(");
        boolean word = token.kind() == Kind.WORD && !isSymbol(index - 1, ".");
        if ((called && (CHANGING.contains(name) || readsTheClock(name, index)))
                || (word && CHANGING_WORDS.contains(name) && !isSymbol(index + 1, "."))) {
            return Optional.of(
                    "uses %s, which another attempt would answer differently; %s"
                            .formatted(
                                    name,
                                    called
                                            ? "take the value from the row"
                                            : "take the value from the row, or write a column of"
                                                    + " that name in back quotes"));
        }
        if (called && OF_MANY_ROWS.contains(name)) {
            return Optional.of("uses " + name + ", which makes several rows of one");
        }
        if (called && name.equals("identifier")) {
            return Optional.of("uses identifier(…), which hides what it names; write the name");
        }
        return word ? keyWord(name, index) : Optional.empty();
    }

    private Optional<String> keyWord(String name, int index) {
        Token next = at(index + 1);
        boolean subquery =
                isSymbol(index - 1, "(")
                        && SUBQUERIES.contains(name)
                        && next != null
                        && (next.kind() != Kind.SYMBOL || next.isSymbol("("));
        if (name.equals("select") || subquery) {
            return Optional.of("holds a subquery; use a lookup, or a check with exists");
        }
        if (name.equals("over") && isSymbol(index - 1, ")")) {
            return Optional.of("uses a window, and a rule sees one row at a time");
        }
        if (DATE_LITERALS.contains(name)
                && next != null
                && next.kind() == Kind.STRING
                && next.text()
                        .toLowerCase(Locale.ROOT)
                        .matches("\\s*(now|today|tomorrow|yesterday)\\b.*")) {
            return Optional.of(
                    "uses %s '%s', which another attempt would answer differently; write the day"
                            .formatted(name, next.text()));
        }
        return Optional.empty();
    }

    /** Without an argument it is the clock. */
    private boolean readsTheClock(String name, int index) {
        return Set.of("unix_timestamp", "to_unix_timestamp").contains(name)
                && isSymbol(index + 2, ")");
    }

    private boolean isSymbol(int index, String symbol) {
        Token token = at(index);
        return token != null && token.isSymbol(symbol);
    }

    private @Nullable Token at(int index) {
        return index < 0 || index >= tokens.size() ? null : tokens.get(index);
    }
}
