package io.drover.plan;

import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.TableSpec;
import io.drover.spec.rules.TableRules;

/**
 * Where one table of the source goes.
 *
 * @param target the final name
 * @param staging where it is loaded
 * @param receiver the standing table that takes its rows, or whose definition a replacement
 *     follows; null where the table is made from the source's definition
 * @param rules of its rows; a partition has those of its closest ancestor that has any
 */
record Route(
        TableInfo table,
        @Nullable TableSpec settings,
        TableName target,
        TableName staging,
        LoadMode mode,
        @Nullable TableInfo receiver,
        TableRules rules) {
    TableName source() {
        return table.name();
    }
}
