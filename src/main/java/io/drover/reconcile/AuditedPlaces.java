package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.spec.ReconcileSpec.DigestPlace;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.util.LongAccumulator;

/**
 * Chooses where the digests of an engine's rows are made, as {@link PlaceChooser} does of a
 * PostgreSQL's: by its server where the spec says so or it was measured to be cheaper, else by
 * tasks.
 *
 * <p>Runs on: driver; the measurement on executors.
 */
final class AuditedPlaces {
    private static final int SAMPLE_BUCKETS = 16;

    private final ReconcileLimits limits;

    AuditedPlaces(ReconcileLimits limits) {
        this.limits = limits;
    }

    /** {@code reason}: for people, empty where there was nothing to choose. */
    record Choice(By by, String reason) {
        enum By {
            SERVER,
            TASKS
        }

        private static Choice tasks(String reason) {
            return new Choice(By.TASKS, reason);
        }

        private static Choice server(String reason) {
            return new Choice(By.SERVER, reason);
        }
    }

    /** A choice for each pair of one side. */
    Map<Integer, Choice> choose(Map<Integer, AuditedRows> rows) {
        Map<Integer, Choice> choices = new TreeMap<>();
        Map<Integer, AuditedRows> able = new TreeMap<>();
        Optional<String> none = noServer(rows);
        rows.forEach(
                (pair, each) -> {
                    Optional<String> refusal =
                            each.isDigested() ? refusal(each, none) : Optional.of("");
                    if (refusal.isPresent()) {
                        choices.put(pair, Choice.tasks(refusal.get()));
                    } else {
                        able.put(pair, each);
                    }
                });
        Choice settled = settle(able);
        able.keySet().forEach(pair -> choices.put(pair, settled));
        return choices;
    }

    private Optional<String> refusal(AuditedRows rows, Optional<String> none) {
        Optional<String> reserved =
                limits.digest() == DigestPlace.AUTO ? rows.notByItself() : Optional.empty();
        return reserved.or(() -> none).or(rows::digestRefusal);
    }

    /** Why no server is asked at all. */
    private Optional<String> noServer(Map<Integer, AuditedRows> rows) {
        if (limits.digest() == DigestPlace.TASKS) {
            return Optional.of("reconcile.digest is tasks");
        }
        long bytes = rows.values().stream().mapToLong(AuditedRows::estimatedBytes).sum();
        return limits.digest() == DigestPlace.AUTO && bytes < limits.measuredBytes()
                ? Optional.of(
                        "not measured: all tables have less than %d MiB"
                                .formatted(limits.measuredBytes() >> 20))
                : Optional.empty();
    }

    private Choice settle(Map<Integer, AuditedRows> able) {
        if (limits.digest() == DigestPlace.SERVER) {
            return Choice.server("reconcile.digest is server");
        }
        return able.values().stream()
                .max(Comparator.comparingLong(AuditedRows::estimatedBytes))
                .map(
                        largest -> {
                            ReadingCost cost = measure(largest.firstChunk());
                            return cost.serverIsCheaper()
                                    ? Choice.server(cost.measured())
                                    : Choice.tasks(cost.measured());
                        })
                .orElseGet(() -> Choice.tasks(""));
    }

    /** Once both ways, by the server first, which finds its cache as it is. */
    private static ReadingCost measure(AuditedRows rows) {
        TablePair pair = rows.pair().spreadByRow();
        Side side = rows.request().side();
        LongAccumulator read = rows.session().sparkContext().longAccumulator();
        LongAccumulator bytes = rows.session().sparkContext().longAccumulator();
        try {
            long start = System.nanoTime();
            PairSums byServer =
                    rows.digests(SAMPLE_BUCKETS)
                            .mapPartitions(
                                    new SumDigests(pair.table(side), side, SAMPLE_BUCKETS, read))
                            .map(FormedRows.Sums::sums)
                            .reduce(PairSums::merge);
            long between = System.nanoTime();
            PairSums byTasks =
                    rows.forms()
                            .mapPartitions(new DigestForms(pair, side, SAMPLE_BUCKETS, read, bytes))
                            .map(FormedRows.Sums::sums)
                            .reduce(PairSums::merge);
            long end = System.nanoTime();
            String failure = byServer.refusals().get(side);
            if (failure == null && !Arrays.equals(byServer.side(side), byTasks.side(side))) {
                failure =
                        "the server's digests of %d rows of %s are not those of the tasks"
                                .formatted(byTasks.rows(side), pair.table(side));
            }
            return new ReadingCost(
                    pair.table(side),
                    byTasks.rows(side),
                    bytes.value(),
                    between - start,
                    end - between,
                    failure);
        } catch (Exception failure) {
            return new ReadingCost(
                    pair.table(side),
                    0,
                    0,
                    0,
                    0,
                    "not measured: "
                            + FormedRows.reason(failure, "the server's digests did not come"));
        }
    }
}
