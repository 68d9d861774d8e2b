package io.drover.engine.jdbc;

import io.drover.engine.StoredChunk;
import io.drover.model.UnreadableRow;
import java.io.Serializable;
import java.sql.Connection;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Writes one chunk and its receipt in one transaction; rows that the target refuses are found and
 * left out, the others stay.
 *
 * <p>Runs on: executors. Repeats: a chunk with a receipt is left alone. Memory: one batch.
 */
interface ChunkLoad extends Serializable {
    /** What came of it: the counts, and the rows that were refused. */
    record Outcome(StoredChunk chunk, List<UnreadableRow> refused) implements Serializable {}

    /** On a connection with autocommit off; ends its transaction. */
    Outcome write(Connection connection, int chunk, Iterator<Row> rows);
}
