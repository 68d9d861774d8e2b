package io.drover.job.migrate;

import io.drover.ledger.StoreReceipts.Fates;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Rows of some chunks on their way into a store, and what became of the others. */
interface StoreBatch extends AutoCloseable {
    /** As the store takes them; its partitions are the chunks. */
    Dataset<Row> rows();

    /** By chunk, of those that were read to their end. */
    Map<Integer, Fates> told();

    @Override
    void close();
}
