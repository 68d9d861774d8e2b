package io.drover.load;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.TablePlan;

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
}
