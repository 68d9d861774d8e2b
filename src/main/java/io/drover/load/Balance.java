package io.drover.load;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.ledger.Receipts.Counts;
import io.drover.model.TablePlan;
import java.util.Map;

/** The equation of a chunk: what one side says it sent is what went by and what the other took. */
final class Balance {
    private Balance() {}

    static void check(TablePlan table, int chunk, long sent, long seen, long copied, long placed) {
        if (sent != seen || seen != copied || copied != placed) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    ("Cannot load chunk %d of %s: the source says it sent %d rows, %d went by, the target says it"
                                    + " took %d and placed %d. Nothing of the chunk was committed; this is a defect"
                                    + " of Drover or of a server, please report it.")
                            .formatted(chunk, table.target(), sent, seen, copied, placed));
        }
    }

    /** Rows whose chunk is known by its rules only: each that came out of them has one fate. */
    static void checkFates(TablePlan table, int chunk, Counts counts) {
        long fated =
                counts.loaded().rows()
                        + counts.filtered()
                        + counts.deduplicated()
                        + counts.quarantined();
        if (fated != counts.read()) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    ("Cannot load chunk %d of %s: %d rows came out of its rules, and %d were loaded, %d filtered,"
                                    + " %d deduplicated and %d quarantined. Nothing of the chunk was committed; this is a"
                                    + " defect of Drover, please report it.")
                            .formatted(
                                    chunk,
                                    table.target(),
                                    counts.read(),
                                    counts.loaded().rows(),
                                    counts.filtered(),
                                    counts.deduplicated(),
                                    counts.quarantined()));
        }
    }

    /** The same, and the source sent as many. */
    static void checkFates(
            TablePlan table, int chunk, Counts counts, Map<Integer, Long> sentByChunk) {
        Long sent = sentByChunk.get(chunk);
        if (sent == null || sent != counts.read()) {
            throw new MigrationException(
                    ErrorKind.CONSISTENCY,
                    ("Cannot load chunk %d of %s: the source sent %s rows and %d came out of its rules: %s."
                                    + " Nothing of the chunk was committed; look for a lookup with duplicate keys or a"
                                    + " rule that leaves rows out, and report it if there is none.")
                            .formatted(
                                    chunk,
                                    table.target(),
                                    sent == null ? "an unknown number of" : sent,
                                    counts.read(),
                                    sent == null || sent > counts.read()
                                            ? "a rule lost rows"
                                            : "a rule doubled rows"));
        }
        checkFates(table, chunk, counts);
    }
}
