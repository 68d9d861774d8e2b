package io.drover.spec;

import java.io.Serializable;
import java.util.List;

/**
 * How rows stand in files of format csv and tsv.
 *
 * @param header whether the first row of each file names the columns
 * @param delimiter between fields, an ASCII character
 * @param quote around fields, an ASCII character; {@link #NONE}: no character quotes
 * @param escape before a quote inside quotes; the quote itself: quotes are doubled
 * @param nulls texts that mean NULL where they are not quoted
 * @param shortRows what becomes of rows with fewer fields than there are columns
 */
public record CsvSpec(
        boolean header,
        int delimiter,
        int quote,
        int escape,
        List<String> nulls,
        ShortRows shortRows)
        implements Serializable {
    /** In place of a character: there is none. */
    public static final int NONE = -1;

    public CsvSpec {
        nulls = List.copyOf(nulls);
    }

    /** What becomes of rows that lack fields at their end. */
    public enum ShortRows {
        /** They are set aside with the number of their line. */
        QUARANTINE,
        /** The fields that lack are NULL. */
        FILL
    }
}
