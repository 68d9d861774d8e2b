package io.drover.profile;

import io.drover.model.profile.ColumnProfile.Distinct;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.TgtHllType;
import org.apache.datasketches.hll.Union;

/**
 * How many different values, about: a HyperLogLog sketch of 8 KB. The same values in any cut give
 * the same estimate, as it is always the one of a merged sketch.
 */
final class DistinctSketch implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int LG_K = 13;

    /**
     * Two standard deviations of a merged sketch: 2.3 %. The library's own table of errors ends at
     * 4096 registers; beyond it, its documentation gives this factor.
     */
    private static final double ERROR = 2 * Math.sqrt(3 * Math.log(2) - 1) / Math.sqrt(1 << LG_K);

    private transient HllSketch sketch = new HllSketch(LG_K, TgtHllType.HLL_8);

    /** Takes a value by its 64-bit hash. */
    void add(long hash) {
        sketch.update(hash);
    }

    void merge(DistinctSketch other) {
        Union union = new Union(LG_K);
        union.update(sketch);
        union.update(other.sketch);
        sketch = union.getResult(TgtHllType.HLL_8);
    }

    /** No more than there are values. */
    Distinct estimate(long values) {
        double estimate = sketch.getCompositeEstimate();
        return new Distinct(
                Math.min(values, Math.round(estimate)),
                false,
                Math.min(values, (long) (estimate * (1 - ERROR))),
                Math.min(values, (long) Math.ceil(estimate * (1 + ERROR))));
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        byte[] bytes = sketch.toCompactByteArray();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        sketch = HllSketch.heapify(bytes);
    }
}
