package io.drover.dialect.postgres;

import io.drover.dialect.postgres.KeyPredicate.KeyColumn;
import io.drover.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The statements that bring rows of a target to what a scratch table has under the keys of some
 * differences; all of them belong into one transaction.
 *
 * @param loaded the columns that a load writes
 * @param key of the target
 */
public record RepairSql(
        TableName target, TableName scratch, List<String> loaded, List<KeyColumn> key) {
    /** Which differences are looked at. */
    public enum Kinds {
        /** Rows that the target lacks, or has with other values. */
        TO_LOAD("'MISSING', 'CHANGED'"),
        /** Rows that the target has and the source does not, or has too often. */
        TO_DELETE("'EXTRA', 'DUPLICATED'");

        private final String list;

        Kinds(String list) {
            this.list = list;
        }

        /** For an IN of the column {@code kind}. */
        public String list() {
            return list;
        }
    }

    /** Whether rows that only the target has are deleted. */
    public enum Extra {
        DELETE,
        LEAVE
    }

    public RepairSql {
        loaded = List.copyOf(loaded);
        key = List.copyOf(key);
    }

    /**
     * A temporary table of the differences with a number in {@code (after, until]}, each with what
     * is to be done about it.
     *
     * @param differences the ledger's table
     */
    public String decide(
            String differences,
            long runId,
            int table,
            long after,
            long until,
            Kinds kinds,
            Extra extra) {
        return """
            CREATE TEMPORARY TABLE drover_decided ON COMMIT DROP AS
            SELECT *, CASE WHEN drover_here > 1 THEN 'LEAVE' WHEN drover_kind = 'MISSING' AND drover_here = 1 AND drover_there = 0 THEN 'INSERT'
                     WHEN drover_kind = 'CHANGED' AND drover_here = 1 AND drover_there = 1 THEN 'UPDATE'
                     WHEN drover_kind = 'EXTRA' AND drover_here = 0 AND drover_there > 0 AND %1$s THEN 'DELETE'
                     WHEN drover_kind = 'DUPLICATED' AND drover_here = 1 AND drover_there > 1 AND %1$s THEN 'THIN'
                     ELSE 'LEAVE' END AS drover_action
              FROM (SELECT d.number AS drover_number, d.kind AS drover_kind, held.*,
                           (SELECT count(*) FROM %2$s AS o WHERE %3$s) AS drover_here,
                           (SELECT count(*) FROM %4$s AS o WHERE %3$s) AS drover_there
                      FROM %5$s AS d, LATERAL pg_catalog.jsonb_to_record(d.key) AS held (%6$s)
                     WHERE d.run_id = %7$d AND d.table_number = %8$d AND d.number > %9$d AND d.number <= %10$d
                       AND d.kind IN (%11$s)) AS counted
            """
                .formatted(
                        extra == Extra.DELETE,
                        PostgresNames.quote(scratch),
                        matches("o", "held"),
                        PostgresNames.quote(target),
                        differences,
                        KeyPredicate.typed(key),
                        runId,
                        table,
                        after,
                        until,
                        kinds.list());
    }

    /** What is done, in order, once it is decided. */
    public List<String> act() {
        String into = PostgresNames.quote(target);
        String from = PostgresNames.quote(scratch);
        String columns = PostgresNames.quoteAll(loaded);
        List<String> statements = new ArrayList<>();
        statements.add(
                "INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s AS o WHERE EXISTS (SELECT FROM drover_decided AS k WHERE drover_action = 'INSERT' AND %s)"
                        .formatted(into, columns, columns, from, matches("o", "k")));
        statements.add(
                "DELETE FROM %s AS o USING drover_decided AS k WHERE k.drover_action = 'DELETE' AND %s"
                        .formatted(into, matches("o", "k")));
        statements.add(
                "DELETE FROM %1$s AS t USING (SELECT o.tableoid, o.ctid AS place, row_number() OVER (PARTITION BY k.drover_number) AS copy FROM %1$s AS o JOIN drover_decided AS k ON k.drover_action = 'THIN' AND %2$s) AS copies WHERE t.tableoid = copies.tableoid AND t.ctid = copies.place AND copies.copy > 1"
                        .formatted(into, matches("o", "k")));
        List<String> keys = key.stream().map(KeyColumn::column).toList();
        String assignments =
                loaded.stream()
                        .filter(column -> !keys.contains(column))
                        .map(PostgresNames::quote)
                        .map(column -> column + " = s." + column)
                        .collect(Collectors.joining(", "));
        if (!assignments.isEmpty()) {
            statements.add(
                    "UPDATE %s AS o SET %s FROM %s AS s, drover_decided AS k WHERE k.drover_action IN ('UPDATE', 'THIN') AND %s AND %s"
                            .formatted(
                                    into, assignments, from, matches("o", "k"), matches("s", "k")));
        }
        return statements;
    }

    /** Notes each difference with what was done about it, or why nothing was. */
    public String note(String repairs, long runId, int table, Extra extra) {
        return """
            INSERT INTO %s (run_id, table_number, difference, action, reason)
            SELECT %d, %d, drover_number,
                   CASE drover_action WHEN 'INSERT' THEN 'LOADED' WHEN 'UPDATE' THEN 'LOADED' WHEN 'LEAVE' THEN 'LEFT' ELSE 'DELETED' END,
                   CASE WHEN drover_action <> 'LEAVE' THEN ''
                        WHEN %s THEN 'its key holds a NULL'
                        WHEN drover_here > 1 THEN 'several rows of the source have its key'
                        WHEN drover_kind = 'EXTRA' AND drover_here > 0 THEN 'the source has it by now'
                        WHEN drover_kind IN ('EXTRA', 'DUPLICATED') AND drover_there = 0 THEN 'the target does not have it any more'
                        WHEN drover_kind IN ('EXTRA', 'DUPLICATED') AND NOT %s THEN 'rows are deleted only with --delete-extra'
                        WHEN drover_here = 0 THEN 'the source does not have it any more, or the rules keep it out'
                        ELSE 'the target is not as it was compared' END
              FROM drover_decided
            """
                .formatted(repairs, runId, table, isNull(), extra == Extra.DELETE);
    }

    /** An index without which each key would be a scan of the scratch table. */
    public String index() {
        return "CREATE INDEX ON %s (%s)"
                .formatted(
                        PostgresNames.quote(scratch),
                        PostgresNames.quoteAll(key.stream().map(KeyColumn::column).toList()));
    }

    private String matches(String row, String keys) {
        return every(
                each ->
                        "%s.%s = %s.%s"
                                .formatted(
                                        row,
                                        PostgresNames.quote(each.column()),
                                        keys,
                                        PostgresNames.quote(each.member())),
                " AND ");
    }

    private String isNull() {
        return every(each -> PostgresNames.quote(each.member()) + " IS NULL", " OR ");
    }

    private String every(Function<KeyColumn, String> part, String joint) {
        return key.stream().map(part).collect(Collectors.joining(joint));
    }
}
