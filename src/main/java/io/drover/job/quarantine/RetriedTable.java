package io.drover.job.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.dialect.postgres.KeyPredicate;
import io.drover.job.source.CopiedTable;
import io.drover.ledger.QuarantineLedger.Held;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.RowRules;
import io.drover.plan.Planner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table whose rows are retried: how it is planned now, and how its rows are found again.
 *
 * @param target the finished table, where it may vouch for the key
 * @param plan its staging is the finished table
 */
record RetriedTable(TableInfo source, Optional<TableInfo> target, TablePlan plan) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int BATCH_ROWS = 1000;

    /** A task holds a batch's rows, several times. */
    private static final long BATCH_BYTES = 8L << 20;

    static RetriedTable of(TableInfo source, Optional<TableInfo> target, TablePlan plan) {
        RowRules rules =
                plan.rules() == null
                        ? new RowRules(List.of(), List.of(), List.of(), null, List.of(), 0)
                        : plan.rules().inOneBucket();
        return new RetriedTable(
                source, target, plan.between(plan.source(), plan.target()).ruledBy(rules));
    }

    /** The same table, its rows read from a copy. */
    RetriedTable from(CopiedTable copy) {
        return new RetriedTable(copy.info(), target, copy.reading(plan));
    }

    /** What the ledger calls the key's columns, which is what the source calls them. */
    List<KeyPredicate.KeyColumn> key() {
        return plan.key().stream()
                .map(column -> new KeyPredicate.KeyColumn(column, column, type(column)))
                .toList();
    }

    /** Why none of its rows can be found again; null: they can. */
    @Nullable
    String obstacle() {
        if (plan.key().isEmpty()) {
            return "the table has no key to find its rows by; name one under key of the table for the next load, and `quarantine export` these";
        }
        if (!namesOneRow() && !dealtByKey() && !targetRefusesDoubles()) {
            return "several rows may have the same key (%s), and one that is loaded could be loaded again; make a unique index in the source or the target, or deduplicate by the key, or `quarantine export` the rows"
                    .formatted(String.join(", ", plan.key()));
        }
        return null;
    }

    private boolean namesOneRow() {
        return Planner.namesOneRow(source, plan.key());
    }

    /** Whether a row that is loaded already would be refused: a key may have changed meanwhile. */
    private boolean targetRefusesDoubles() {
        List<String> names =
                plan.columns().stream()
                        .filter(column -> plan.key().contains(column.source()))
                        .map(ColumnPlan::target)
                        .toList();
        return names.size() == plan.key().size()
                && target.isPresent()
                && Planner.namesOneRow(target.get(), names);
    }

    /** Whether rows with the same key always meet, so that one of them is loaded at most. */
    private boolean dealtByKey() {
        return plan.rules().deduplication() != null
                && plan.key().containsAll(plan.rules().deduplication().keys());
    }

    /** Whether a row can be found by what the ledger has of its key. */
    boolean finds(Held row) {
        if (row.key() == null || (row.undecodable() && !namesOneRow())) {
            return false;
        }
        JsonNode key = parse(row.key());
        Set<String> names = new HashSet<>();
        key.fieldNames().forEachRemaining(names::add);
        return names.equals(new HashSet<>(plan.key()))
                && plan.key().stream().noneMatch(column -> key.get(column).isNull());
    }

    List<List<Held>> batches(List<Held> rows) {
        long width = plan.estimatedBytes() / Math.max(1, plan.estimatedRows());
        int size = (int) Math.max(1, Math.min(BATCH_ROWS, BATCH_BYTES / Math.max(1, width)));
        List<List<Held>> batches = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += size) {
            batches.add(rows.subList(from, Math.min(rows.size(), from + size)));
        }
        return batches;
    }

    /** The table with one chunk: the rows that have the keys now. */
    TablePlan only(List<Held> rows) {
        String predicate = KeyPredicate.of(key(), keys(rows));
        return plan.only(new ChunkPlan(0, predicate, rows.size(), 0));
    }

    /** A JSON array of their keys. */
    static String keys(List<Held> rows) {
        return rows.stream().map(Held::key).collect(Collectors.joining(",", "[", "]"));
    }

    private String type(String column) {
        return source.columns().stream()
                .filter(each -> each.name().equals(column))
                .map(ColumnInfo::type)
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("The ledger's key is no JSON", damaged);
        }
    }
}
