package io.drover.profile;

import io.drover.model.Nullable;
import io.drover.model.profile.ColumnProfile.Numbers;
import io.drover.model.profile.ColumnProfile.Outliers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Quantiles by nearest rank, outliers by the quartiles, and a histogram without them. */
final class NumberSummary {
    private static final double[] RANKS = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};
    private static final int FIRST_QUARTILE = 2;
    private static final int THIRD_QUARTILE = 4;
    private static final double FENCE = 3;
    private static final int BINS = 24;
    private static final int EXAMPLES = 5;

    private record Weighted(double value, long count) {}

    private final List<Weighted> values = new ArrayList<>();
    private final boolean sampled;
    private final Extremes least;
    private final Extremes greatest;
    private final long count;

    NumberSummary(WeightedValues texts, boolean sampled, Extremes least, Extremes greatest) {
        for (WeightedValues.Weighted text : texts.all()) {
            double value = DecimalText.parse(text.bytes(), 0, text.bytes().length);
            if (Double.isFinite(value)) {
                values.add(new Weighted(value, text.count()));
            }
        }
        values.sort(Comparator.comparingDouble(Weighted::value));
        this.sampled = sampled;
        this.least = least;
        this.greatest = greatest;
        this.count = values.stream().mapToLong(Weighted::count).sum();
    }

    @Nullable
    Numbers numbers() {
        if (values.isEmpty()) {
            return null;
        }
        List<Double> quantiles = new ArrayList<>();
        for (double rank : RANKS) {
            quantiles.add(quantile(rank));
        }
        double first = quantiles.get(FIRST_QUARTILE);
        double third = quantiles.get(THIRD_QUARTILE);
        double reach = FENCE * (third - first);
        // Where half of all values are one and the same, any other would be an outlier.
        double low = reach > 0 ? first - reach : -Double.MAX_VALUE;
        double high = reach > 0 ? third + reach : Double.MAX_VALUE;
        List<Weighted> inside =
                values.stream().filter(each -> each.value >= low && each.value <= high).toList();
        double from = inside.get(0).value;
        double width = (inside.get(inside.size() - 1).value - from) / BINS;
        return new Numbers(
                count,
                sampled,
                quantiles,
                low,
                high,
                outliers(least, low),
                outliers(greatest, high),
                from,
                width,
                bins(inside, from, width));
    }

    private double quantile(double rank) {
        long place = Math.max(1, (long) Math.ceil(rank * count));
        long passed = 0;
        for (Weighted each : values) {
            passed += each.count;
            if (passed >= place) {
                return each.value;
            }
        }
        throw new IllegalStateException("Rank " + rank + " lies beyond " + count + " values");
    }

    private static Outliers outliers(Extremes side, double fence) {
        return new Outliers(
                side.beyond(fence),
                side.mayHoldMoreBeyond(fence),
                side.farthest(fence, EXAMPLES).stream().map(NumberSummary::text).toList());
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static List<Long> bins(List<Weighted> inside, double from, double width) {
        if (!(width > 0)) {
            return List.of();
        }
        long[] bins = new long[BINS];
        for (Weighted each : inside) {
            int bin = (int) ((each.value - from) / width);
            bins[Math.min(BINS - 1, bin)] += each.count;
        }
        List<Long> counts = new ArrayList<>();
        for (long bin : bins) {
            counts.add(bin);
        }
        return counts;
    }
}
