package io.drover.job;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.ChunkReader;
import io.drover.extract.SourceAccess;
import io.drover.model.Nullable;
import io.drover.model.WireRows;
import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.Unfit;
import io.drover.profile.TableTally;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * Reads every part once and merges what was counted, table by table. No row leaves its task; what
 * moves are tallies, whose size does not depend on the rows.
 */
final class ProfileScan {
    private final SparkAccess spark;
    private final SourceAccess access;

    ProfileScan(SparkAccess spark, SourceAccess access) {
        this.spark = spark;
        this.access = access;
    }

    /** What was counted of one table; {@code failure}: why nothing was, or null. */
    record Counted(
            long rows,
            long bytes,
            @Nullable String failure,
            List<ColumnProfile> columns,
            List<Unfit> unfit)
            implements Serializable {}

    /** By the places of the tables. */
    Map<Integer, Counted> run(List<ProfilePart> parts, int tables, Progress progress) {
        LongAccumulator rows = spark.counter("rows profiled");
        LongAccumulator bytes = spark.counter("bytes profiled");
        JavaSparkContext context = spark.context();
        context.setJobDescription("profile " + tables + " tables");
        try (FlowMeter meter = new FlowMeter(rows, bytes, progress)) {
            return new TreeMap<>(
                    context.parallelize(parts, parts.size())
                            .mapToPair(new CountPart(access, rows, bytes))
                            .reduceByKey(
                                    new Merge(),
                                    Math.max(1, Math.min(tables, context.defaultParallelism())))
                            .mapValues(new Conclude())
                            .collectAsMap());
        } catch (RuntimeException failure) {
            throw Concurrently.unwrapped(failure);
        }
    }

    /** The task: one part, read once. */
    private static final class CountPart implements PairFunction<ProfilePart, Integer, TableTally> {
        private static final long serialVersionUID = 1L;
        private static final int ROWS_BETWEEN_REPORTS = 10_000;

        private final SourceAccess access;
        private final LongAccumulator rows;
        private final LongAccumulator bytes;

        CountPart(SourceAccess access, LongAccumulator rows, LongAccumulator bytes) {
            this.access = access;
            this.rows = rows;
            this.bytes = bytes;
        }

        @Override
        public Tuple2<Integer, TableTally> call(ProfilePart part) {
            return new Tuple2<>(part.table(), count(part));
        }

        private TableTally count(ProfilePart part) {
            TableTally tally = new TableTally(part.shape(), part.part());
            try (WireRows stream =
                    new ChunkReader(access).open(part.read(), part.read().chunks().get(0))) {
                long reportedRows = 0;
                long reportedBytes = 0;
                while (stream.advance()) {
                    tally.add(stream.array(), stream.offset(), stream.length());
                    if (tally.rows() - reportedRows == ROWS_BETWEEN_REPORTS) {
                        rows.add(tally.rows() - reportedRows);
                        bytes.add(tally.bytes() - reportedBytes);
                        reportedRows = tally.rows();
                        reportedBytes = tally.bytes();
                    }
                }
                rows.add(tally.rows() - reportedRows);
                bytes.add(tally.bytes() - reportedBytes);
                tally.unreadable(stream.unreadable());
                if (stream.sent() != tally.rows() + stream.unreadable().size()) {
                    throw new IllegalStateException(
                            "The source says that it sent %d rows of %s, and %d were read"
                                    .formatted(stream.sent(), part.read().source(), tally.rows()));
                }
                return tally.seal();
            } catch (MigrationException failure) {
                if (failure.kind() != ErrorKind.SOURCE) {
                    throw failure;
                }
                // One table that cannot be read does not stop the others.
                return TableTally.failed(part.shape(), part.part(), failure.getMessage()).seal();
            }
        }
    }

    private static final class Merge implements Function2<TableTally, TableTally, TableTally> {
        private static final long serialVersionUID = 1L;

        @Override
        public TableTally call(TableTally one, TableTally other) {
            return one.merge(other);
        }
    }

    private static final class Conclude implements Function<TableTally, Counted> {
        private static final long serialVersionUID = 1L;

        @Override
        public Counted call(TableTally tally) {
            boolean failed = tally.failure() != null;
            return new Counted(
                    tally.rows(),
                    tally.bytes(),
                    tally.failure(),
                    failed ? List.of() : tally.columns(),
                    failed ? List.of() : tally.unfit());
        }
    }
}
