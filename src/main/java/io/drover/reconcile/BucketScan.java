package io.drover.reconcile;

import io.drover.dialect.postgres.CanonicalField;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * First pass: every row of a task's items into the digest of its bucket. A failure is a result like
 * any other, so that one table that cannot be read does not stop the others.
 */
final class BucketScan implements PairFlatMapFunction<Iterator<ScanTask>, Integer, PairSums> {
    private static final long serialVersionUID = 1L;
    private static final int ATTEMPTS = 3;

    private final SideAccess source;
    private final SideAccess target;
    private final SideAccess ledger;
    private final SavedSums saved;
    private final long maxFieldBytes;
    private final DigestPlaces places;
    private final LongAccumulator rowsRead;
    private final LongAccumulator bytesRead;

    BucketScan(
            SideAccess source,
            SideAccess target,
            SideAccess ledger,
            SavedSums saved,
            long maxFieldBytes,
            DigestPlaces places,
            LongAccumulator rowsRead,
            LongAccumulator bytesRead) {
        this.source = source;
        this.target = target;
        this.ledger = ledger;
        this.saved = saved;
        this.maxFieldBytes = maxFieldBytes;
        this.places = places;
        this.rowsRead = rowsRead;
        this.bytesRead = bytesRead;
    }

    @Override
    public Iterator<Tuple2<Integer, PairSums>> call(Iterator<ScanTask> tasks) {
        List<Tuple2<Integer, PairSums>> sums = new ArrayList<>();
        while (tasks.hasNext()) {
            ScanTask task = tasks.next();
            SideAccess access = task.side() == Side.SOURCE ? source : target;
            TakenOver earlier = TakenOver.of(saved, ledger, access.snapshot(), task);
            try (Reading reading = new Reading(access)) {
                for (ScanItem item : task.items()) {
                    sums.add(new Tuple2<>(item.pair(), read(reading, item, earlier)));
                }
            }
            earlier.saveRead();
        }
        return sums.iterator();
    }

    private PairSums read(Reading reading, ScanItem item, TakenOver earlier) {
        for (int attempt = 1; ; attempt++) {
            PairSums sums = new PairSums(item.buckets());
            try {
                if (earlier.fill(reading.session(), item, sums)) {
                    return sums;
                }
                digest(reading.session(), item, sums);
                if (sums.refusals().isEmpty()) {
                    earlier.read(item, sums);
                } else {
                    // An error ends the transaction.
                    reading.abandon();
                }
                return sums;
            } catch (MigrationException failure) {
                reading.abandon();
                if (failure.kind() != ErrorKind.TRANSIENT || attempt == ATTEMPTS) {
                    return failed(item, failure);
                }
            } catch (IllegalStateException failure) {
                reading.abandon();
                return failed(item, failure);
            }
        }
    }

    private static PairSums failed(ScanItem item, RuntimeException failure) {
        PairSums sums = new PairSums(item.buckets());
        sums.fail(item.side() + " " + item.name() + ": " + failure.getMessage());
        return sums;
    }

    private void digest(SideSession session, ScanItem item, PairSums into) {
        if (item.guard() == ScanItem.Guard.WIDEST_FIELD) {
            refuseWideField(session, item);
        }
        List<CanonicalField> fields = places.fields(item.pair(), item.side());
        if (fields == null) {
            WireScan.Read read = WireScan.digest(session, item, into);
            rowsRead.add(read.rows());
            bytesRead.add(read.bytes());
        } else {
            rowsRead.add(ServerScan.digest(session, item, fields, into));
            // What was read is not what was sent.
            bytesRead.add(item.estimatedBytes());
        }
    }

    private void refuseWideField(SideSession session, ScanItem item) {
        String wide = session.value(ScanSql.widestField(item, maxFieldBytes));
        if (wide != null) {
            throw new IllegalStateException(
                    "%s, and transfer.max-field-bytes is %d".formatted(wide, maxFieldBytes));
        }
    }

    /** The task's session, opened anew after a failure, as that ended its transaction. */
    private static final class Reading implements AutoCloseable {
        private final SideAccess access;
        private SideSession session;

        Reading(SideAccess access) {
            this.access = access;
        }

        SideSession session() {
            if (session == null) {
                session = SideSession.open(access);
            }
            return session;
        }

        void abandon() {
            close();
            session = null;
        }

        @Override
        public void close() {
            if (session != null) {
                session.close();
            }
        }
    }
}
