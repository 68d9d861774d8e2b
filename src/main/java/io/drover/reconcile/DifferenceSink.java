package io.drover.reconcile;

import io.drover.model.Difference;

/**
 * Takes the differences of a reconciliation, one at a time.
 *
 * <p>Order: table by table, within a table by the text of the key. Runs on: driver, one thread.
 */
@FunctionalInterface
public interface DifferenceSink {
    /** {@code tableNumber}: of the {@link io.drover.model.TablePlan}. */
    void accept(int tableNumber, Difference difference);
}
