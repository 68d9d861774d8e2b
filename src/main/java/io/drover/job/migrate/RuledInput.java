package io.drover.job.migrate;

import io.drover.dialect.wire.ServerText;
import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.ValueRefused;
import io.drover.dialect.wire.WireBuffer;
import io.drover.extract.DealtRows;
import io.drover.extract.SourceAccess;
import io.drover.extract.SourceCounts;
import io.drover.extract.connector.CopyRead;
import io.drover.extract.connector.ReadCounters;
import io.drover.extract.connector.ReadCounters.ChunkCount;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.RowPlace;
import io.drover.transform.RuleSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.CollectionAccumulator;

/**
 * The rows of a table as rules look at them, whatever reads them: tasks by themselves, a partition
 * for each chunk of the plan, or Spark, a partition for each bucket of the table.
 */
final class RuledInput {
    private RuledInput() {}

    /**
     * The rows.
     *
     * @param session for rules
     * @param known columns of the source with their types, beside those that rules look at
     * @param counter the name of the open {@link ReadCounters} that hears of each chunk, or null
     */
    static Dataset<Row> of(
            SparkSession session,
            SourceAccess access,
            TablePlan table,
            List<ColumnPlan> known,
            @Nullable String counter) {
        if (!DealtRows.covers(access)) {
            return new CopyRead(access, table, counter).rows(session);
        }
        TablePlan columns = columns(table, known);
        Dataset<Row> rows = DealtRows.of(session, access, columns);
        if (table.shuffles()) {
            // Rows are numbered alike in each attempt, but for those that are equal.
            rows =
                    rows.sortWithinPartitions(
                            Arrays.stream(rows.columns())
                                    .map(RuledInput::column)
                                    .toArray(Column[]::new));
        }
        StructType schema = CopyRead.ruled(table.rules());
        return session.createDataset(
                rows.javaRDD()
                        .mapPartitionsWithIndex(
                                new Bucket(
                                        table,
                                        columns.columns(),
                                        counter == null ? null : ReadCounters.named(counter)),
                                true)
                        .rdd(),
                RuleSession.inside(session, () -> Encoders.row(schema)));
    }

    private static Column column(String name) {
        return new Column("`" + name.replace("`", "``") + "`");
    }

    /** What is read: those that travel opaque, and those that rules look at. */
    private static TablePlan columns(TablePlan table, List<ColumnPlan> known) {
        Map<String, ColumnPlan> columns = new LinkedHashMap<>();
        table.columns().forEach(column -> columns.put(column.source(), column));
        Map<String, ColumnPlan> others = new LinkedHashMap<>();
        known.forEach(column -> others.put(column.source(), column));
        for (DecodedColumn decoded : table.rules().decoded()) {
            String name = decoded.column();
            ColumnPlan other = others.get(name);
            String type = other == null ? decoded.sourceType() : other.sourceType();
            columns.putIfAbsent(
                    name,
                    new ColumnPlan(name, name, type, type, false, false, TypeVerdict.LOSSLESS, ""));
        }
        return new TablePlan(
                table.number(),
                table.source(),
                table.target(),
                table.staging(),
                table.mode(),
                table.wire(),
                table.readPath(),
                List.copyOf(columns.values()),
                table.key(),
                table.where(),
                table.guardFields(),
                table.estimatedRows(),
                table.estimatedBytes(),
                table.chunks(),
                null);
    }

    /**
     * The rows of a bucket, numbered. A value that has no place among those of its target's column
     * makes the row undecodable.
     *
     * <p>Runs on: executors. Memory: one row.
     */
    private static final class Bucket implements Function2<Integer, Iterator<Row>, Iterator<Row>> {
        private static final long serialVersionUID = 1L;

        private final TablePlan table;
        private final ArrayList<String> names = new ArrayList<>();
        private final ArrayList<String> types = new ArrayList<>();
        private final @Nullable CollectionAccumulator<ChunkCount> counter;

        Bucket(
                TablePlan table,
                List<ColumnPlan> columns,
                @Nullable CollectionAccumulator<ChunkCount> counter) {
            this.table = table.only(table.chunks().get(0));
            columns.forEach(column -> names.add(column.source()));
            columns.forEach(column -> types.add(column.sourceType()));
            this.counter = counter;
        }

        @Override
        public Iterator<Row> call(Integer bucket, Iterator<Row> rows) {
            return new Rows(bucket, rows);
        }

        private final class Rows implements Iterator<Row> {
            private final int bucket;
            private final Iterator<Row> rows;
            private final List<ValueEncoder> carried = new ArrayList<>();
            private final List<ServerText> printers = new ArrayList<>();
            private final int[] carriedAt;
            private final int[] decodedAt;
            private final WireBuffer slice = new WireBuffer(1024);
            private long number;
            private boolean told;

            Rows(int bucket, Iterator<Row> rows) {
                this.bucket = bucket;
                this.rows = rows;
                carriedAt = new int[table.columns().size()];
                for (ColumnPlan column : table.columns()) {
                    carriedAt[carried.size()] = names.indexOf(column.source());
                    carried.add(ValueEncoder.of(column.targetType(), table.wire()));
                }
                List<DecodedColumn> decoded = table.rules().decoded();
                decodedAt = new int[decoded.size()];
                for (int column = 0; column < decodedAt.length; column++) {
                    decodedAt[column] = names.indexOf(decoded.get(column).column());
                    boolean text = decoded.get(column).sparkType().equals("string");
                    printers.add(text ? new ServerText(types.get(decodedAt[column])) : null);
                }
            }

            @Override
            public boolean hasNext() {
                boolean more = rows.hasNext();
                if (!more && !told) {
                    told = true;
                    SourceCounts.record(bucket, number);
                    if (counter != null) {
                        counter.add(new ChunkCount(bucket, number));
                    }
                }
                return more;
            }

            @Override
            public Row next() {
                Row row = rows.next();
                number++;
                Object[] values = new Object[decodedAt.length + 3];
                slice.truncate(0);
                String undecodable = null;
                for (int column = 0; column < carried.size(); column++) {
                    try {
                        carry(row.get(carriedAt[column]), column);
                    } catch (ValueRefused refused) {
                        undecodable =
                                (undecodable == null ? "" : undecodable + "; ")
                                        + table.columns().get(column).source()
                                        + ": "
                                        + refused.getMessage();
                    }
                }
                values[0] =
                        undecodable == null
                                ? Arrays.copyOf(slice.array(), slice.size())
                                : new byte[0];
                for (int column = 0; column < decodedAt.length; column++) {
                    Object value = row.get(decodedAt[column]);
                    ServerText printer = printers.get(column);
                    values[column + 1] =
                            value == null || printer == null ? value : printer.of(value);
                }
                values[decodedAt.length + 1] = RowPlace.of(bucket, number);
                values[decodedAt.length + 2] = undecodable;
                return RowFactory.create(values);
            }

            private void carry(@Nullable Object value, int column) {
                if (table.wire() == WireForm.BINARY) {
                    int length = slice.size();
                    slice.putInt(-1);
                    if (value != null) {
                        carried.get(column).encode(value, slice);
                        slice.setInt(length, slice.size() - length - Integer.BYTES);
                    }
                    return;
                }
                if (column > 0) {
                    slice.put('\t');
                }
                if (value == null) {
                    slice.put('\\');
                    slice.put('N');
                } else {
                    carried.get(column).encode(value, slice);
                }
            }
        }
    }
}
