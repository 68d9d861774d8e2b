package io.drover.report;

import java.util.List;

/**
 * What a report says first.
 *
 * @param headline two or three words: {@code "Proven equal"}
 * @param summary one line with the figures: {@code "12 tables, 1,204,331 rows on both sides"}
 * @param reasons sentences that a person who signs has to know, the gravest first
 * @param restsOn sentences: what was read and compared, when, and how
 * @param limits sentences: what the verdict does not say
 */
public record ReportVerdict(
        Kind kind,
        String headline,
        String summary,
        List<String> reasons,
        List<String> restsOn,
        List<String> limits) {
    public ReportVerdict {
        reasons = List.copyOf(reasons);
        restsOn = List.copyOf(restsOn);
        limits = List.copyOf(limits);
    }

    /** The end of the story, from the best. */
    public enum Kind {
        /** Every table of the load was read on both sides and is the same. */
        PROVEN_EQUAL,
        /** All rows have their receipts; nobody has compared both sides since. */
        LOADED,
        /** Compared, but not to the end or not everything. */
        NOT_PROVEN,
        /** The load has not ended. */
        INCOMPLETE,
        DIFFERENT,
        FAILED
    }
}
