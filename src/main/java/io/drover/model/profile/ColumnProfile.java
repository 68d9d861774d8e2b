package io.drover.model.profile;

import io.drover.model.Nullable;
import java.io.Serializable;
import java.util.List;

/**
 * What is in one column. Texts are cut to {@link #SHOWN_CHARACTERS}; of a masked column no value is
 * shown at all.
 *
 * @param type the source's own name of it
 * @param masked whether a rule masks it on its way: only counts are given then
 * @param nulls rows without a value
 * @param empty values that are the empty text
 * @param blank values that are not empty and hold white space only
 * @param min by value for numbers and dates, by code points for the rest; null where there is none,
 *     or the type has no order
 * @param characters null where there is no value
 * @param bytes of the value in UTF-8, or of the binary value itself; null likewise
 * @param patterns the commonest, letters as {@code a} and {@code A}, digits as {@code 9}, runs of
 *     more than four as {@code a+}; empty for numbers, dates and masked columns
 * @param frequent the commonest values; of a column without repetitions empty
 * @param numbers null where the column has no numbers, or is masked
 * @param troubles what deserves a look, in the order of their kinds
 */
public record ColumnProfile(
        String name,
        String type,
        boolean masked,
        long nulls,
        long empty,
        long blank,
        Distinct distinct,
        @Nullable String min,
        @Nullable String max,
        @Nullable Lengths characters,
        @Nullable Lengths bytes,
        Shares patterns,
        Shares frequent,
        @Nullable Numbers numbers,
        List<Trouble> troubles)
        implements Serializable {
    /** What is shown of a longer value. */
    public static final int SHOWN_CHARACTERS = 120;

    public ColumnProfile {
        troubles = List.copyOf(troubles);
    }

    /**
     * How many different values.
     *
     * @param exact whether it was counted; else it is the estimate of a HyperLogLog sketch
     * @param low with 95 % confidence; equals {@code count} where exact
     * @param high likewise
     */
    public record Distinct(long count, boolean exact, long low, long high)
            implements Serializable {}

    /** Of the values that are not NULL. */
    public record Lengths(long min, double average, long max) implements Serializable {}

    /**
     * The commonest of something.
     *
     * @param ofRows how many values with a value were looked at
     * @param sampled whether that is a sample of the rows read; the shares are then estimates
     * @param top the commonest first, ties by text
     */
    public record Shares(long ofRows, boolean sampled, List<Share> top) implements Serializable {
        public static final Shares NONE = new Shares(0, false, List.of());

        public Shares {
            top = List.copyOf(top);
        }
    }

    /** One of them; {@code rows} are those looked at. */
    public record Share(String text, long rows, double share) implements Serializable {}

    /**
     * How numbers lie.
     *
     * @param ofRows how many values the quantiles and the bins are made of
     * @param sampled whether that is a sample of the rows read
     * @param quantiles at 1, 5, 25, 50, 75, 95 and 99 %
     * @param low values below it are outliers: three times the distance of the quartiles below the
     *     first
     * @param high likewise above the third
     * @param binFrom where the first bin begins
     * @param binWidth 0 where all values are equal
     * @param bins values that lie within, the outliers left out
     */
    public record Numbers(
            long ofRows,
            boolean sampled,
            List<Double> quantiles,
            double low,
            double high,
            Outliers below,
            Outliers above,
            double binFrom,
            double binWidth,
            List<Long> bins)
            implements Serializable {
        public Numbers {
            quantiles = List.copyOf(quantiles);
            bins = List.copyOf(bins);
        }
    }

    /**
     * Values far off on one side.
     *
     * @param rows counted over all rows read
     * @param atLeast whether there may be more
     * @param examples the farthest first
     */
    public record Outliers(long rows, boolean atLeast, List<String> examples)
            implements Serializable {
        public Outliers {
            examples = List.copyOf(examples);
        }
    }
}
