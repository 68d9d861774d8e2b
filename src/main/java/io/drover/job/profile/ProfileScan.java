package io.drover.job.profile;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.extract.ChunkReader;
import io.drover.extract.DealtRows;
import io.drover.extract.SourceAccess;
import io.drover.job.migrate.FlowMeter;
import io.drover.job.run.Concurrently;
import io.drover.job.run.Progress;
import io.drover.job.run.SparkAccess;
import io.drover.load.TypedRows;
import io.drover.model.Nullable;
import io.drover.model.WireRows;
import io.drover.model.profile.ColumnProfile;
import io.drover.model.profile.Unfit;
import io.drover.profile.TableTally;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.sql.Row;
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
            CountPart count = new CountPart(access, rows, bytes);
            return new TreeMap<>(
                    (DealtRows.covers(access)
                                    ? context.union(datasets(parts, count))
                                    : context.parallelize(parts, parts.size()).mapToPair(count))
                            .reduceByKey(
                                    new Merge(),
                                    Math.max(1, Math.min(tables, context.defaultParallelism())))
                            .mapValues(new Conclude())
                            .collectAsMap());
        } catch (RuntimeException failure) {
            throw Concurrently.unwrapped(failure);
        }
    }

    /** Of an engine that Spark reads: the parts of a table are what Spark makes of its files. */
    private JavaPairRDD<Integer, TableTally>[] datasets(List<ProfilePart> parts, CountPart count) {
        Map<Integer, ProfilePart> tables = new TreeMap<>();
        parts.forEach(part -> tables.putIfAbsent(part.table(), part));
        @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types.
        JavaPairRDD<Integer, TableTally>[] tallies =
                tables.values().stream()
                        .map(
                                table ->
                                        DealtRows.undealt(spark.session(), access, table.read())
                                                .javaRDD()
                                                .mapPartitionsWithIndex(
                                                        (part, rows) ->
                                                                List.of(
                                                                                count.ofRows(
                                                                                        table
                                                                                                .numbered(
                                                                                                        part),
                                                                                        rows))
                                                                        .iterator(),
                                                        true)
                                                .mapToPair(tally -> tally))
                        .toArray(JavaPairRDD[]::new);
        return tallies;
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

        /** The same of rows that Spark reads. */
        Tuple2<Integer, TableTally> ofRows(ProfilePart part, Iterator<Row> read) {
            return new Tuple2<>(
                    part.table(), count(part, () -> new TypedRows(part.read(), part.part(), read)));
        }

        private TableTally count(ProfilePart part) {
            return count(
                    part,
                    () -> new ChunkReader(access).open(part.read(), part.read().chunks().get(0)));
        }

        private TableTally count(ProfilePart part, Supplier<WireRows> source) {
            TableTally tally = new TableTally(part.shape(), part.part());
            try (WireRows stream = source.get()) {
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
