package io.drover.reconcile;

import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;

/**
 * The rows that a table of the target should hold, made of the source's rows and the spec's rules.
 *
 * <p>Repeats: under one snapshot each call gives the same rows. Order: none.
 */
public interface ExpectedRows extends Serializable {
    /**
     * For each row of the source either its whole canonical form, columns in the pair's order; or,
     * where it should not be in the target, one byte: the code of its {@link
     * io.drover.model.rules.Fate}.
     */
    JavaRDD<byte[]> forms();
}
