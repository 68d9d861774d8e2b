package io.drover.engine.snowflake;

import io.drover.dialect.wire.ValueRefused;
import io.drover.engine.StoredTable;
import io.drover.model.ColumnPlan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Makes rows of the staging table: each value's text, then the chunk, the row's number in it from
 * 1, and why it cannot be loaded: SQLSTATE, blank, reason; NULL where it can. A refused row has no
 * values.
 *
 * <p>Runs on: executors. Partition i holds the rows of the i-th chunk. Memory: one row.
 */
final class StagedRow implements Function2<Integer, Iterator<Row>, Iterator<Row>> {
    private static final long serialVersionUID = 1L;

    static final String CHUNK = "DROVER_CHUNK";
    static final String ROW = "DROVER_ROW";
    static final String REFUSED = "DROVER_REFUSED";

    private final ArrayList<Integer> chunks;
    private final ArrayList<String> names = new ArrayList<>();
    private final ArrayList<Boolean> neverNull = new ArrayList<>();
    private final ArrayList<TextOf> texts = new ArrayList<>();

    StagedRow(StoredTable table, StructType schema, List<Integer> chunks) {
        this.chunks = new ArrayList<>(chunks);
        List<ColumnPlan> columns = table.plan().columns();
        for (int at = 0; at < columns.size(); at++) {
            ColumnPlan column = columns.get(at);
            names.add(column.target());
            neverNull.add(column.notNull());
            texts.add(TextOf.of(schema.fields()[at].dataType().sql(), column.targetType()));
        }
    }

    /** The staging column of a column of the plan, from 0. */
    static String column(int at) {
        return "C" + (at + 1);
    }

    static StructType schema(int columns) {
        List<StructField> fields = new ArrayList<>();
        for (int at = 0; at < columns; at++) {
            fields.add(DataTypes.createStructField(column(at), DataTypes.StringType, true));
        }
        fields.add(DataTypes.createStructField(CHUNK, DataTypes.LongType, true));
        fields.add(DataTypes.createStructField(ROW, DataTypes.LongType, true));
        fields.add(DataTypes.createStructField(REFUSED, DataTypes.StringType, true));
        return DataTypes.createStructType(fields);
    }

    /**
     * The same rows, days as texts and instants as microseconds: as objects both would pass through
     * a calendar of the JVM's zone.
     */
    static Dataset<Row> plain(Dataset<Row> rows) {
        StructField[] fields = rows.schema().fields();
        String[] names =
                IntStream.range(0, fields.length)
                        .mapToObj(StagedRow::column)
                        .toArray(String[]::new);
        // By its name no column is found whose name another one has in another case.
        Dataset<Row> named = rows.toDF(names);
        List<Column> columns = new ArrayList<>();
        for (int at = 0; at < fields.length; at++) {
            Column column = named.col(names[at]);
            columns.add(
                    switch (fields[at].dataType().sql()) {
                        case "DATE" -> column.cast("string").as(names[at]);
                        case "TIMESTAMP" ->
                                functions.expr("unix_micros(" + names[at] + ")").as(names[at]);
                        default -> column;
                    });
        }
        return named.select(columns.toArray(Column[]::new));
    }

    @Override
    public Iterator<Row> call(Integer partition, Iterator<Row> rows) {
        long chunk = chunks.get(partition);
        return new Iterator<>() {
            private long number;

            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                return staged(chunk, ++number, rows.next());
            }
        };
    }

    private Row staged(long chunk, long number, Row row) {
        Object[] values = new Object[texts.size() + 3];
        values[texts.size()] = chunk;
        values[texts.size() + 1] = number;
        for (int at = 0; at < texts.size(); at++) {
            Object value = row.get(at);
            if (value == null && neverNull.get(at)) {
                return refused(values, "23502", at, "NULL in a NOT NULL column");
            }
            try {
                values[at] = value == null ? null : texts.get(at).of(value);
            } catch (ValueRefused none) {
                return refused(values, none.state(), at, none.getMessage());
            }
        }
        return RowFactory.create(values);
    }

    private Row refused(Object[] values, String state, int at, String why) {
        for (int column = 0; column < texts.size(); column++) {
            values[column] = null;
        }
        values[texts.size() + 2] = state + " " + names.get(at) + ": " + why;
        return RowFactory.create(values);
    }
}
