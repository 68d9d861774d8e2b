package io.drover.reconcile;

import java.io.Serializable;
import java.util.List;

/**
 * Columns of a pair that are not compared, besides those that the target lacks.
 *
 * @param targetOnly that only the target has
 * @param leftOut by the spec, under the target's names
 * @param withoutForm whose two types have no form in common, each with them: the rows are not
 *     proven to be equal while there are any
 */
public record AsideColumns(List<String> targetOnly, List<String> leftOut, List<String> withoutForm)
        implements Serializable {
    public static final AsideColumns NONE = new AsideColumns(List.of(), List.of(), List.of());

    public AsideColumns {
        targetOnly = List.copyOf(targetOnly);
        leftOut = List.copyOf(leftOut);
        withoutForm = List.copyOf(withoutForm);
    }
}
