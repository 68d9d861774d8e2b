package io.drover.reconcile;

import io.drover.model.Difference;
import java.io.Serializable;
import java.util.Map;

/**
 * Takes the differences of a reconciliation where they are found: in tasks, partition by partition.
 * What a task has written counts once, however often Spark repeats it.
 *
 * <p>Runs on: driver and executors.
 */
public interface DifferenceSink extends Serializable {
    /** Keeps none, where the verdicts are all that is wanted. */
    DifferenceSink NONE = new KeepNone();

    /**
     * Begins a partition of the differences; what an earlier attempt has left of it is replaced.
     *
     * @param ledger how tasks reach the ledger
     */
    Writing open(SideAccess ledger, int partition);

    /**
     * Drops the differences of a table but for the first ones of each partition. Runs on: driver,
     * when no task writes any more.
     *
     * @param kept by partition how many stay; none of a partition that is absent
     */
    void keep(SideAccess ledger, int tableNumber, Map<Integer, Long> kept);

    /** The differences of one attempt at one partition. */
    interface Writing extends AutoCloseable {
        /**
         * Adds a difference; those of a table come one behind the other.
         *
         * @param number within partition and table, from 0
         */
        void add(int tableNumber, long number, Difference difference);

        /** Makes all of them stay. */
        void commit();

        /** Drops what was not committed. */
        @Override
        void close();
    }

    /** {@link #NONE}. */
    final class KeepNone implements DifferenceSink, Writing {
        private static final long serialVersionUID = 1L;

        private KeepNone() {}

        @Override
        public Writing open(SideAccess ledger, int partition) {
            return this;
        }

        @Override
        public void keep(SideAccess ledger, int tableNumber, Map<Integer, Long> kept) {}

        @Override
        public void add(int tableNumber, long number, Difference difference) {}

        @Override
        public void commit() {}

        @Override
        public void close() {}
    }
}
