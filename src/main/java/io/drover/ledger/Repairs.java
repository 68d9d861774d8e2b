package io.drover.ledger;

import java.util.LinkedHashMap;
import java.util.Map;

/** What was repaired of the tables of a load since. Runs on: driver. */
final class Repairs {
    private static final String REPAIRED =
            """
            SELECT v.target_table, count(*)
              FROM %1$s.repair p
              JOIN %1$s.run r ON r.run_id = p.run_id AND r.load_id = ?
              JOIN %1$s.reconciliation v ON v.run_id = p.run_id AND v.table_number = p.table_number
             WHERE p.action <> 'LEFT'
             GROUP BY 1
             ORDER BY 1
            """
                    .formatted(LedgerSchema.NAME);

    private Repairs() {}

    /** How many rows of each table of the target were loaded again or deleted. */
    static Map<String, Long> counts(Sql sql, long loadId) {
        Map<String, Long> counts = new LinkedHashMap<>();
        sql.query(
                "read what was repaired",
                REPAIRED,
                row -> counts.put(row.getString(1), row.getLong(2)),
                loadId);
        return counts;
    }
}
