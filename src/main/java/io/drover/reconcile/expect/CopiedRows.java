package io.drover.reconcile.expect;

import io.drover.canonical.BinaryTuples;
import io.drover.jdbc.CopyOutRows;
import io.drover.model.Nullable;
import io.drover.reconcile.SideAccess;
import io.drover.reconcile.SideSession;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The rows of one query of a side, one at a time, under its snapshot.
 *
 * <p>The connection is given back behind the last row, and at the end of the task at the latest.
 */
abstract class CopiedRows implements Iterator<Row> {
    private final SideAccess access;
    private final String query;
    private final BinaryTuples tuples;
    private @Nullable SideSession session;
    private @Nullable CopyOutRows stream;
    private boolean begun;
    private boolean ready;
    private long rows;

    CopiedRows(SideAccess access, String query, int fields) {
        this.access = access;
        this.query = query;
        this.tuples = new BinaryTuples(fields);
    }

    /** The row whose fields {@code tuples} has found in {@code array}. */
    abstract Row row(byte[] array, BinaryTuples tuples);

    @Override
    public final boolean hasNext() {
        if (!begun) {
            begin();
        }
        if (!ready && stream != null) {
            ready = stream.advance();
            if (!ready) {
                if (stream.sent() != rows) {
                    throw new IllegalStateException(
                            "the server says that it sent %d rows, and %d were read"
                                    .formatted(stream.sent(), rows));
                }
                close();
            }
        }
        return ready;
    }

    @Override
    public final Row next() {
        if (!hasNext() || stream == null) {
            throw new NoSuchElementException();
        }
        ready = false;
        rows++;
        tuples.scan(stream.array(), stream.offset(), stream.length());
        return row(stream.array(), tuples);
    }

    private void begin() {
        begun = true;
        TaskCompletionListener end = task -> close();
        TaskContext.get().addTaskCompletionListener(end);
        session = SideSession.open(access);
        stream = session.copy("COPY (" + query + ") TO STDOUT (FORMAT binary)");
    }

    private void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
        if (session != null) {
            session.close();
            session = null;
        }
    }

    /** A field as text, null for NULL. */
    static @Nullable String text(byte[] array, BinaryTuples tuples, int field) {
        return tuples.isNull(field)
                ? null
                : new String(
                        array,
                        tuples.fieldOffset(field),
                        tuples.fieldLength(field),
                        StandardCharsets.UTF_8);
    }
}
