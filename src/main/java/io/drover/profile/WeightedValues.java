package io.drover.profile;

import java.util.ArrayList;
import java.util.List;

/** Values of a column, each with how often it occurs: all of them, or those of a sample. */
record WeightedValues(List<Weighted> all) {
    /** One value. */
    record Weighted(byte[] bytes, long count) {}

    static WeightedValues of(KnownValues every) {
        List<Weighted> values = new ArrayList<>();
        for (int entry = 0; entry < every.size(); entry++) {
            values.add(new Weighted(every.value(entry), every.count(entry)));
        }
        return new WeightedValues(values);
    }

    static WeightedValues of(RowSample sample, int column) {
        List<Weighted> values = new ArrayList<>();
        for (int row = 0; row < sample.rows(); row++) {
            byte[] value = sample.value(row, column);
            if (value != null) {
                values.add(new Weighted(value, 1));
            }
        }
        return new WeightedValues(values);
    }

    long count() {
        return all.stream().mapToLong(Weighted::count).sum();
    }
}
