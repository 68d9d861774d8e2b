package io.drover.spec.rules;

import io.drover.model.Nullable;
import io.drover.spec.rules.ValueStep.LookupTable;
import java.util.List;

/**
 * A condition on a row as it will be loaded; columns are the target's, after their rules.
 *
 * @param column the one that it is about; for {@link Unique}, {@link Exists} and {@link Holds}
 *     empty
 */
public record CheckRule(
        SpecOrigin origin, String column, Condition condition, Violation violation) {

    /** What must hold. NULL satisfies everything but {@link Required}. */
    public sealed interface Condition {}

    /** {@code required = true}: neither NULL nor a blank text. */
    public record Required() implements Condition {}

    /** {@code one-of = [a, b]}: the text form of the value. */
    public record OneOf(List<String> values) implements Condition {
        public OneOf {
            values = List.copyOf(values);
        }
    }

    /** {@code pattern = "[A-Z]{2}"}: a Java regular expression that matches the whole text. */
    public record Pattern(String regex) implements Condition {}

    /** {@code range { min = 0, max = 10 }}: both inclusive, in the text form of the type. */
    public record Range(@Nullable String min, @Nullable String max) implements Condition {}

    /** {@code max-length = 50}, in characters. */
    public record MaxLength(int characters) implements Condition {}

    /** {@code unique = [email]}: of rows with the same values all but the first are violations. */
    public record Unique(List<String> columns) implements Condition {
        public Unique {
            columns = List.copyOf(columns);
        }
    }

    /** {@code exists { of = [programme], target-table = "aid.programme", key = code }}. */
    public record Exists(List<String> of, LookupTable table) implements Condition {
        public Exists {
            of = List.copyOf(of);
        }
    }

    /** {@code holds = "Spark SQL over target columns"}. */
    public record Holds(String sql) implements Condition {}
}
