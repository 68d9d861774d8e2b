package io.drover.engine;

import io.drover.model.TablePlan;
import io.drover.model.catalog.TableInfo;

/**
 * A table of a load.
 *
 * @param plan its columns' target types are {@link StoredType#name}
 * @param definition as it should stand, names as the target has them, in logical types
 * @param migration its name
 */
public record StoredTable(
        TablePlan plan, TableInfo definition, String migration, long loadId, int generation) {}
