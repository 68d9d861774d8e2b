package io.drover.engine.jdbc;

import io.drover.model.Nullable;
import java.sql.SQLException;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Puts rows into one table, a batch at a time, inside the transaction of a connection.
 *
 * <p>Runs on: executors. Not thread-safe. Closing it leaves the connection open.
 */
public interface BatchInsert extends AutoCloseable {
    /**
     * Why rows are not in.
     *
     * @param state a SQLSTATE
     * @param reason without values
     * @param cause what the server threw; null where it threw nothing
     */
    record Refusal(String state, String reason, @Nullable SQLException cause) {}

    /**
     * Puts all rows in as they are, or tells why not; then the caller takes back what this did and
     * tries smaller batches. A batch of one row is refused for what the target says of that row.
     *
     * @throws SQLException where no row is at fault
     */
    @Nullable
    Refusal insert(List<Row> rows) throws SQLException;

    /** How many rows a batch has at most. */
    int mostRows();

    /** How many bytes a batch has about, unless one row has more. */
    int mostBytes();

    @Override
    void close() throws SQLException;
}
