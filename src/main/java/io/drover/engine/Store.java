package io.drover.engine;

import io.drover.catalog.TableSelection;
import io.drover.model.DdlStep;
import io.drover.model.LoadMode;
import io.drover.model.PlanWarning;
import io.drover.model.TableName;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A place outside PostgreSQL that tables are loaded into.
 *
 * <p>Runs on: driver; not thread-safe.
 */
public interface Store extends AutoCloseable {
    /** What stands there of the selection, in logical types, as {@link Moment#catalog}. */
    Catalog standing(TableSelection selection);

    /** How a logical type is kept there. */
    StoredType type(ColumnInfo column);

    /**
     * What a table is called there that PostgreSQL would call so: a store may have no schemas, or
     * one.
     */
    default TableName place(TableName wanted) {
        return wanted;
    }

    /** Whether references between tables are kept there; where not, nobody expects them. */
    default boolean keepsReferences() {
        return true;
    }

    /** How many chunks it loads best in one call; a call is what a killed driver may lose. */
    default int chunksAtOnce() {
        return Integer.MAX_VALUE;
    }

    /** The same of one table, where it depends on the size of its chunks. */
    default int chunksAtOnce(StoredTable table) {
        return chunksAtOnce();
    }

    /**
     * Whether the rows that were loaded and are not swapped in yet can be told from all others, so
     * that a table can be read again from its start: then {@link #forget} forgets them.
     */
    default boolean keepsApart(LoadMode mode) {
        return false;
    }

    /** Forgets what a load brought of a table, in whatever generation. Repeats: safe. */
    default void forget(StoredTable table) {
        throw new IllegalStateException("Nothing forgets the rows of " + table.plan().target());
    }

    /** What the operator should know of how rows get there, before the run. */
    default List<PlanWarning> warnings() {
        return List.of();
    }

    /** What killed runs left there and could not be dropped, which harms nobody; told once. */
    default List<String> left() {
        return List.of();
    }

    /** What of the tables' definitions will not stand there, as the operator should know. */
    default List<PlanWarning> notCarried(List<StoredTable> tables) {
        return List.of();
    }

    /** Every statement before, between and after the loads, numbered, in order. */
    List<DdlStep> ddl(List<StoredTable> tables);

    /** Runs a step. Repeats: one that took effect before changes nothing. */
    void run(DdlStep step);

    /** The same of a step that names a table of the plan. */
    default void run(DdlStep step, StoredTable table) {
        run(step);
    }

    /** The chunks of this load that are in the table for good, with what became of their rows. */
    Map<Integer, StoredChunk> loaded(StoredTable table);

    /**
     * Loads chunks, each exactly once however often a task or this call is repeated: what {@link
     * #loaded} has is left alone.
     *
     * @param rows the source columns of the plan in order, as {@link StoredType#sparkType}; its
     *     partitions are {@code chunks}, in order
     * @return what became of the chunks that were loaded now
     */
    Map<Integer, StoredChunk> load(
            SparkSession session,
            StoredTable table,
            Dataset<Row> rows,
            List<Integer> chunks,
            StoredRows watcher);

    @Override
    void close();
}
