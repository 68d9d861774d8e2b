package io.drover.engine;

import io.drover.canonical.RowForm;
import io.drover.catalog.TableSelection;
import io.drover.dialect.postgres.FrameWriter;
import io.drover.dialect.postgres.WireFrame;
import io.drover.extract.DealtRows;
import io.drover.extract.SourceAccess;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.job.run.SparkAccess;
import io.drover.load.TypedRows;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.UnreadableRow;
import io.drover.model.WireForm;
import io.drover.model.WireRows;
import io.drover.model.catalog.Catalog;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.ConstraintInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.ChunkingSpec;
import io.drover.spec.EndpointSpec;
import io.drover.spec.SelectSpec;
import io.drover.testing.TestSpark;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.sql.Row;

/**
 * One table of an engine at one moment, planned and read without a migration around it. Rows are
 * shown as canonical forms in hexadecimal, made of the wire bytes of the reader's, so that reader,
 * auditor and plain Java can be compared.
 */
public final class TestMoment implements AutoCloseable {
    private static final long MOST_BYTES = 1 << 20;

    private final Engine engine;
    private final EndpointSpec endpoint;
    private final Moment moment;
    private final TableInfo table;

    /** Rows in their canonical forms, and what was told at their end. */
    public record Rows(List<String> forms, long sent, List<UnreadableRow> unreadable) {}

    /** How many rows a chunk gave. */
    public record Chunk(int number, long rows) {}

    private TestMoment(Engine engine, EndpointSpec endpoint, Moment moment, TableInfo table) {
        this.engine = engine;
        this.endpoint = endpoint;
        this.moment = moment;
        this.table = table;
    }

    public static TestMoment open(Engine engine, EndpointSpec endpoint, TableName name) {
        Moment moment = engine.open(Side.SOURCE, endpoint, "drover test", 2);
        try {
            TableInfo table = moment.catalog(select(name)).table(name).orElseThrow();
            return new TestMoment(engine, endpoint, moment, table);
        } catch (RuntimeException failure) {
            moment.close();
            throw failure;
        }
    }

    public static Catalog catalog(Engine engine, EndpointSpec endpoint, TableName... names) {
        try (Moment moment = engine.open(Side.SOURCE, endpoint, "drover test", 2)) {
            return moment.catalog(select(names));
        }
    }

    private static TableSelection select(TableName... names) {
        List<String> patterns = new ArrayList<>();
        for (TableName name : names) {
            patterns.add(name.toString());
        }
        return TableSelection.of(new SelectSpec(patterns, List.of(), null), List.of());
    }

    public TableInfo table() {
        return table;
    }

    /** Every column as it is, cut along the primary key. */
    public TablePlan plan(ChunkingSpec chunking) {
        return plan(chunking, primaryKey(), null);
    }

    /** The same along another key. */
    public TablePlan plan(ChunkingSpec chunking, List<String> key) {
        return plan(chunking, key, null);
    }

    public TablePlan filtered(ChunkingSpec chunking, String where) {
        return plan(chunking, primaryKey(), where);
    }

    private List<String> primaryKey() {
        return table.constraints().stream()
                .filter(constraint -> constraint.kind() == ConstraintInfo.Kind.PRIMARY_KEY)
                .findFirst()
                .map(ConstraintInfo::columns)
                .orElse(List.of());
    }

