-- The ledger: what happened, and what must happen next. Lives in the schema that ${schema} names.
-- Every instant is UTC. Nothing here is ever updated except the states and counts that say so.

CREATE TABLE migration_load (
    load_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    migration     text        NOT NULL,
    state         text        NOT NULL CHECK (state IN ('LOADING', 'COMPLETE', 'RELEASED', 'ABANDONED')),
    spec_digest   text        NOT NULL,
    spec          jsonb       NOT NULL,
    plan          text        NOT NULL,
    plan_digest   text        NOT NULL,
    owner_run     bigint,
    created_at    timestamptz NOT NULL DEFAULT now(),
    completed_at  timestamptz,
    released_at   timestamptz
);
COMMENT ON TABLE  migration_load IS 'One way of a migration from its plan to its swap; a run goes on with the load that is LOADING.';
COMMENT ON COLUMN migration_load.migration   IS 'The spec''s name.';
COMMENT ON COLUMN migration_load.state       IS 'LOADING until the swap; COMPLETE after it; RELEASED when the replaced tables were dropped; ABANDONED by migrate --restart.';
COMMENT ON COLUMN migration_load.spec_digest IS 'SHA-256 of what of the spec decides the target''s rows; a run under another digest is refused.';
COMMENT ON COLUMN migration_load.spec        IS 'That part of the spec, without secrets, so that a refusal can name what changed.';
COMMENT ON COLUMN migration_load.plan        IS 'The plan as JSON, byte for byte; what a resumed run obeys.';
COMMENT ON COLUMN migration_load.owner_run   IS 'The one run that may claim chunks; a task of any other is fenced off.';
COMMENT ON COLUMN migration_load.plan_digest IS 'SHA-256 of it.';
CREATE UNIQUE INDEX one_open_load ON migration_load (migration) WHERE state = 'LOADING';

CREATE TABLE run (
    run_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    migration     text        NOT NULL,
    load_id       bigint      REFERENCES migration_load,
    command       text        NOT NULL,
    code_version  text        NOT NULL,
    spark_version text,
    operator      text        NOT NULL,
    host          text        NOT NULL,
    application   text,
    settings      jsonb       NOT NULL DEFAULT '{}',
    started_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at      timestamptz,
    outcome       text        CHECK (outcome IN ('DONE', 'FAILED', 'DIFFERENT', 'NOTHING_TO_DO')),
    exit_code     int,
    message       text
);
COMMENT ON TABLE  run IS 'One invocation of a command that writes to the ledger.';
COMMENT ON COLUMN run.load_id     IS 'The load it worked on; NULL for a reconciliation of tables that Drover did not load.';
COMMENT ON COLUMN run.application IS 'Spark''s application id.';
COMMENT ON COLUMN run.settings    IS 'Cores, connection limits, read paths and the like, for the report.';
COMMENT ON COLUMN run.ended_at    IS 'NULL while it runs, and for ever when it was killed.';
COMMENT ON COLUMN run.message     IS 'The error as the operator saw it.';

CREATE TABLE epoch (
    epoch_id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    load_id          bigint      NOT NULL REFERENCES migration_load,
    run_id           bigint      NOT NULL REFERENCES run,
    snapshot_name    text        NOT NULL,
    visible          text        NOT NULL,
    source_server    text        NOT NULL,
    wal_position     text,
    opened_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    held_elsewhere   boolean     NOT NULL
);
COMMENT ON TABLE  epoch IS 'A snapshot of the source that chunks were read under.';
COMMENT ON COLUMN epoch.snapshot_name  IS 'As pg_export_snapshot() gave it.';
COMMENT ON COLUMN epoch.visible        IS 'pg_current_snapshot() in it: two epochs with the same text see the same rows.';
COMMENT ON COLUMN epoch.source_server  IS 'System identifier, timeline and start time of the source: transaction numbers mean nothing elsewhere.';
COMMENT ON COLUMN epoch.wal_position   IS 'Where the source''s log stood when it was opened: a catch-up can begin here.';
COMMENT ON COLUMN epoch.held_elsewhere IS 'Whether another session than the driver''s holds it open.';

CREATE TABLE table_load (
    load_id       bigint      NOT NULL REFERENCES migration_load,
    table_number  int         NOT NULL,
    source_table  text        NOT NULL,
    target_table  text        NOT NULL,
    generation    int         NOT NULL DEFAULT 0,
    state         text        NOT NULL CHECK (state IN ('PENDING', 'LOADING', 'LOADED', 'SWAPPED', 'FAILED')),
    chunks        int         NOT NULL,
    estimated_rows  bigint    NOT NULL,
    estimated_bytes bigint    NOT NULL,
    relation_file bigint,
    resume_note   text,
    started_at    timestamptz,
    loaded_at     timestamptz,
    PRIMARY KEY (load_id, table_number)
);
COMMENT ON TABLE  table_load IS 'The state of each table of a load.';
COMMENT ON COLUMN table_load.generation  IS 'Grows when the table is read again from its start; receipts of older generations count no more.';
COMMENT ON COLUMN table_load.state       IS 'LOADED: every chunk has its receipt and the balance closes; indexes may still be missing (see ddl_step).';
COMMENT ON COLUMN table_load.relation_file IS 'pg_relation_filenode() of the source when this generation began: block ranges mean nothing in another file.';
COMMENT ON COLUMN table_load.resume_note IS 'Why the last resume went on with this table or began it again.';

