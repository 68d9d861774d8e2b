package io.drover.ledger;

import io.drover.model.history.RuleEffect;
import io.drover.model.rules.FatedRow;
import io.drover.model.rules.RuleStep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the driver writes and reads of the rules of a load: what they are, what they did, and how
 * many rows the source sent where a shuffle makes other chunks of them.
 *
 * <p>Runs on: driver; thread-safe.
 */
public final class RuleLedger {
    private static final String SCHEMA = LedgerSchema.NAME;

    private final Sql sql;

    RuleLedger(Sql sql) {
        this.sql = sql;
    }

    /** Writes the rules of a table. Repeats: what is there stays. */
    public void begin(long loadId, int table, List<RuleStep> steps) {
        sql.inTransaction(
                "write the rules of table " + table,
                () -> {
                    insert(
                            loadId,
                            table,
                            FatedRow.DECODE,
                            RuleStep.Kind.CHECK,
                            "decode",
                            "",
                            "values that cannot be held exactly");
                    for (RuleStep step : steps) {
                        insert(
                                loadId,
                                table,
                                step.number(),
                                step.kind(),
                                step.rule(),
                                step.column(),
                                step.description());
                    }
                    return null;
                });
    }

    /**
     * What the ledger calls steps that may have changed since the load, by their places: a step
     * that does the same as one of the load's has its number, any other is added behind them.
     */
    public List<Integer> adopt(long loadId, int table, List<RuleStep> steps) {
        begin(loadId, table, List.of());
        return sql.inTransaction(
                "write the changed rules of table " + table,
                () -> {
                    List<RuleEffect> known =
                            log(loadId).stream().filter(each -> each.table() == table).toList();
                    int next = known.get(known.size() - 1).step() + 1;
                    Set<Integer> taken = new HashSet<>();
                    List<Integer> numbers = new ArrayList<>();
                    for (RuleStep step : steps) {
                        Optional<Integer> same =
                                known.stream()
                                        .filter(each -> each.kind().equals(step.kind().name()))
                                        .filter(each -> each.rule().equals(step.rule()))
                                        .filter(each -> each.column().equals(step.column()))
                                        .filter(
                                                each ->
                                                        each.description()
                                                                .equals(step.description()))
                                        .map(RuleEffect::step)
                                        .filter(taken::add)
                                        .findFirst();
                        int number = same.isPresent() ? same.get() : next++;
                        if (same.isEmpty()) {
                            insert(
                                    loadId,
                                    table,
                                    number,
                                    step.kind(),
                                    step.rule(),
                                    step.column(),
                                    step.description());
                        }
                        numbers.add(number);
                    }
                    return numbers;
                });
    }

    private void insert(
            long loadId,
            int table,
            int step,
            RuleStep.Kind kind,
            String rule,
            String column,
            String description) {
        sql.update(
                "write a rule",
                "INSERT INTO "
                        + SCHEMA
                        + ".rule (load_id, table_number, step_number, kind, rule, column_name, description)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                loadId,
                table,
                step,
                kind.name(),
                rule,
                column,
                description);
    }

    /** Every rule of a load with what it did, by table and step. */
    public List<RuleEffect> log(long loadId) {
        return sql.query(
                "read the migration log",
                LedgerSql.MIGRATION_LOG.replace("{ledger}", SCHEMA),
                LedgerRows::effect,
                loadId);
    }

    /**
     * Writes how many rows the source sent to a run for each of its chunks, in the table's present
     * generation; what the run has written before is replaced.
     */
    public void sourceRead(long loadId, int table, long runId, Map<Integer, Long> rowsByChunk) {
        sql.inTransaction(
                "write what the source sent",
                () -> {
                    sql.update(
                            "replace what the source sent",
                            "DELETE FROM "
                                    + SCHEMA
                                    + ".source_read WHERE load_id = ? AND table_number = ? AND run_id = ?",
                            loadId,
                            table,
                            runId);
                    return sql.update(
                            "write what the source sent",
                            "INSERT INTO "
                                    + SCHEMA
                                    + ".source_read (load_id, table_number, generation, run_id, chunk_number,"
                                    + " read_rows) SELECT load_id, table_number, generation, ?, c.number,"
                                    + " c.read FROM "
                                    + SCHEMA
                                    + ".table_load, unnest(?::int[], ?::bigint[]) c (number, read)"
                                    + " WHERE load_id = ? AND table_number = ?",
                            runId,
                            array(rowsByChunk.keySet()),
                            array(rowsByChunk.values()),
                            loadId,
                            table);
                });
    }

    /**
     * How many rows the source sent to the last run that read the table in its present generation;
     * empty where none did. The table's receipts must add up to as many: each run reads all of the
     * source, whatever buckets are missing.
     */
    public OptionalLong rowsSent(long loadId, int table) {
        return sql
                .query(
                        "read what the source sent",
                        "SELECT sum(read_rows) FROM "
                                + SCHEMA
                                + ".source_read JOIN "
                                + SCHEMA
                                + ".table_load USING (load_id, table_number, generation)"
                                + " WHERE load_id = ? AND table_number = ?"
                                + " GROUP BY run_id ORDER BY run_id DESC LIMIT 1",
                        row -> row.getLong(1),
                        loadId,
                        table)
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    private static String array(Collection<? extends Number> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }
}
