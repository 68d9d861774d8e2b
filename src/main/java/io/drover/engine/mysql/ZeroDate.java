package io.drover.engine.mysql;

import io.drover.dialect.wire.ValueRefused;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.TableName;
import io.drover.spec.MysqlSpec;

/** What becomes of a date of one column that no calendar has. Not thread-safe. */
final class ZeroDate {
    private final TableName table;
    private final String column;
    private final MysqlSpec.ZeroDates policy;
    private long nulled;

    ZeroDate(TableName table, String column, MysqlSpec.ZeroDates policy) {
        this.table = table;
        this.column = column;
        this.policy = policy;
    }

    /** How many became NULL. */
    long nulled() {
        return nulled;
    }

    /**
     * Returns where NULL is to be written.
     *
     * @throws ValueRefused where its row is set aside
     * @throws MigrationException where it ends the run
     */
    void met() {
        switch (policy) {
            case AS_NULL -> nulled++;
            case QUARANTINE ->
                    throw new ValueRefused(
                            "22008", "column " + column + " holds a date that is in no calendar");
            case REFUSE ->
                    throw new MigrationException(
                            ErrorKind.SOURCE,
                            "Cannot read %s: column %s holds a date that is in no calendar (0000-00-00, or a month or day of zero). Set source.mysql.zero-dates = quarantine, which sets such rows aside, or = as-null, or mend the rows."
                                    .formatted(table, column));
        }
    }
}
