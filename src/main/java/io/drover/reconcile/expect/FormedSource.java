package io.drover.reconcile.expect;

import io.drover.canonical.FrameText;
import io.drover.canonical.RowForm;
import io.drover.dialect.postgres.WireFrame;
import io.drover.engine.AuditColumn;
import io.drover.engine.AuditRequest;
import io.drover.model.catalog.ColumnInfo;
import io.drover.reconcile.SideAccess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a table of an engine as rules look at them, in the shape of {@link SourceRead}: the
 * values come out of the forms that its auditor makes. A value that is none of its type, and one
 * that its Spark type does not hold, is lost. Places are hashes: they tell rows apart and say
 * nothing of their order.
 *
 * <p>Runs on: executors. Memory: one row.
 */
final class FormedSource implements FlatMapFunction<Iterator<byte[]>, Row> {
    private static final long serialVersionUID = 1L;

    /** The form has what a text means, and not the text. */
    private static final Set<String> NOT_THE_TEXT = Set.of("json", "jsonb", "xml");

    private final StructType schema;
    private final ArrayList<AuditColumn> columns;
    private final int values;

    private FormedSource(StructType schema, List<AuditColumn> columns, int values) {
        this.schema = schema;
        this.columns = new ArrayList<>(columns);
        this.values = values;
    }

    static Dataset<Row> of(
            SparkSession session,
            SideAccess access,
            EngineSource source,
            Contribution from,
            List<ReadColumn> read,
            List<SourceRead.CarriedField> carried) {
        List<AuditColumn> columns = new ArrayList<>();
        for (ReadColumn each : read) {
            columns.add(column(from, each));
        }
        carried.forEach(field -> columns.add(field.audited()));
        AuditRequest request =
                new AuditRequest(
                        access.side(),
                        access.endpoint(),
                        access.snapshot(),
                        access.connections(),
                        from.source().name(),
                        columns,
                        from.where(),
                        source.cut().apply(from.source()));
        StructType schema = SourceRead.schema(read);
        return session.createDataFrame(
                source.engine()
                        .forms(session, request)
                        .mapPartitions(new FormedSource(schema, columns, read.size())),
                schema);
    }

    private static AuditColumn column(Contribution from, ReadColumn read) {
        ColumnInfo column =
                from.source().columns().stream()
                        .filter(each -> each.name().equals(read.name()))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new NotComputable(
                                                "the rows of an engine are not counted by how many of their columns are filled"));
        WireFrame frame = WireFrame.of(column.type());
        if (frame.array() || NOT_THE_TEXT.contains(column.shape().baseName())) {
            throw new NotComputable(
                    "a rule looks at %s, a %s, of which an auditor reads what it means and not its text"
                            .formatted(column.name(), column.type()));
        }
        return new AuditColumn(column.name(), column.type(), frame.type(), false);
    }

    @Override
    public Iterator<Row> call(Iterator<byte[]> forms) {
        RowForm form = new RowForm(columns.size());
        List<SourceTexts.Reader> readers = new ArrayList<>();
        StructField[] fields = schema.fields();
        for (int value = 0; value < values; value++) {
            readers.add(SourceTexts.of(fields[fields.length - values + value].dataType()));
        }
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return forms.hasNext();
            }

            @Override
            public Row next() {
                byte[] bytes = forms.next();
                form.load(bytes, 0, bytes.length);
                return row(form, readers);
            }
        };
    }

    private Row row(RowForm form, List<SourceTexts.Reader> readers) {
        int own = schema.fields().length - values;
        Object[] row = new Object[own + values];
        boolean lost = false;
        for (int column = 0; column < columns.size(); column++) {
            AuditColumn of = columns.get(column);
            int tag = of.array() ? of.type().arrayTag() : of.type().tag();
            lost |= form.tag(column) != tag;
            if (column < values && form.tag(column) == tag && !form.isNull(column)) {
                Object value = readers.get(column).read(FrameText.of(form, column));
                lost |= value == null;
                row[own + column] = value;
            }
        }
        CRC32 check = new CRC32();
        check.update(form.bytes(), 0, form.length());
        row[0] = check.getValue() << 31 ^ (Arrays.hashCode(form.toBytes()) & 0x7fff_ffffL);
        row[1] = lost;
        row[2] = Arrays.copyOfRange(form.bytes(), form.frameAt(values), form.length());
        return RowFactory.create(row);
    }
}
