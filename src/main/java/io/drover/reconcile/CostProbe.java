package io.drover.reconcile;

import io.drover.dialect.postgres.CanonicalField;
import io.drover.error.MigrationException;
import io.drover.jdbc.SqlFailures.Side;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import scala.Tuple2;

/**
 * Reads a few hundred blocks both ways, where the tasks will run and over the sessions that they
 * will have, and times both.
 *
 * <p>Runs on: executors, one task a side.
 */
final class CostProbe implements Function<CostProbe.Sample, Tuple2<Side, ReadingCost>> {
    private static final long serialVersionUID = 1L;

    /** The first round warms the server's cache and Java's compiler. */
    private static final int ROUNDS = 3;

    private final SideAccess source;
    private final SideAccess target;

    CostProbe(SideAccess source, SideAccess target) {
        this.source = source;
        this.target = target;
    }

    /** Some blocks of the largest relation that the server of a side can digest. */
    record Sample(ScanItem item, List<CanonicalField> fields) implements Serializable {}

    @Override
    public Tuple2<Side, ReadingCost> call(Sample sample) {
        ScanItem item = sample.item();
        try (SideSession session = SideSession.open(item.side() == Side.SOURCE ? source : target)) {
            return new Tuple2<>(item.side(), measure(session, sample));
        } catch (MigrationException | IllegalStateException failure) {
            return new Tuple2<>(
                    item.side(),
                    new ReadingCost(
                            item.name(), 0, 0, 0, 0, "not measured: " + failure.getMessage()));
        }
    }

    private static ReadingCost measure(SideSession session, Sample sample) {
        ScanItem item = sample.item();
        long server = Long.MAX_VALUE;
        long wire = Long.MAX_VALUE;
        long rows = 0;
        long bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            PairSums byWire = new PairSums(item.buckets());
            long start = System.nanoTime();
            WireScan.Read read = WireScan.digest(session, item, byWire);
            long between = System.nanoTime();
            rows = read.rows();
            bytes = read.bytes();
            wire = Math.min(wire, between - start);
            PairSums byServer = new PairSums(item.buckets());
            ServerScan.digest(session, item, sample.fields(), byServer);
            server = Math.min(server, System.nanoTime() - between);
            if (!byServer.refusals().isEmpty()) {
                return new ReadingCost(
                        item.name(), rows, bytes, 0, 0, byServer.refusals().get(item.side()));
            }
            if (!Arrays.equals(byWire.side(item.side()), byServer.side(item.side()))) {
                return new ReadingCost(
                        item.name(),
                        rows,
                        bytes,
                        0,
                        0,
                        "the server's digests of %d rows of %s are not those of the tasks"
                                .formatted(rows, item.name()));
            }
        }
        return new ReadingCost(item.name(), rows, bytes, server, wire, null);
    }
}