CREATE TABLE receipt (
    load_id          bigint      NOT NULL,
    table_number     int         NOT NULL,
    generation       int         NOT NULL,
    chunk_number     int         NOT NULL,
    epoch_id         bigint      NOT NULL REFERENCES epoch,
    run_id           bigint      NOT NULL REFERENCES run,
    attempt          text        NOT NULL,
    read_rows        bigint      NOT NULL DEFAULT 0,
    loaded_rows      bigint      NOT NULL DEFAULT 0,
    filtered_rows    bigint      NOT NULL DEFAULT 0,
    deduplicated_rows bigint     NOT NULL DEFAULT 0,
    quarantined_rows bigint      NOT NULL DEFAULT 0,
    wire_bytes       bigint      NOT NULL DEFAULT 0,
    digest           text,
    started_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at      timestamptz,
    PRIMARY KEY (load_id, table_number, generation, chunk_number),
    FOREIGN KEY (load_id, table_number) REFERENCES table_load,
    CHECK (finished_at IS NULL OR read_rows = loaded_rows + filtered_rows + deduplicated_rows + quarantined_rows)
);
COMMENT ON TABLE  receipt IS 'Proof that the rows of a chunk are in the target: written in the transaction that loaded them.';
COMMENT ON COLUMN receipt.attempt     IS 'Spark stage, partition and attempt, and the executor''s host.';
COMMENT ON COLUMN receipt.digest      IS 'Set digest of the wire rows that were sent, 32 hexadecimal digits.';
COMMENT ON COLUMN receipt.finished_at IS 'Never NULL in a committed receipt.';

CREATE TABLE attempt (
    load_id       bigint      NOT NULL,
    table_number  int         NOT NULL,
    chunk_number  int         NOT NULL,
    run_id        bigint      NOT NULL REFERENCES run,
    attempt       text        NOT NULL,
    failed_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    kind          text        NOT NULL,
    message       text        NOT NULL,
    FOREIGN KEY (load_id, table_number) REFERENCES table_load
);
COMMENT ON TABLE attempt IS 'Attempts at a chunk that failed, with the error as the operator would see it.';

CREATE TABLE quarantine (
    quarantine_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    load_id       bigint      NOT NULL,
    table_number  int         NOT NULL,
    generation    int         NOT NULL,
    chunk_number  int         NOT NULL,
    run_id        bigint      NOT NULL REFERENCES run,
    committed     boolean     NOT NULL,
    row_number    bigint      NOT NULL,
    wire_form     text        NOT NULL CHECK (wire_form IN ('BINARY', 'TEXT')),
    wire_row      bytea       NOT NULL,
    reason_state  text        NOT NULL,
    reason        text        NOT NULL,
    set_aside_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (load_id, table_number, generation, chunk_number, run_id, row_number),
    FOREIGN KEY (load_id, table_number) REFERENCES table_load
);
COMMENT ON TABLE  quarantine IS 'Rows that the target refused, whole, with the target''s own message.';
COMMENT ON COLUMN quarantine.committed    IS 'True: its chunk is loaded without it. False: the limit was passed and the chunk was rolled back; the row is kept as evidence.';
COMMENT ON COLUMN quarantine.row_number   IS 'Position in the chunk, from 1.';
COMMENT ON COLUMN quarantine.reason_state IS 'SQLSTATE.';

CREATE TABLE ddl_step (
    load_id      bigint      NOT NULL REFERENCES migration_load,
    step_number  int         NOT NULL,
    phase        text        NOT NULL,
    object       text        NOT NULL,
    done_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    millis       bigint      NOT NULL,
    PRIMARY KEY (load_id, step_number)
);
COMMENT ON TABLE ddl_step IS 'Steps of DDL that took effect: written in the step''s own transaction.';

CREATE TABLE reconciliation (
    run_id         bigint      NOT NULL REFERENCES run,
    table_number   int         NOT NULL,
    source_table   text        NOT NULL,
    target_table   text        NOT NULL,
    verdict        text        NOT NULL CHECK (verdict IN ('EQUAL', 'DIFFERENT', 'NOT_PROVEN')),
    equality       text        NOT NULL,
    source_rows    bigint,
    target_rows    bigint,
    source_digest  text,
    target_digest  text,
    missing_rows   bigint      NOT NULL,
    extra_rows     bigint      NOT NULL,
    changed_rows   bigint      NOT NULL,
    duplicated_rows bigint     NOT NULL,
    levels         jsonb       NOT NULL,
    seconds        double precision NOT NULL,
    PRIMARY KEY (run_id, table_number)
);
COMMENT ON TABLE  reconciliation IS 'The verdict on each table of a reconciliation.';
COMMENT ON COLUMN reconciliation.equality IS 'Which equality was used: the digest''s name and version, and the form that was hashed.';
COMMENT ON COLUMN reconciliation.levels   IS 'The verdict of each level with its detail: schema, counts, digests.';

CREATE TABLE difference (
    run_id         bigint NOT NULL,
    table_number   int    NOT NULL,
    number         bigint NOT NULL,
    kind           text   NOT NULL CHECK (kind IN ('MISSING', 'EXTRA', 'CHANGED', 'DUPLICATED')),
    key            jsonb  NOT NULL,
    changed_columns text[] NOT NULL,
    source_row     jsonb,
    target_row     jsonb,
    copies         bigint NOT NULL,
    PRIMARY KEY (run_id, table_number, number),
    FOREIGN KEY (run_id, table_number) REFERENCES reconciliation DEFERRABLE INITIALLY DEFERRED
);
COMMENT ON TABLE  difference IS 'Every row that differs, up to reconcile.max-differences a table.';
COMMENT ON COLUMN difference.key        IS 'Key columns and their text; the whole row where a table has no key.';
COMMENT ON COLUMN difference.source_row IS 'Columns and their text; NULL for an extra row.';
COMMENT ON COLUMN difference.copies     IS 'How many more the target has (DUPLICATED, EXTRA) or lacks (MISSING); 1 for CHANGED.';
