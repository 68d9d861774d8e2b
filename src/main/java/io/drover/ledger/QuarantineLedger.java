package io.drover.ledger;

import static io.drover.ledger.LedgerQueries.instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.history.QuarantineGroup;
import io.drover.model.history.QuarantinedRow;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads the rows that a load set aside, in its tables' present generations. Writes nothing, and
 * leaves the connection to its caller; within a transaction, rows are fetched some at a time.
 */
public final class QuarantineLedger {
    private static final String CHOSEN =
            """
             FROM {ledger}.quarantine q
             JOIN {ledger}.table_load t USING (load_id, table_number, generation)
            WHERE q.load_id = ?
              AND (?::jsonb IS NULL OR t.source_table IN (SELECT jsonb_array_elements_text(?::jsonb)))
              AND (?::text IS NULL OR q.reason_state = ?
                   OR q.violations @> jsonb_build_array(jsonb_build_object('rule', ?::text)))
              AND (?::bigint[] IS NULL OR q.quarantine_id = ANY (?::bigint[]))
            """;

    private static final String GROUPS =
            """
            SELECT q.table_number, t.source_table, q.committed, q.state, q.run_id,
                   CASE WHEN q.reason_state = 'RULE' THEN
                       btrim(concat(q.violations -> 0 ->> 'rule', ' ', q.violations -> 0 ->> 'column'))
                   ELSE 'SQLSTATE ' || q.reason_state END AS violation,
                   count(*) AS rows, max(q.set_aside_at) AS last
            """
                    + CHOSEN
                    + """
            GROUP BY 1, 2, 3, 4, 5, 6
            ORDER BY 1, 3 DESC, 5, rows DESC, 6, 4
            """;

    /** The masked columns are those of the present spec: they may be more than at the load. */
    private static final String ROWS =
            """
            SELECT q.*, t.source_table, encode(q.wire_row, 'hex') AS wire_hex,
                   (q.source_key - m.columns)::text AS shown_key,
                   (q.source_row - m.columns)::text AS shown_row,
                   coalesce((SELECT jsonb_agg(v.violation
                                       || jsonb_strip_nulls(jsonb_build_object('description', r.description))
                                       ORDER BY v.place)
                               FROM jsonb_array_elements(q.violations) WITH ORDINALITY v (violation, place)
                               LEFT JOIN {ledger}.rule r
                                 ON r.load_id = q.load_id AND r.table_number = q.table_number
                                AND r.step_number = (v.violation ->> 'step')::int
                                AND r.rule = v.violation ->> 'rule'
                                AND r.column_name = v.violation ->> 'column'), '[]')::text AS explained
            """
                    + CHOSEN.replace(
                            "WHERE q.load_id",
                            """
                            CROSS JOIN LATERAL (
                                SELECT coalesce(array_agg(c.name), '{}') AS columns
                                  FROM jsonb_array_elements_text(?::jsonb -> t.source_table) c (name)) m
                            WHERE q.load_id""")
                    + """
            ORDER BY q.table_number, q.chunk_number, q.quarantine_id
            LIMIT ?
            """;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final LedgerQueries queries;

    public QuarantineLedger(Connection target, String schema) {
        this.queries = new LedgerQueries(target, schema);
    }

    /**
     * Which rows are meant.
     *
     * @param tables of the source; empty: all
     * @param rule one of a row's violations, or the SQLSTATE of its refusal; null: any
     * @param ids empty: all
     */
    public record Choice(List<TableName> tables, @Nullable String rule, List<Long> ids) {
        public Choice {
            tables = List.copyOf(tables);
            ids = List.copyOf(ids);
        }

        private Object[] parameters(Object... around) {
            String names =
                    tables.isEmpty()
                            ? null
                            : array(tables.stream().map(TableName::toString).toList());
            String numbers = ids.isEmpty() ? null : numbers(ids);
            List<Object> all = new ArrayList<>(List.of(around));
            for (Object each : new Object[] {names, names, rule, rule, rule, numbers, numbers}) {
                all.add(each);
            }
            return all.toArray();
        }
    }

