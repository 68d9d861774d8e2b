package io.drover.ledger;

import java.util.LinkedHashMap;
import java.util.Map;

/** What repairs since a load have made of the number of rows of its tables. Runs on: driver. */
final class Repairs {
    private static final String GROWTH =
            """
            SELECT v.target_table,
                   sum(CASE WHEN p.action = 'LOADED' AND d.kind = 'MISSING' THEN d.copies
                            WHEN p.action = 'DELETED' THEN - d.copies ELSE 0 END)
              FROM %1$s.repair p
              JOIN %1$s.run r ON r.run_id = p.run_id AND r.load_id = ?
              JOIN %1$s.reconciliation v ON v.run_id = p.run_id AND v.table_number = p.table_number
              JOIN %1$s.difference d ON d.run_id = p.run_id AND d.table_number = p.table_number
                   AND d.number = p.difference
             WHERE p.action <> 'LEFT'
             GROUP BY 1
             ORDER BY 1
            """
                    .formatted(LedgerSchema.NAME);

    private Repairs() {}

    /**
     * By how many rows each table of the target that was repaired is longer; 0: only changed rows
     * were loaded again.
     */
    static Map<String, Long> growth(Sql sql, long loadId) {
        Map<String, Long> growth = new LinkedHashMap<>();
        sql.query(
                "read what was repaired",
                GROWTH,
                row -> growth.put(row.getString(1), row.getLong(2)),
                loadId);
        return growth;
    }
}