    private TablePlan plan(ChunkingSpec chunking, List<String> key, String where) {
        List<ColumnPlan> columns = table.columns().stream().map(TestMoment::column).toList();
        TablePlan whole =
                new TablePlan(
                        0,
                        table.name(),
                        table.name(),
                        table.name(),
                        LoadMode.APPEND,
                        WireForm.BINARY,
                        ReadPath.PIPE,
                        columns,
                        key,
                        where,
                        true,
                        table.statistics().estimatedRows(),
                        table.statistics().heapBlocks() * 8192,
                        List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)),
                        null);
        return whole.only(moment.cut(whole, chunking));
    }

    private static ColumnPlan column(ColumnInfo column) {
        return new ColumnPlan(
                column.name(),
                column.name(),
                column.type(),
                column.type(),
                column.notNull(),
                false,
                TypeVerdict.LOSSLESS,
                "",
                column.origin() == null ? null : column.origin().type());
    }

    /** All chunks, one after another; of a table {@code (id, v)} the forms of {@code v} alone. */
    public Rows read(TablePlan plan) {
        List<String> forms = new ArrayList<>();
        List<UnreadableRow> unreadable = new ArrayList<>();
        List<Chunk> chunks =
                each(
                        plan,
                        rows -> {
                            while (rows.advance()) {
                                forms.add(HexFormat.of().formatHex(form(plan, rows)));
                            }
                            unreadable.addAll(rows.unreadable());
                        });
        return new Rows(forms, chunks.stream().mapToLong(Chunk::rows).sum(), unreadable);
    }

    public List<Chunk> chunks(TablePlan plan) {
        return each(
                plan,
                rows -> {
                    while (rows.advance()) {
                        // Counted by sent().
                    }
                });
    }

    /** One after another, read as a load reads them. */
    private List<Chunk> each(TablePlan plan, Consumer<WireRows> reader) {
        boolean dealt = engine instanceof DatasetEngine spark && spark.readsAsDataset(endpoint);
        List<List<Row>> buckets = dealt ? dealt(plan) : List.of();
        List<Chunk> chunks = new ArrayList<>();
        for (ChunkPlan chunk : plan.chunks()) {
            try (WireRows rows =
                    dealt
                            ? new TypedRows(
                                    plan.only(chunk),
                                    chunk.number(),
                                    buckets.get(chunk.number()).iterator())
                            : ((ChunkedEngine) engine).read(request(plan, chunk))) {
                reader.accept(rows);
                chunks.add(new Chunk(chunk.number(), rows.sent()));
            }
        }
        return chunks;
    }

    /** The partitions that a load makes its chunks of. */
    private List<List<Row>> dealt(TablePlan plan) {
        return DealtRows.of(
                        SparkAccess.exact(TestSpark.session()),
                        new SourceAccess(endpoint, moment.snapshot(), 2, MOST_BYTES),
                        plan)
                .javaRDD()
                .glom()
                .collect();
    }

    private ReadRequest request(TablePlan plan, ChunkPlan chunk) {
        return new ReadRequest(endpoint, moment.snapshot(), 2, MOST_BYTES, plan.only(chunk), chunk);
    }

    private static List<ColumnPlan> shown(TablePlan plan) {
        boolean sample =
                plan.columns().size() == 2 && plan.columns().get(1).source().equalsIgnoreCase("v");
        return sample ? plan.columns().subList(1, 2) : plan.columns();
    }

    private static byte[] form(TablePlan plan, WireRows rows) {
        List<ColumnPlan> shown = shown(plan);
        RowForm form = new RowForm(shown.size());
        FrameWriter writer = new FrameWriter();
        ByteBuffer wire = ByteBuffer.wrap(rows.array(), rows.offset(), rows.length());
        int fields = wire.getShort();
        for (int field = 0; field < fields; field++) {
            int length = wire.getInt();
            ColumnPlan column = plan.columns().get(field);
            if (shown.contains(column) && column.targetType().startsWith("bit(") && length > 0) {
                byte[] printed = bits(wire, length).getBytes(StandardCharsets.US_ASCII);
                writer.add(WireFrame.of(column.targetType()), printed, 0, printed.length, form);
            } else if (shown.contains(column)
                    && column.targetType().equals("jsonb")
                    && length > 0) {
                // As it is sent: only what a server printed is in order already.
                writer.add(
                        WireFrame.of("json"), rows.array(), wire.position() + 1, length - 1, form);
            } else if (shown.contains(column)) {
                writer.add(
                        WireFrame.of(column.targetType()),
                        rows.array(),
                        wire.position(),
                        length,
                        form);
            }
            wire.position(wire.position() + Math.max(0, length));
        }
        return form.toBytes();
    }

    /** As the server prints them: they have no frame of their own. */
    private static String bits(ByteBuffer wire, int length) {
        byte[] bytes = new byte[length - Integer.BYTES];
        wire.get(wire.position() + Integer.BYTES, bytes);
        String all = new BigInteger(1, bytes).toString(2);
        return ("0".repeat(bytes.length * Byte.SIZE - all.length()) + all)
                .substring(0, wire.getInt(wire.position()));
    }

    /** The auditor's forms of the same columns. */
    public List<String> audit(TablePlan plan) {
        List<AuditColumn> columns =
                shown(plan).stream()
                        .map(
                                column ->
                                        new AuditColumn(
                                                column.source(),
                                                column.sourceType(),
                                                WireFrame.of(column.targetType()).type(),
                                                false))
                        .toList();
        AuditRequest request =
                new AuditRequest(
                        Side.SOURCE,
                        endpoint,
                        moment.snapshot(),
                        2,
                        plan.source(),
                        columns,
                        plan.where(),
                        plan.chunks());
        return engine.forms(TestSpark.session(), request)
                .map(form -> HexFormat.of().formatHex(form))
                .collect();
    }

    @Override
    public void close() {
        moment.close();
    }
}
