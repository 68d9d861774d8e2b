-- What a reconciliation says beyond equal or not: where and how it was made, known reasons, what was
-- already read when it was killed, and what was mended.

ALTER TABLE reconciliation
    ADD COLUMN computed text  NOT NULL DEFAULT '',
    ADD COLUMN notes    jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN reasons  jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN shown    jsonb;
COMMENT ON COLUMN reconciliation.levels   IS 'The verdict of each level with its detail and the figures it compared.';
COMMENT ON COLUMN reconciliation.computed IS 'Where the digests were made, and why there.';
COMMENT ON COLUMN reconciliation.notes    IS 'Each choice that makes the proof say less: columns left out, tolerances, conversions.';
COMMENT ON COLUMN reconciliation.reasons  IS 'Known reasons of changed rows: [{"column": "name", "reason": "truncation at 50", "rows": 1204}].';

COMMENT ON COLUMN reconciliation.shown    IS 'The first differences by the text of their keys, rows as [column, text] pairs; NULL before this version: then those with the lowest numbers.';

-- Tasks write differences before the verdict on their table is known.
ALTER TABLE difference
    DROP CONSTRAINT difference_run_id_table_number_fkey,
    ADD COLUMN reasons jsonb NOT NULL DEFAULT '{}';
COMMENT ON TABLE  difference IS 'Every row that differs, up to reconcile.max-differences a table. They count where reconciliation has the verdict on their table: those of a run that was killed are deleted by the next one.';
COMMENT ON COLUMN difference.number  IS 'number >> 40 is the partition of the task that wrote it. No order of people.';
COMMENT ON COLUMN difference.reasons IS 'Of changed columns: the known reason that alone explains the change.';
COMMENT ON COLUMN difference.source_row IS 'Columns and their text; of a changed row the key and what changed; NULL for an extra row.';

CREATE TABLE reconciliation_run (
    run_id        bigint PRIMARY KEY REFERENCES run,
    levels        jsonb  NOT NULL,
    source_snapshot jsonb,
    target_snapshot jsonb
);
COMMENT ON TABLE  reconciliation_run IS 'What a reconciliation found out that is about no single table: definitions of others, queries.';
COMMENT ON COLUMN reconciliation_run.source_snapshot IS 'What the source was read under: name, what is visible in it, server, log position. So is target_snapshot.';
COMMENT ON COLUMN reconciliation_run.levels IS 'As in reconciliation.';

CREATE TABLE reconciliation_part (
    run_id        bigint NOT NULL REFERENCES run,
    source_table  text   NOT NULL,
    target_table  text   NOT NULL,
    side          text   NOT NULL CHECK (side IN ('SOURCE', 'TARGET')),
    relation      text   NOT NULL,
    relation_file bigint NOT NULL,
    predicate     text   NOT NULL,
    compared      text   NOT NULL,
    visible       text   NOT NULL,
    server        text   NOT NULL,
    row_count     bigint NOT NULL,
    sums          bytea  NOT NULL,
    read_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (run_id, side, source_table, target_table, relation, predicate)
);
COMMENT ON TABLE  reconciliation_part IS 'What a reconciliation has read, so that the next one goes on when it is killed; deleted when it has ended.';
COMMENT ON COLUMN reconciliation_part.compared IS 'Digest of what is compared of a row and of the number of buckets: other sums do not add up.';
COMMENT ON COLUMN reconciliation_part.visible  IS 'pg_current_snapshot() that it was read under: it counts only while no row of it was written since.';
COMMENT ON COLUMN reconciliation_part.sums     IS 'Rows, high and low halves of each bucket that has rows.';

CREATE TABLE repair (
    run_id        bigint NOT NULL REFERENCES run,
    table_number  int    NOT NULL,
    difference    bigint NOT NULL,
    action        text   NOT NULL CHECK (action IN ('LOADED', 'DELETED', 'LEFT')),
    reason        text   NOT NULL DEFAULT '',
    repaired_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (run_id, table_number, difference)
);
COMMENT ON TABLE  repair IS 'What reconcile --repair did about each difference of its run; written with the change itself.';
COMMENT ON COLUMN repair.action IS 'LOADED: its row was loaded again through the rules. DELETED: an extra row was deleted. LEFT: as it was, with the reason.';
