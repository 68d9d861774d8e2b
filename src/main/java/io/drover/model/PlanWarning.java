package io.drover.model;

import java.io.Serializable;

/**
 * Something the operator should know before the run.
 *
 * @param object what it is about: {@code "view shop.open_orders"}
 * @param text what will or will not happen
 * @param hint what can be done
 */
public record PlanWarning(Kind kind, String object, String text, String hint)
        implements Serializable {
    /** Whether an object stays behind, or something deserves a look. */
    public enum Kind {
        NOT_CARRIED,
        ATTENTION
    }
}
