package io.drover.ledger;

/** The text of the ledger's questions. A receipt counts when its generation is its table's. */
final class LedgerSql {
    private LedgerSql() {}

    static final String LOAD =
            """
            SELECT load_id, state, spec_digest, plan_digest, created_at, completed_at, released_at,
                   plan::jsonb ->> 'sourceVersion' AS source_version,
                   plan::jsonb ->> 'targetVersion' AS target_version,
                   plan::jsonb ->> 'consistency'   AS consistency
            FROM {ledger}.migration_load
            """;

    static final String WARNINGS =
            """
            SELECT warning ->> 'kind' AS kind, warning ->> 'object' AS object,
                   warning ->> 'text' AS text, warning ->> 'hint' AS hint
            FROM {ledger}.migration_load,
                 jsonb_array_elements(coalesce(plan::jsonb -> 'warnings', '[]'))
                     WITH ORDINALITY AS listed (warning, position)
            WHERE load_id = ?
            ORDER BY position
            """;

    /** The time with a chunk in flight is the length of the union of the chunks' intervals. */
    static final String TABLES =
            """
            WITH counted AS (
                SELECT r.* FROM {ledger}.receipt r JOIN {ledger}.table_load t
                    USING (load_id, table_number, generation)
                WHERE r.load_id = ?),
            sums AS (
                SELECT table_number, count(*) AS chunks_done, sum(read_rows) AS read_rows,
                       sum(loaded_rows) AS loaded_rows, sum(filtered_rows) AS filtered_rows,
                       sum(deduplicated_rows) AS deduplicated_rows,
                       sum(quarantined_rows) AS quarantined_rows, sum(wire_bytes) AS wire_bytes
                FROM counted GROUP BY table_number),
            reach AS (
                SELECT table_number, started_at, finished_at,
                       max(finished_at) OVER (PARTITION BY table_number ORDER BY started_at, chunk_number
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
                FROM counted),
            busy AS (
                SELECT table_number, sum(greatest(0, extract(epoch FROM
                           finished_at - greatest(started_at, coalesce(reached, started_at))))) AS seconds
                FROM reach GROUP BY table_number)
            SELECT t.*, coalesce(s.chunks_done, 0) AS chunks_done, coalesce(read_rows, 0) AS read_rows,
                   coalesce(loaded_rows, 0) AS loaded_rows, coalesce(filtered_rows, 0) AS filtered_rows,
                   coalesce(deduplicated_rows, 0) AS deduplicated_rows,
                   coalesce(quarantined_rows, 0) AS quarantined_rows,
                   coalesce(wire_bytes, 0) AS wire_bytes, coalesce(b.seconds, 0) AS seconds
            FROM {ledger}.table_load t
            LEFT JOIN sums s USING (table_number)
            LEFT JOIN busy b USING (table_number)
            WHERE t.load_id = ?
            ORDER BY table_number
            """;

    static final String MIGRATION_LOG =
            """
            SELECT table_number, source_table, target_table, step_number, kind, rule, column_name,
                   description, modified_rows, left_out_rows, violated_rows
            FROM {ledger}.migration_log WHERE load_id = ?
            ORDER BY table_number, step_number
            """;

    static final String EPOCHS =
            """
            SELECT e.*, count(r.epoch_id) AS chunks, coalesce(sum(r.read_rows), 0) AS rows
            FROM {ledger}.epoch e
            LEFT JOIN ({ledger}.receipt r JOIN {ledger}.table_load t
                USING (load_id, table_number, generation)) ON r.epoch_id = e.epoch_id
            WHERE e.load_id = ?
            GROUP BY e.epoch_id
            ORDER BY e.epoch_id
            """;

    static final String DDL =
            """
            SELECT phase, count(*) AS steps, sum(millis) AS millis
            FROM {ledger}.ddl_step WHERE load_id = ?
            GROUP BY phase ORDER BY min(step_number)
            """;

