package io.drover.ledger;

import io.drover.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A small history in a ledger: a load that was killed once, three tables, differences. */
public final class LedgerExample {
    private LedgerExample() {}

    /** Makes the tables of the ledger as the shipped DDL says. */
    public static void createTables(TestDatabase database, String schema) {
        StringBuilder ddl = new StringBuilder();
        for (String script :
                List.of(
                        "V1__create_ledger",
                        "V2__add_rules",
                        "V3__prove_more",
                        "V4__count_nulled")) {
            String name = "/io/drover/ledger/%s.sql".formatted(script);
            try (InputStream text = LedgerExample.class.getResourceAsStream(name)) {
                ddl.append(new String(text.readAllBytes(), StandardCharsets.UTF_8)).append("; ");
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        database.execute(
                "CREATE SCHEMA \"%1$s\"; SET search_path = \"%1$s\"; %2$s".formatted(schema, ddl));
    }

    /**
     * Load 1 of migration {@code shop}: run 1 was killed, run 2 an hour later went on with table 0
     * and began table 1 again; table 2 is not loaded yet.
     */
    public static void insertHalfLoad(TestDatabase database, String schema) {
        database.execute(
                "SET search_path = \"%s\"; ".formatted(schema)
                        + """
                INSERT INTO migration_load (migration, state, spec_digest, spec, plan, plan_digest, created_at) VALUES
                    ('shop', 'LOADING', 'spec1', '{}', '{"sourceVersion": "PostgreSQL 15.4", "targetVersion": "PostgreSQL 17.2",
                      "consistency": "snapshot", "warnings": [
                        {"kind": "NOT_CARRIED", "object": "view shop.open_orders", "text": "Views stay behind.", "hint": "Create it in the target."},
                        {"kind": "ATTENTION", "object": "table shop.notes", "text": "It has no key.", "hint": "Name one."}]}',
                     'plan1', '2026-01-01 00:00:00Z');
                INSERT INTO run (migration, load_id, command, code_version, spark_version, operator, host, application, settings, started_at, ended_at, outcome, exit_code, message) VALUES
                    ('shop', 1, 'migrate', '0.1.0', '3.5.9', 'ada', 'one', 'local-1', '{"cores": 2, "readPath": "PIPE"}', '2026-01-01 00:00:00Z', NULL, NULL, NULL, NULL),
                    ('shop', 1, 'migrate', '0.1.0', '3.5.9', 'ada', 'one', 'local-2', '{"cores": 2, "readPath": "PIPE"}', '2026-01-01 01:00:00Z', NULL, NULL, NULL, NULL);
                INSERT INTO epoch (load_id, run_id, snapshot_name, visible, source_server, wal_position, opened_at, held_elsewhere) VALUES
                    (1, 1, '00000003-1', '100:100:', '71/1', '0/1', '2026-01-01 00:00:01Z', false),
                    (1, 2, '00000003-2', '200:200:', '71/1', '0/2', '2026-01-01 01:00:01Z', true);
                INSERT INTO table_load (load_id, table_number, source_table, target_table, generation, state, chunks, estimated_rows, estimated_bytes, resume_note, started_at, loaded_at) VALUES
                    (1, 0, 'shop.orders', 'core.orders', 0, 'LOADED', 3, 300, 30000, 'unchanged since epoch 1: goes on', '2026-01-01 00:00:02Z', '2026-01-01 01:00:20Z'),
                    (1, 1, 'shop.items', 'core.items', 1, 'LOADING', 2, 200, 20000, 'written to since epoch 1: begun again', '2026-01-01 00:00:02Z', NULL),
                    (1, 2, 'shop.notes', 'core.notes', 0, 'PENDING', 1, 100, 10000, NULL, NULL, NULL);
                INSERT INTO receipt VALUES
                    (1, 0, 0, 0, 1, 1, '0.0', 100, 99, 0, 0, 1, 10000, 'd', '2026-01-01 00:00:10Z', '2026-01-01 00:00:20Z'),
                    (1, 0, 0, 1, 1, 1, '0.1', 100, 100, 0, 0, 0, 10000, 'd', '2026-01-01 00:00:10Z', '2026-01-01 00:00:30Z'),
                    (1, 1, 0, 0, 1, 1, '0.2', 90, 90, 0, 0, 0, 9000, 'd', '2026-01-01 00:00:20Z', '2026-01-01 00:00:30Z'),
                    (1, 0, 0, 2, 2, 2, '1.0', 100, 90, 10, 0, 0, 10000, 'd', '2026-01-01 01:00:10Z', '2026-01-01 01:00:20Z'),
                    (1, 1, 1, 0, 2, 2, '1.1', 110, 110, 0, 0, 0, 11000, 'd', '2026-01-01 01:00:15Z', '2026-01-01 01:00:30Z');
                INSERT INTO attempt VALUES
                    (1, 1, 1, 2, '1.2', '2026-01-01 01:00:31Z', 'TRANSIENT', 'Cannot read chunk 1: the connection was cut.'),
                    (1, 1, 1, 2, '1.3', '2026-01-01 01:00:41Z', 'TRANSIENT', 'Cannot read chunk 1: the connection was cut.');
                INSERT INTO quarantine (load_id, table_number, generation, chunk_number, run_id, committed, row_number, wire_form, wire_row, reason_state, reason) VALUES
                    (1, 0, 0, 0, 1, true, 7, 'BINARY', '\\x00', '23514', 'new row for relation "orders" violates check constraint "price_positive"; Detail: Failing row contains (7, -1).'),
                    (1, 1, 0, 0, 1, false, 1, 'BINARY', '\\x00', '22P02', 'invalid input syntax for type integer: "secret"'),
                    (1, 1, 1, 0, 1, false, 1, 'BINARY', '\\x00', '22P02', 'invalid input syntax for type integer: "secret"');
                INSERT INTO ddl_step VALUES
                    (1, 0, 'PRE_DATA', 'schema core', '2026-01-01 00:00:01Z', 20),
                    (1, 1, 'PRE_DATA', 'table core.orders', '2026-01-01 00:00:01Z', 30),
                    (1, 2, 'TABLE', 'index core.orders_pkey', '2026-01-01 01:00:25Z', 1500);
                """);
    }

    /** Ends the load and reconciles it as run 3: one row changed, one missing. */
    public static void completeAndReconcile(TestDatabase database, String schema) {
        database.execute(
                "SET search_path = \"%s\"; ".formatted(schema)
                        + """
                UPDATE migration_load SET state = 'COMPLETE', completed_at = '2026-01-01 02:00:00Z';
                UPDATE table_load SET state = 'SWAPPED', chunks = least(chunks, 3);
                UPDATE run SET outcome = 'DONE', exit_code = 0, ended_at = '2026-01-01 02:00:01Z' WHERE run_id = 2;
                INSERT INTO run (migration, load_id, command, code_version, operator, host, started_at, ended_at, outcome, exit_code) VALUES
                    ('shop', 1, 'reconcile', '0.1.0', 'ada', 'one', '2026-01-01 03:00:00Z', '2026-01-01 03:01:00Z', 'DIFFERENT', 7);
                INSERT INTO reconciliation VALUES
                    (3, 0, 'shop.orders', 'core.orders', 'DIFFERENT', 'wire-binary/sha256-128 v1', 289, 288, 'aa', 'bb', 1, 0, 1, 0,
                     '[{"level": "SCHEMA", "verdict": "EQUAL", "detail": "5 columns"}, {"level": "COUNTS", "verdict": "DIFFERENT", "detail": "289 and 288"}]', 1.5),
                    (3, 1, 'shop.items', 'core.items', 'EQUAL', 'wire-binary/sha256-128 v1', 110, 110, 'cc', 'cc', 0, 0, 0, 0, '[]', 0.5);
                INSERT INTO difference VALUES
                    (3, 0, 1, 'CHANGED', '{"id": "5"}', '{note,amount}', '[["id", "5"], ["amount", "10"], ["note", null]]', '[["id", "5"], ["amount", "11"], ["note", "x"]]', 1),
                    (3, 0, 2, 'MISSING', '{"id": "9"}', '{}', ('{"id": "9", "note": "' || repeat('n', 1000) || '"}')::jsonb, NULL, 1);
                """);
    }
}
