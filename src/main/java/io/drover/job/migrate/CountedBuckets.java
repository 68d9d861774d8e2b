package io.drover.job.migrate;

import io.drover.extract.connector.TypedTally;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Row;

/**
 * The buckets of a table, each told to the tally when it is at its end. Runs on: executors. Memory:
 * one row.
 */
final class CountedBuckets implements Function2<Integer, Iterator<Row>, Iterator<Row>> {
    private static final long serialVersionUID = 1L;

    private final TypedTally tally;

    CountedBuckets(TypedTally tally) {
        this.tally = tally;
    }

    @Override
    public Iterator<Row> call(Integer bucket, Iterator<Row> rows) {
        return new Counted(bucket, rows);
    }

    private final class Counted implements Iterator<Row> {
        private final int bucket;
        private final Iterator<Row> rows;
        private long count;
        private boolean told;

        Counted(int bucket, Iterator<Row> rows) {
            this.bucket = bucket;
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            boolean more = rows.hasNext();
            if (!more && !told) {
                told = true;
                tally.rows().add(count);
                tally.chunks().add(new TypedTally.ChunkTally(bucket, count, List.of()));
            }
            return more;
        }

        @Override
        public Row next() {
            count++;
            return rows.next();
        }
    }
}
