package io.drover.job.migrate;

import io.drover.extract.SourceAccess;
import io.drover.extract.SourceCounts;
import io.drover.extract.UnreadRows;
import io.drover.ledger.StoreReceipts.Fates;
import io.drover.load.FatedRows;
import io.drover.load.StoreColumn;
import io.drover.load.StoreSieve;
import io.drover.model.TablePlan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Row;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * Of rows with fates those that a store is to take, a chunk a partition; the fates are told behind
 * the last row of each. A chunk that is read twice is told twice, and counts once.
 *
 * <p>Runs on: executors.
 */
final class SievedRows implements Function2<Integer, Iterator<Row>, Iterator<Row>> {
    private static final long serialVersionUID = 1L;

    private final SourceAccess access;
    private final TablePlan table;
    private final ArrayList<StoreColumn> columns;
    private final ArrayList<Integer> chunks;
    private final long mostAside;
    private final CollectionAccumulator<Fates> told;
    private final LongAccumulator moved;

    /**
     * @param table with one chunk only
     * @param chunks the numbers of the partitions' chunks
     */
    SievedRows(
            SourceAccess access,
            TablePlan table,
            List<StoreColumn> columns,
            List<Integer> chunks,
            long mostAside,
            CollectionAccumulator<Fates> told,
            LongAccumulator moved) {
        this.access = access;
        this.table = table;
        this.columns = new ArrayList<>(columns);
        this.chunks = new ArrayList<>(chunks);
        this.mostAside = mostAside;
        this.told = told;
        this.moved = moved;
    }

    @Override
    public Iterator<Row> call(Integer partition, Iterator<Row> rows) {
        long attempt = TaskContext.get().taskAttemptId();
        return new StoreSieve(
                table,
                columns,
                chunks.get(partition),
                new FatedRows(
                        rows,
                        () -> SourceCounts.taken(attempt),
                        () -> UnreadRows.taken(attempt),
                        new RuledRows.RowsOfSource(access, table)),
                mostAside,
                this::tell);
    }

    private void tell(Fates fates) {
        moved.add(fates.read());
        told.add(fates);
    }
}