    /**
     * Messages of the classes 22 and 23, and of rules, can quote values; only the part that names a
     * column and a constraint, or the first rule and its column, is taken.
     */
    static final String QUARANTINE =
            """
            SELECT q.table_number, t.source_table, q.committed, q.reason_state,
                   coalesce(
                       CASE WHEN q.reason_state = 'RULE' THEN
                           btrim(concat(q.violations -> 0 ->> 'rule', ' ', q.violations -> 0 ->> 'column')) END,
                       substring(q.reason FROM
                       '((?:null value in column "[^"]*" of relation "[^"]*" )?violates [-a-z ]+ constraint(?: "[^"]*")?)'),
                       '') AS reason,
                   count(*) AS rows
            FROM {ledger}.quarantine q
            JOIN {ledger}.table_load t USING (load_id, table_number, generation)
            WHERE q.load_id = ? AND q.state = 'HELD'
            GROUP BY 1, 2, 3, 4, 5
            ORDER BY 1, 3 DESC, 6 DESC, 4, 5
            LIMIT ?
            """;

    static final String FAILURES =
            """
            SELECT a.table_number, t.source_table, a.kind, left(a.message, 1000) AS message,
                   count(*) AS attempts, count(DISTINCT a.chunk_number) AS chunks,
                   max(a.failed_at) AS last_at
            FROM {ledger}.attempt a JOIN {ledger}.table_load t USING (load_id, table_number)
            WHERE a.load_id = ?
            GROUP BY 1, 2, 3, 4
            ORDER BY 7 DESC, 1, 4
            LIMIT ?
            """;

    /**
     * Done and left are compared in the plan's estimates, so their unit does not matter. Receipts
     * are summed before they are joined: without statistics the server would pair each of them with
     * each table.
     */
    static final String PACE =
            """
            WITH summed AS (
                SELECT table_number, generation, run_id, count(*) AS chunks, sum(read_rows) AS rows,
                       sum(wire_bytes) AS bytes, min(started_at) AS began, max(finished_at) AS ended
                FROM {ledger}.receipt WHERE load_id = ? GROUP BY 1, 2, 3),
            last_run AS (SELECT max(run_id) AS run_id FROM summed),
            weights AS (
                SELECT table_number, generation, chunks,
                       greatest(estimated_bytes, estimated_rows, 1)::float8 / greatest(chunks, 1) AS weight
                FROM {ledger}.table_load WHERE load_id = ?),
            counted AS (
                SELECT s.*, w.weight * s.chunks AS done, s.run_id = l.run_id AS recent
                FROM summed s JOIN weights w USING (table_number, generation) CROSS JOIN last_run l),
            measured AS (
                SELECT max(run_id) FILTER (WHERE recent) AS run_id,
                       extract(epoch FROM max(ended) FILTER (WHERE recent)
                           - min(began) FILTER (WHERE recent)) AS seconds,
                       sum(rows) FILTER (WHERE recent) AS rows,
                       sum(bytes) FILTER (WHERE recent) AS bytes,
                       sum(done) FILTER (WHERE recent) AS recent_done,
                       sum(done) AS all_done,
                       max(ended) AS last_receipt_at,
                       extract(epoch FROM clock_timestamp() - max(ended)) AS since_last
                FROM counted)
            SELECT m.*, greatest(0, (SELECT sum(weight * chunks) FROM weights) - all_done)
                       * seconds / nullif(recent_done, 0) AS seconds_left
            FROM measured m WHERE run_id IS NOT NULL
            """;

    static final String RECONCILIATION_RUN =
            """
            SELECT r.* FROM {ledger}.run r
            LEFT JOIN {ledger}.run own ON own.run_id = ?
            LEFT JOIN {ledger}.migration_load l ON l.load_id = ?
            WHERE r.migration = ?
              AND EXISTS (SELECT FROM {ledger}.reconciliation v WHERE v.run_id = r.run_id)
              AND (r.run_id = own.run_id
                   OR (own.command <> 'reconcile' AND l.completed_at <= r.started_at))
            ORDER BY r.run_id = own.run_id DESC, r.run_id DESC
            LIMIT 1
            """;
}
