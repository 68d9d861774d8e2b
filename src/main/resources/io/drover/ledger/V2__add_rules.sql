-- What rules did: rows set aside with every violation, duplicates and in whose favour they went, and each
-- modification counted.

ALTER TABLE quarantine
    ALTER COLUMN wire_form DROP NOT NULL,
    ALTER COLUMN wire_row DROP NOT NULL,
    ADD COLUMN source_place text,
    ADD COLUMN source_key   jsonb,
    ADD COLUMN source_row   jsonb,
    ADD COLUMN violations   jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN state        text  NOT NULL DEFAULT 'HELD' CHECK (state IN ('HELD', 'LOADED', 'LEFT_OUT', 'GONE')),
    ADD COLUMN settled_run  bigint REFERENCES run,
    ADD COLUMN settled_at   timestamptz;
COMMENT ON TABLE  quarantine IS 'Rows that were set aside, whole: those that violate a rule, and those that the target refused.';
COMMENT ON COLUMN quarantine.wire_row     IS 'As the target refused it; NULL for a row that violates a rule.';
COMMENT ON COLUMN quarantine.source_place IS 'The source row''s ctid under the snapshot of the receipt''s epoch.';
COMMENT ON COLUMN quarantine.source_key   IS 'Key columns and their values; NULL where the table has no key.';
COMMENT ON COLUMN quarantine.source_row   IS 'The source''s row as it was read; columns that the spec masks are left out.';
COMMENT ON COLUMN quarantine.violations   IS 'All of them: [{"step": 3, "rule": "required", "column": "name", "message": "…"}]; step -1: the value itself.';
COMMENT ON COLUMN quarantine.reason       IS 'The first violation, or the target''s own message.';
COMMENT ON COLUMN quarantine.reason_state IS 'SQLSTATE, or RULE.';
COMMENT ON COLUMN quarantine.state        IS 'HELD until `quarantine retry` has loaded it, found that a filter leaves it out, or found it gone from the source.';

CREATE TABLE deduplicated (
    load_id       bigint NOT NULL,
    table_number  int    NOT NULL,
    generation    int    NOT NULL,
    chunk_number  int    NOT NULL,
    source_place  text   NOT NULL,
    kept_place    text   NOT NULL,
    source_row    jsonb,
    kept_row      jsonb,
    PRIMARY KEY (load_id, table_number, generation, source_place),
    FOREIGN KEY (load_id, table_number) REFERENCES table_load
);
COMMENT ON TABLE  deduplicated IS 'Rows that were dropped as duplicates, each with the row in whose favour.';
COMMENT ON COLUMN deduplicated.source_place IS 'ctid of the dropped row under the snapshot of the receipt''s epoch.';
COMMENT ON COLUMN deduplicated.kept_row     IS 'The row that was kept in its stead.';

CREATE TABLE rule (
    load_id       bigint NOT NULL,
    table_number  int    NOT NULL,
    step_number   int    NOT NULL,
    kind          text   NOT NULL,
    rule          text   NOT NULL,
    column_name   text   NOT NULL,
    description   text   NOT NULL,
    PRIMARY KEY (load_id, table_number, step_number),
    FOREIGN KEY (load_id, table_number) REFERENCES table_load
);
COMMENT ON TABLE rule IS 'The rules of a load, as its plan has them.';

CREATE TABLE rule_count (
    load_id       bigint NOT NULL,
    table_number  int    NOT NULL,
    generation    int    NOT NULL,
    chunk_number  int    NOT NULL,
    step_number   int    NOT NULL,
    modified_rows bigint NOT NULL DEFAULT 0,
    left_out_rows bigint NOT NULL DEFAULT 0,
    violated_rows bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (load_id, table_number, generation, chunk_number, step_number),
    FOREIGN KEY (load_id, table_number) REFERENCES table_load
);
COMMENT ON TABLE  rule_count IS 'What each rule did to the rows of a chunk; written with the chunk''s receipt.';
COMMENT ON COLUMN rule_count.modified_rows IS 'Rows that were loaded with a value that the rule changed.';
COMMENT ON COLUMN rule_count.left_out_rows IS 'Rows that a filter left out, or a deduplication dropped.';
COMMENT ON COLUMN rule_count.violated_rows IS 'Rows set aside that violate it, perhaps among others. Step -1: a value that cannot be decoded.';

CREATE VIEW migration_log AS
    SELECT load_id, table_number, step_number, t.source_table, t.target_table, r.kind, r.rule, r.column_name,
           r.description, coalesce(sum(c.modified_rows), 0) AS modified_rows,
           coalesce(sum(c.left_out_rows), 0) AS left_out_rows, coalesce(sum(c.violated_rows), 0) AS violated_rows
      FROM rule r
      JOIN table_load t USING (load_id, table_number)
      LEFT JOIN rule_count c USING (load_id, table_number, generation, step_number)
     GROUP BY load_id, table_number, step_number, t.source_table, t.target_table, r.kind, r.rule, r.column_name, r.description;
COMMENT ON VIEW migration_log IS 'Every modification, by rule and table.';

CREATE TABLE row_log (
    load_id       bigint NOT NULL,
    table_number  int    NOT NULL,
    generation    int    NOT NULL,
    chunk_number  int    NOT NULL,
    source_place  text   NOT NULL,
    status        text   NOT NULL CHECK (status IN ('LOADED', 'FILTERED', 'DEDUPLICATED', 'QUARANTINED')),
    source_row    jsonb,
    target_row    jsonb,
    error         text,
    FOREIGN KEY (load_id, table_number) REFERENCES table_load
);
COMMENT ON TABLE  row_log IS 'The first rows of a chunk one by one, where the spec asks for it (log-rows).';
COMMENT ON COLUMN row_log.target_row IS 'The values that rules made, before the target took them.';

CREATE TABLE source_read (
    load_id       bigint NOT NULL,
    table_number  int    NOT NULL,
    generation    int    NOT NULL,
    run_id        bigint NOT NULL REFERENCES run,
    chunk_number  int    NOT NULL,
    read_rows     bigint NOT NULL,
    PRIMARY KEY (load_id, table_number, generation, run_id, chunk_number),
    FOREIGN KEY (load_id, table_number) REFERENCES table_load
);
COMMENT ON TABLE  source_read IS 'How many rows the source sent for each of its chunks, where a shuffle makes other chunks of them: the sum must be that of the receipts.';

CREATE TABLE id_map (
    migration  text   NOT NULL,
    map        text   NOT NULL,
    old_key    text   NOT NULL,
    new_key    bigint NOT NULL,
    PRIMARY KEY (migration, map, old_key),
    UNIQUE (migration, map, new_key)
);
COMMENT ON TABLE  id_map IS 'Old keys and the numbers that were made for them; once made they stay, also for later loads.';
COMMENT ON COLUMN id_map.old_key IS 'The key''s text; of several columns a JSON array of their texts.';
