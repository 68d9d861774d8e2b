package io.drover.ledger;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.model.TableName;
import java.util.Map;
import java.util.Set;

/**
 * Which of the tables that rows are loaded into cannot be emptied alone: where several tables of
 * the source meet in one partitioned table, or in it and in one of its partitions.
 *
 * @param roots the topmost partitioned table of each, or itself; as text
 * @param partitioned those that hold no rows themselves
 */
public record SharedStaging(Map<TableName, String> roots, Set<TableName> partitioned) {
    /** Tables of one group are emptied together. */
    public String group(TableName staging) {
        String root = roots.getOrDefault(staging, staging.toString());
        boolean meets = partitioned.stream().anyMatch(table -> root.equals(roots.get(table)));
        return meets ? root : staging.toString();
    }

    /** ONLY: what inherits from a plain table is loaded by itself, and keeps its rows. */
    public String emptying(TableName staging) {
        return "TRUNCATE "
                + (partitioned.contains(staging) ? "" : "ONLY ")
                + PostgresNames.quote(staging);
    }
}
