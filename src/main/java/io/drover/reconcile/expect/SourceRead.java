package io.drover.reconcile.expect;

import io.drover.canonical.BinaryTuples;
import io.drover.canonical.RowForm;
import io.drover.dialect.postgres.FrameWriter;
import io.drover.dialect.postgres.WireFrame;
import io.drover.engine.AuditColumn;
import io.drover.model.Nullable;
import io.drover.model.WireForm;
import io.drover.reconcile.SideAccess;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a source table as rules look at them: {@link #PLACE}, {@link #LOST}, {@link
 * #CARRIED}, {@link #TIE}, and behind them the values that rules read.
 *
 * <p>Order: of the heap within a partition. Runs on: executors, one connection a task.
 */
final class SourceRead implements FlatMapFunction<String, Row> {
    private static final long serialVersionUID = 1L;

    /** Block and offset of the row's ctid, in one number that grows with them. */
    static final String PLACE = "drover_place";

    /** Whether one of the values has no Spark value. */
    static final String LOST = "drover_lost";

    /** The finished frames of the carried columns, in the pair's order. */
    static final String CARRIED = "drover_carried";

    /** What decides the last ties of a deduplication, or null. */
    static final String TIE = "drover_tie";

    private static final int OWN_COLUMNS = 4;

    private final SideAccess access;
    private final String select;
    private final StructType schema;
    private final List<CarriedField> carried;
    private final int ties;
    private final WireForm tieForm;

    /**
     * @param from as SQL, {@code ONLY schema.table}
     */
    private SourceRead(
            SideAccess access,
            String from,
            @Nullable String where,
            List<ReadColumn> columns,
            List<CarriedField> carried,
            List<String> ties,
            WireForm tieForm) {
        List<String> fields = new ArrayList<>(List.of("ctid"));
        columns.forEach(column -> fields.add(column.sql()));
        carried.forEach(field -> fields.add(field.sql()));
        fields.addAll(ties);
        this.access = access;
        // On a line of its own: the operator's filter may end in a comment.
        this.select =
                "SELECT %s FROM %s WHERE %s(%%s)"
                        .formatted(
                                String.join(", ", fields).replace("%", "%%"),
                                from.replace("%", "%%"),
                                where == null ? "" : "(" + where.replace("%", "%%") + "\n) AND ");
        this.schema = schema(columns);
        this.carried = carried;
        this.ties = ties.size();
        this.tieForm = tieForm;
    }

    /** One row for each of the table. */
    static Dataset<Row> of(
            SparkSession session,
            SideAccess access,
            String from,
            List<String> predicates,
            Contribution contribution,
            List<ReadColumn> columns,
            List<CarriedField> carried) {
        SourceRead read =
                new SourceRead(
                        access,
                        from,
                        contribution.where(),
                        columns,
                        carried,
                        ReadColumns.ties(contribution),
                        contribution.wire());
        return session.createDataFrame(
                JavaSparkContext.fromSparkContext(session.sparkContext())
                        .parallelize(predicates, predicates.size())
                        .flatMap(read),
                read.schema);
    }

    /** The Spark type of a text in Spark's own SQL. */
    static DataType type(String sparkType) {
        return StructType.fromDDL("x " + sparkType).fields()[0].dataType();
    }

    static StructType schema(List<ReadColumn> columns) {
        StructType schema =
                new StructType()
                        .add(PLACE, DataTypes.LongType, false)
                        .add(LOST, DataTypes.BooleanType, false)
                        .add(CARRIED, DataTypes.BinaryType, false)
                        .add(TIE, DataTypes.BinaryType, true);
        for (ReadColumn column : columns) {
            schema = schema.add(column.name(), type(column.sparkType()), true);
        }
        return schema;
    }

    @Override
    public Iterator<Row> call(String predicate) {
        return new Rows(schema.size() - OWN_COLUMNS, predicate);
    }

    private final class Rows extends CopiedRows {
        private final int values;
        private final List<SourceTexts.Reader> readers = new ArrayList<>();
        private final FrameWriter writer = new FrameWriter();
        private final RowForm frames = new RowForm(Math.max(1, carried.size()));

        Rows(int values, String predicate) {
            super(access, select.formatted(predicate), 1 + values + carried.size() + ties);
            this.values = values;
            for (StructField field : schema.fields()) {
                readers.add(
                        readers.size() < OWN_COLUMNS
                                ? text -> text
                                : SourceTexts.of(field.dataType()));
            }
        }

        @Override
        Row row(byte[] array, BinaryTuples tuples) {
            Object[] row = new Object[OWN_COLUMNS + values];
            boolean lost = false;
            for (int value = 0; value < values; value++) {
                String text = text(array, tuples, 1 + value);
                if (text != null) {
                    Object read = readers.get(OWN_COLUMNS + value).read(text);
                    lost |= read == null;
                    row[OWN_COLUMNS + value] = read;
                }
            }
            row[0] = place(array, tuples.fieldOffset(0));
            row[1] = lost;
            row[2] = frames(array, tuples, 1 + values);
            row[3] = ties == 0 ? null : tie(array, tuples, 1 + values + carried.size());
            return RowFactory.create(row);
        }

        private byte[] frames(byte[] array, BinaryTuples tuples, int first) {
            frames.clear();
            for (int field = 0; field < carried.size(); field++) {
                writer.add(
                        carried.get(field).frame(),
                        array,
                        tuples.fieldOffset(first + field),
                        tuples.fieldLength(first + field),
                        frames);
            }
            int from = frames.frameAt(0);
            byte[] bytes = new byte[frames.length() - from];
            System.arraycopy(frames.bytes(), from, bytes, 0, bytes.length);
            return bytes;
        }

        private byte[] tie(byte[] array, BinaryTuples tuples, int first) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int field = first; field < first + ties; field++) {
                int length = tuples.fieldLength(field);
                switch (tieForm) {
                    case BINARY -> {
                        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
                        if (length > 0) {
                            bytes.write(array, tuples.fieldOffset(field), length);
                        }
                    }
                    case TEXT -> {
                        if (field > first) {
                            bytes.write('\t');
                        }
                        escaped(bytes, array, tuples.fieldOffset(field), length);
                    }
                }
            }
            return bytes.toByteArray();
        }
    }

    private static long place(byte[] array, int at) {
        ByteBuffer tid = ByteBuffer.wrap(array, at, Integer.BYTES + Short.BYTES);
        return ((tid.getInt() & 0xffff_ffffL) << 16) | (tid.getShort() & 0xffff);
    }

    /** As the text form of COPY has it: PostgreSQL documentation, COPY, "Text Format". */
    private static void escaped(ByteArrayOutputStream bytes, byte[] array, int from, int length) {
        if (length < 0) {
            bytes.write('\\');
            bytes.write('N');
        }
        for (int at = from; at < from + length; at++) {
            int letter = "\b\f\n\r\t\u000b\\".indexOf(array[at]);
            if (letter >= 0 && array[at] >= 0) {
                bytes.write('\\');
                bytes.write("bfnrtv\\".charAt(letter));
            } else {
                bytes.write(array[at]);
            }
        }
    }

    /**
     * A carried column, from the wire to its frame.
     *
     * @param sql what is selected of the source
     * @param audited the same, asked of an engine
     */
    record CarriedField(String sql, WireFrame frame, AuditColumn audited) implements Serializable {}
}
