package io.drover.ledger;

import io.drover.model.Difference;
import io.drover.model.Verdict;
import io.drover.model.history.Reconciliation;
import io.drover.model.history.RunRecord;
import io.drover.model.history.TableProof;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the verdicts of one reconciliation with the first differences of each table. */
final class LedgerProofs {
    /**
     * More of a value is not needed to see that it differs; fields can be hundreds of megabytes.
     */
    private static final int SHOWN_CHARACTERS = 400;

    private static final String PROOFS =
            """
            SELECT * FROM {ledger}.reconciliation WHERE run_id = ? ORDER BY table_number
            """;

    /**
     * Where the verdict does not list them itself. The server cuts long values, so that the driver
     * never holds them; pairs keep the order.
     */
    private static final String DIFFERENCES =
            """
            WITH first AS (
                SELECT * FROM (
                    SELECT d.*, row_number() OVER (PARTITION BY table_number ORDER BY number) AS position
                    FROM {ledger}.difference d JOIN {ledger}.reconciliation r USING (run_id, table_number)
                    WHERE run_id = ? AND r.shown IS NULL) numbered
                WHERE position <= ?)
            SELECT table_number, kind, changed_columns, copies, reasons, %s AS key,
                   %s AS source_row, %s AS target_row
            FROM first ORDER BY table_number, number
            """
                    .formatted(cut("key"), cut("source_row"), cut("target_row"));

    private LedgerProofs() {}

    private static List<TableProof> tables(
            LedgerQueries queries, long runId, int shownDifferences) {
        Map<Integer, List<Difference>> shown = new HashMap<>();
        queries.list(
                "the differences",
                DIFFERENCES,
                row ->
                        shown.computeIfAbsent(
                                        row.getInt("table_number"), table -> new ArrayList<>())
                                .add(difference(row)),
                runId,
                shownDifferences);
        return queries.list(
                "the verdicts",
                PROOFS,
                row ->
                        proof(
                                row,
                                shown.getOrDefault(row.getInt("table_number"), List.of()),
                                shownDifferences),
                runId);
    }

    /** All that is kept of a run's verdict; ledgers of before have only the tables. */
    static Reconciliation reconciliation(
            LedgerQueries queries, RunRecord run, int shownDifferences) {
        List<TableProof> tables = tables(queries, run.runId(), shownDifferences);
        return queries
                .list(
                        "the verdict on the whole",
                        "SELECT * FROM {ledger}.reconciliation_run WHERE run_id = ?",
                        row ->
                                new Reconciliation(
                                        run,
                                        ProofJson.levels(row.getString("levels")),
                                        ProofJson.snapshot(row.getString("source_snapshot")),
                                        ProofJson.snapshot(row.getString("target_snapshot")),
                                        tables),
                        run.runId())
                .stream()
                .findFirst()
                .orElse(new Reconciliation(run, tables));
    }

    private static TableProof proof(ResultSet row, List<Difference> unlisted, int most)
            throws SQLException {
        String listed = row.getString("shown");
        List<Difference> shown =
                listed == null ? unlisted : ProofJson.differences(listed, most, SHOWN_CHARACTERS);
        return new TableProof(
                row.getInt("table_number"),
                row.getString("source_table"),
                row.getString("target_table"),
                Verdict.valueOf(row.getString("verdict")),
                row.getString("equality"),
                row.getString("computed"),
                ProofJson.texts(row.getString("notes")),
                ProofJson.levels(row.getString("levels")),
                row.getObject("source_rows", Long.class),
                row.getObject("target_rows", Long.class),
                row.getString("source_digest"),
                row.getString("target_digest"),
                row.getLong("missing_rows"),
                row.getLong("extra_rows"),
                row.getLong("changed_rows"),
                row.getLong("duplicated_rows"),
                ProofJson.reasons(row.getString("reasons")),
                row.getDouble("seconds"),
                shown);
    }

    private static Difference difference(ResultSet row) throws SQLException {
        return new Difference(
                Difference.Kind.valueOf(row.getString("kind")),
                texts(row.getString("key")),
                columns(row.getArray("changed_columns")),
                texts(row.getString("source_row")),
                texts(row.getString("target_row")),
                texts(row.getString("reasons")),
                row.getLong("copies"));
    }

    private static Map<String, String> texts(String json) {
        return json == null ? null : Collections.unmodifiableMap(JsonTexts.object(json));
    }

    private static List<String> columns(Array names) throws SQLException {
        try {
            return List.of((String[]) names.getArray());
        } finally {
            names.free();
        }
    }

    /** An object, or an array of pairs, as an array of pairs with long texts cut; or NULL. */
    private static String cut(String column) {
        String text =
                "CASE WHEN length(text) > "
                        + SHOWN_CHARACTERS
                        + " THEN left(text, "
                        + SHOWN_CHARACTERS
                        + ") || '… (' || length(text) || ' characters)' ELSE text END";
        return """
               CASE jsonb_typeof(%1$s)
                   WHEN 'object' THEN (SELECT jsonb_agg(jsonb_build_array(name, %2$s) ORDER BY position)
                       FROM jsonb_each_text(%1$s) WITH ORDINALITY AS field (name, text, position))
                   WHEN 'array' THEN (SELECT jsonb_agg(jsonb_build_array(name, %2$s) ORDER BY position)
                       FROM jsonb_array_elements(%1$s) WITH ORDINALITY AS field (pair, position),
                            LATERAL (SELECT pair ->> 0, pair ->> 1) AS split (name, text))
               END
               """
                .formatted(column, text);
    }
}
