package io.drover.reconcile;

import org.apache.spark.api.java.JavaRDD;

/**
 * The rows of one side of a pair, made into canonical forms outside a PostgreSQL server: those that
 * a table of the target should hold, made of the source's rows and the spec's rules; or those that
 * an engine's auditor reads.
 *
 * <p>Repeats: under one snapshot each call gives the same rows. Order: none.
 */
public interface RowForms {
    /**
     * For each row its whole canonical form, columns in the pair's order; or, of a row of the
     * source that should not be in the target, one byte: the code of its {@link
     * io.drover.model.rules.Fate}.
     */
    JavaRDD<byte[]> forms();
}
