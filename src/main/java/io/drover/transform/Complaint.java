package io.drover.transform;

import io.drover.model.Nullable;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.RowRules;
import io.drover.model.rules.RuleStep;
import io.drover.spec.NearestName;
import io.drover.spec.rules.SparkSqlTokens;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.QueryContext;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

/** What Spark says against a rule, in our own words: one clause, without its classes and plans. */
final class Complaint {
    private static final Pattern OWN_VALUE = Pattern.compile("`?drover_r(\\d+)`?");
    private static final int MOST_CHARACTERS = 300;

    private final RowRules rules;

    Complaint(RowRules rules) {
        this.rules = rules;
    }

    /** Which rule, as its operator knows it. */
    String subject(@Nullable RuleStep step, @Nullable String sql) {
        if (step == null) {
            return "a rule";
        }
        String of = step.column().isEmpty() ? "" : " of " + step.column();
        return sql == null
                ? "%s%s (%s)".formatted(step.rule(), of, step.description())
                : "%s%s \"%s\"".formatted(step.rule(), of, named(sql));
    }

    /**
     * Why it cannot be.
     *
     * @param known names that the operator may have meant
     */
    String said(Throwable failure, Collection<String> known) {
        SparkThrowable refusal = refusal(failure);
        String kind = refusal == null ? "" : String.valueOf(refusal.getErrorClass());
        Map<String, String> values = refusal == null ? Map.of() : refusal.getMessageParameters();
        if (kind.startsWith("UNRESOLVED_COLUMN") || kind.startsWith("UNRESOLVED_FIELD")) {
            return unknown("column", unquoted(values.get("objectName")), known);
        }
        if (kind.equals("UNRESOLVED_ROUTINE")) {
            return "there is no function %s in Spark SQL"
                    .formatted(unquoted(values.get("routineName")));
        }
        if (kind.equals("PARSE_SYNTAX_ERROR") || kind.equals("PARSE_EMPTY_STATEMENT")) {
            String near = values.getOrDefault("error", "its end");
            return "it is no Spark SQL: syntax error at %s%s"
                    .formatted(near.equals("end of input") ? "its end" : near, place(failure));
        }
        if (kind.equals("DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN")) {
            return "it is no condition: its type is " + unquoted(values.get("type"));
        }
        if (kind.equals("INVALID_WHERE_CONDITION")
                || kind.startsWith("UNSUPPORTED_GENERATOR")
                || kind.startsWith("MISSING_GROUP_BY")
                || kind.startsWith("MISSING_AGGREGATION")) {
            return "a rule looks at one row at a time, and this needs several (%s)"
                    .formatted(
                            named(
                                    values.getOrDefault(
                                            "expressionList",
                                            values.getOrDefault(
                                                    "expression", "see its functions"))));
        }
        return plain(failure);
    }

    private static String unknown(String what, String name, Collection<String> known) {
        return NearestName.to(name, known)
                .map(near -> "there is no %s %s, did you mean %s?".formatted(what, name, near))
                .orElseGet(
                        () ->
                                "there is no %s %s; there are %s"
                                        .formatted(what, name, String.join(", ", known)));
    }

    /** Whether a failure at run time may not happen for other rows. */
    boolean dependsOnTheRow(Throwable failure) {
        String fragment = fragment(failure);
        if (fragment == null) {
            return true;
        }
        Set<String> names = new HashSet<>();
        rules.decoded().stream().map(DecodedColumn::name).forEach(names::add);
        return SparkSqlTokens.of(fragment).stream()
                .anyMatch(
                        token ->
                                token.isName()
                                        && (names.contains(token.text())
                                                || token.text().startsWith("drover_")));
    }

    /** The step whose expression failed, where Spark says which it was. */
    @Nullable
    RuleStep step(Throwable failure) {
        String fragment = fragment(failure);
        if (fragment == null || fragment.isBlank()) {
            return null;
        }
        for (RuleStep step : rules.steps()) {
            for (String sql : Arrays.asList(step.value(), step.violated())) {
                if (sql != null && sql.contains(fragment)) {
                    return step;
                }
            }
        }
        return null;
    }

    /** The part of an expression that failed, or null. */
    static @Nullable String fragment(Throwable failure) {
        SparkThrowable refusal = refusal(failure);
        QueryContext[] contexts = refusal == null ? new QueryContext[0] : refusal.getQueryContext();
        return contexts.length == 0 ? null : contexts[0].fragment();
    }

    /** What Spark itself threw, inside whatever it was wrapped in; the innermost with a class. */
    static @Nullable SparkThrowable refusal(Throwable failure) {
        SparkThrowable found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SparkThrowable spark && spark.getErrorClass() != null) {
                found = spark;
            }
        }
        return found;
    }

    private static String place(Throwable failure) {
        if (failure instanceof AnalysisException parse && parse.startPosition().isDefined()) {
            int position = (Integer) parse.startPosition().get() + 1;
            int line = parse.line().isDefined() ? (Integer) parse.line().get() : 1;
            return line > 1
                    ? ", line %d, character %d".formatted(line, position)
                    : ", character %d".formatted(position);
        }
        return "";
    }

    /** The first sentences of Spark's own message, without what is no help here. */
    String plain(Throwable failure) {
        SparkThrowable refusal = refusal(failure);
        Throwable told = refusal instanceof Throwable inner ? inner : failure;
        String text = String.valueOf(told.getMessage());
        text = text.replaceFirst("^\\[[A-Z0-9_.]+]\\s*", "");
        text = text.replaceFirst("(?s)\\s*;?\\s*(line \\d+,? pos \\d+)?;?\\s*\\R.*", "");
        text = text.replaceFirst("\\s*SQLSTATE: \\w+", "");
        text = text.replaceAll("\\s*;?\\s*line \\d+,? pos \\d+;?", "");
        text = text.replaceAll("\\s*If necessary,? set [^.]*\"spark\\.sql[^\"]*\"[^.]*\\.", "");
        text = named(text).strip();
        text = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "…" : text;
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    /** With the columns' names where a plan has numbers. */
    String named(String text) {
        Matcher own = OWN_VALUE.matcher(text);
        StringBuilder named = new StringBuilder();
        while (own.find()) {
            int number = Integer.parseInt(own.group(1));
            String column = number < rules.steps().size() ? rules.steps().get(number).column() : "";
            own.appendReplacement(
                    named, Matcher.quoteReplacement(column.isEmpty() ? own.group() : column));
        }
        return own.appendTail(named).toString();
    }

    private static String unquoted(@Nullable String name) {
        return name == null ? "?" : name.replace("`", "").replace("\"", "");
    }
}