    /** How many rows there are, by table, run, first violation and state. */
    public List<QuarantineGroup> groups(long load, Choice choice) {
        return queries.list(
                "the quarantine",
                GROUPS,
                row ->
                        new QuarantineGroup(
                                row.getInt("table_number"),
                                row.getString("source_table"),
                                row.getString("violation"),
                                row.getBoolean("committed"),
                                row.getString("state"),
                                row.getLong("rows"),
                                row.getLong("run_id"),
                                instant(row, "last")),
                choice.parameters(load));
    }

    /**
     * A row that waits for a retry.
     *
     * @param key null where the row cannot be found by one
     * @param undecodable whether it was set aside before a deduplication could see it
     */
    public record Held(long id, int table, @Nullable String key, boolean undecodable) {}

    /** Rows that committed with their chunks and are held, by table, chunk and id. */
    public List<Held> held(long load, Choice choice) {
        return queries.list(
                "the rows that are held",
                "SELECT q.quarantine_id, q.table_number, q.source_key::text,"
                        + " q.violations @> '[{\"step\": -1}]'"
                        + CHOSEN
                        + " AND q.committed AND q.state = 'HELD'"
                        + " ORDER BY q.table_number, q.chunk_number, q.quarantine_id",
                row -> new Held(row.getLong(1), row.getInt(2), row.getString(3), row.getBoolean(4)),
                choice.parameters(load));
    }

    /** How many of the rows are in each state now. */
    public Map<String, Long> states(long load, List<Long> ids) {
        Map<String, Long> states = new TreeMap<>();
        queries.each(
                "what became of rows",
                "SELECT state, count(*) FROM {ledger}.quarantine WHERE load_id = ? AND quarantine_id = ANY (?::bigint[]) GROUP BY 1",
                row -> Map.entry(row.getString(1), row.getLong(2)),
                entry -> states.put(entry.getKey(), entry.getValue()),
                load,
                numbers(ids));
        return states;
    }

    private static String numbers(List<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * Hands out rows by table, chunk and id.
     *
     * @param masked columns that must not be shown, by source table
     */
    public void rows(
            long load,
            Choice choice,
            Map<String, ? extends Collection<String>> masked,
            long limit,
            Consumer<QuarantinedRow> sink) {
        ObjectNode columns = MAPPER.createObjectNode();
        masked.forEach((table, names) -> names.forEach(columns.withArray(table)::add));
        List<Object> parameters = new ArrayList<>(List.of(columns.toString()));
        for (Object parameter : choice.parameters(load)) {
            parameters.add(parameter);
        }
        parameters.add(limit);
        queries.each("the quarantine", ROWS, QuarantineLedger::row, sink, parameters.toArray());
    }

    private static QuarantinedRow row(ResultSet row) throws SQLException {
        String violations = row.getString("explained");
        String whole = row.getString("shown_row");
        return new QuarantinedRow(
                row.getLong("quarantine_id"),
                row.getString("source_table"),
                row.getInt("chunk_number"),
                row.getLong("run_id"),
                row.getBoolean("committed"),
                row.getString("state"),
                instant(row, "set_aside_at"),
                instant(row, "settled_at"),
                row.getString("reason_state"),
                row.getString("reason"),
                row.getString("shown_key"),
                whole,
                whole == null ? row.getString("wire_form") : null,
                whole == null ? row.getString("wire_hex") : null,
                violations(violations),
                violations);
    }

    private static List<QuarantinedRow.Violation> violations(String json) {
        List<QuarantinedRow.Violation> violations = new ArrayList<>();
        for (JsonNode each : JsonTexts.parse(json)) {
            violations.add(
                    new QuarantinedRow.Violation(
                            each.path("step").asInt(),
                            each.path("rule").asText(),
                            each.path("column").asText(),
                            each.path("message").asText(),
                            each.path("description").textValue()));
        }
        return violations;
    }

    private static String array(List<String> texts) {
        return MAPPER.valueToTree(texts).toString();
    }
}
