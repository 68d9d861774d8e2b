package io.drover.load;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.ledger.LedgerSchema;
import io.drover.ledger.TableProgress;
import io.drover.model.TableName;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The limit on the share of a table's rows that may be set aside.
 *
 * <p>It is judged once, when all of the table's chunks have their receipts and before the table
 * counts as loaded: a share of the rows read so far would depend on which chunks came first, and so
 * would the outcome. The count has a limit of its own, which stops early.
 */
public final class QuarantineShare {
    private QuarantineShare() {}

    /**
     * Refuses a table of which too much was set aside. Its rows stay where they are, and no name is
     * swapped: with the limit raised the same command goes on from here.
     *
     * @param maxShare of the rows read, from 0 to 1; 1 allows all
     * @throws MigrationException QUARANTINE_LIMIT
     */
    public static void check(TableName target, TableProgress loaded, double maxShare) {
        // Exact: a share of 0.01 of 1000 rows is 10 rows and not 9.
        BigDecimal allowed =
                new BigDecimal(Double.toString(maxShare))
                        .multiply(BigDecimal.valueOf(loaded.read()))
                        .setScale(0, RoundingMode.FLOOR);
        if (BigDecimal.valueOf(loaded.quarantined()).compareTo(allowed) > 0) {
            throw new MigrationException(
                    ErrorKind.QUARANTINE_LIMIT,
                    ("Cannot take %s as loaded: of %d rows read %d were set aside and quarantine.max-share is %s,"
                                    + " which allows %s. Look at %s.quarantine, mend the rows or the rules and begin"
                                    + " the table again, or raise the limit; the same command goes on.")
                            .formatted(
                                    target,
                                    loaded.read(),
                                    loaded.quarantined(),
                                    new BigDecimal(Double.toString(maxShare)).toPlainString(),
                                    allowed.toPlainString(),
                                    LedgerSchema.NAME));
        }
    }
}
