package io.drover.model.rules;

import io.drover.model.Nullable;
import java.io.Serializable;

/**
 * One step of what is done with a row. Steps are evaluated in the order of their numbers; a later
 * one may use {@link #valueName}, {@link #changedName} and {@link #violatedName} of an earlier one.
 *
 * @param number from 0 within the table; the ledger counts by it
 * @param rule the rule's name as the spec writes it: {@code lookup}, {@code required}, …
 * @param column the target column that it is about; empty: the row
 * @param description for people: what it does, and to what
 * @param value Spark SQL that makes the new value, or null where it makes none
 * @param changed Spark SQL, true for a row that the step modified: what the migration log counts;
 *     null: not counted
 * @param violated Spark SQL, true for a row that must not be loaded as it is; null: never. Of a
 *     filter, true for a row that is left out
 * @param message Spark SQL of the text that names the value and what would be right; null where
 *     {@code violated} is, and of a filter
 * @param origin where the spec says it, as {@code file: line: path}; null: nowhere, Drover adds it
 * @param written the operator's own Spark SQL inside of it, with names of target columns replaced
 *     by what they stand for; null where there is none
 */
public record RuleStep(
        int number,
        Kind kind,
        String rule,
        String column,
        String description,
        @Nullable String value,
        @Nullable String changed,
        @Nullable String violated,
        @Nullable String message,
        OnViolation onViolation,
        @Nullable String origin,
        @Nullable String written)
        implements Serializable {
    /** The rule that looks across rows. */
    public static final String UNIQUE = "unique";

    /** What a step may do. */
    public enum Kind {
        FILTER,
        DEDUPLICATE,
        VALUE,
        CHECK
    }

    /** What expressions call the value of step {@code number}. */
    public static String valueName(int number) {
        return "drover_r" + number;
    }

    /** What expressions call the boolean whether step {@code number} modified the row. */
    public static String changedName(int number) {
        return "drover_c" + number;
    }

    /** What expressions call the boolean whether step {@code number} is violated. */
    public static String violatedName(int number) {
        return "drover_v" + number;
    }
}
