package io.drover.engine;

import io.drover.catalog.TableSelection;
import io.drover.model.ChunkPlan;
import io.drover.model.Snapshot;
import io.drover.model.TablePlan;
import io.drover.model.catalog.Catalog;
import io.drover.spec.ChunkingSpec;
import java.util.List;

/**
 * The data of an engine at one moment, held until this is closed.
 *
 * <p>Runs on: driver; not thread-safe.
 */
public interface Moment extends AutoCloseable {
    /**
     * What names it to the tasks. Two moments of one {@code server} with an equal {@code visible}
     * show the same rows: a load may go on under either. Where nothing vouches for that, {@code
     * visible} is never the same twice.
     */
    Snapshot snapshot();

    /** {@code snapshot}, or {@code fuzzy: } and why readers may see different moments. */
    String consistency();

    /**
     * What the selection covers, in logical types: {@code ColumnInfo.type} is the name that
     * PostgreSQL prints of the type that holds the column's values, {@code ColumnInfo.origin} the
     * engine's own. Defaults and checks are in PostgreSQL's SQL where they could be translated;
     * those that could not are listed among {@code notCarried}.
     */
    Catalog catalog(TableSelection selection);

    /** Disjoint chunks that cover the table, numbered from 0; their predicates are the engine's. */
    List<ChunkPlan> cut(TablePlan table, ChunkingSpec chunking);

    @Override
    void close();
}
