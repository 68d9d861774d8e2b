package io.drover.plan.rules;

import io.drover.dialect.spark.SparkSql;
import io.drover.model.Nullable;
import io.drover.model.rules.LookupPlan;
import io.drover.model.rules.OnViolation;
import io.drover.model.rules.RuleStep;
import io.drover.model.rules.RuleStep.Kind;
import io.drover.spec.rules.SpecOrigin;
import io.drover.spec.rules.ValueStep.LookupTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Collects the steps and lookups of a table, and numbers them. */
final class Steps {
    private final List<RuleStep> steps = new ArrayList<>();
    private final List<LookupPlan> lookups = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();
    private @Nullable String origin;
    private final Set<String> hidden;

    /** {@code hidden}: target columns of which no message may show a value. */
    Steps(Set<String> hidden) {
        this.hidden = Set.copyOf(hidden);
    }

    /** Spark SQL of a value as a message about a target column shows it. */
    String shown(String column, String value) {
        return hidden.contains(column) ? "'the masked value'" : SparkSql.shown(value);
    }

    List<RuleStep> all() {
        return List.copyOf(steps);
    }

    List<LookupPlan> lookups() {
        return List.copyOf(lookups);
    }

    /** Booleans, of which any raises the flag column. */
    List<String> flags() {
        return List.copyOf(flags);
    }

    int next() {
        return steps.size();
    }

    /** Where the spec says what the next steps do; null: nowhere. */
    void from(@Nullable SpecOrigin next) {
        origin = next == null ? null : withoutFolder(next);
    }

    /** A plan is the same wherever the folder of its spec is. */
    private static String withoutFolder(SpecOrigin origin) {
        String place = origin.place();
        int folder = Math.max(place.lastIndexOf('/'), place.lastIndexOf('\\'));
        return place.substring(folder + 1) + ": " + origin.path();
    }

    int filter(String sql) {
        String leftOut = "NOT coalesce((%s), false)".formatted(sql);
        return add(Kind.FILTER, "filter", "", "kept where " + sql, null, null, leftOut, sql);
    }

    int deduplicate(String description) {
        return add(Kind.DEDUPLICATE, "deduplicate", "", description, null, null, null, null);
    }

    /** A value that replaces the one before; {@code changed} counts the rows that it modified. */
    int value(
            String rule,
            String column,
            String description,
            String value,
            @Nullable String changed) {
        return add(Kind.VALUE, rule, column, description, value, changed, null, null);
    }

    /** A value by the operator's own Spark SQL, as it is and as it must be evaluated. */
    int expression(String column, String sql, String value) {
        return add(Kind.VALUE, "expression", column, "made by " + sql, value, "true", null, sql);
    }

    /** A value, and when there is none that could be. */
    int judgedValue(
            String rule,
            String column,
            String description,
            String value,
            @Nullable String changed,
            Judgement judgement) {
        steps.add(
                new RuleStep(
                        next(),
                        Kind.VALUE,
                        rule,
                        column,
                        description,
                        value,
                        changed,
                        judgement.violated(),
                        judgement.message(),
                        judgement.what(),
                        origin,
                        null));
        return next() - 1;
    }

    int check(String rule, String column, String description, Judgement judgement) {
        return check(rule, column, description, judgement, null);
    }

    /**
     * A check by the operator's own Spark SQL.
     *
     * @param written with names of target columns replaced by what they stand for
     */
    int check(
            String rule,
            String column,
            String description,
            Judgement judgement,
            @Nullable String written) {
        steps.add(
                new RuleStep(
                        next(),
                        Kind.CHECK,
                        rule,
                        column,
                        description,
                        null,
                        null,
                        judgement.violated(),
                        judgement.message(),
                        judgement.what(),
                        origin,
                        written));
        return next() - 1;
    }

    /** A check that loads the row and raises the flag. */
    int flaggingCheck(
            String rule,
            String column,
            String description,
            String violated,
            @Nullable String written) {
        int step = add(Kind.CHECK, rule, column, description, null, violated, null, written);
        flag(RuleStep.changedName(step));
        return step;
    }

    /** When a row is violated, what is said of it, and what happens then. */
    record Judgement(String violated, String message, OnViolation what) {}

    void flag(String condition) {
        flags.add(condition);
    }

    LookupPlan lookup(LookupTable table, List<String> on, List<String> values) {
        return lookup(table.origin(), table.location(), table.keys(), on, values, table.digest());
    }

    LookupPlan lookup(
            LookupPlan.Origin origin,
            String location,
            List<String> keys,
            List<String> on,
            List<String> values,
            @Nullable String digest) {
        for (LookupPlan known : lookups) {
            boolean same =
                    known.origin() == origin
                            && known.location().equals(location)
                            && known.keys().equals(keys)
                            && known.on().equals(on)
                            && known.values().equals(values);
            if (same) {
                return known;
            }
        }
        LookupPlan lookup =
                new LookupPlan(lookups.size(), origin, location, keys, on, values, digest);
        lookups.add(lookup);
        return lookup;
    }

    private int add(
            Kind kind,
            String rule,
            String column,
            String description,
            @Nullable String value,
            @Nullable String changed,
            @Nullable String violated,
            @Nullable String written) {
        steps.add(
                new RuleStep(
                        next(),
                        kind,
                        rule,
                        column,
                        description,
                        value,
                        changed,
                        violated,
                        null,
                        OnViolation.QUARANTINE,
                        origin,
                        written));
        return next() - 1;
    }
}
