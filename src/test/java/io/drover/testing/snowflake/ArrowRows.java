package io.drover.testing.snowflake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Rows as an Arrow stream with the metadata that Snowflake's driver wants on each field. */
final class ArrowRows {
    private static final ArrowType LONG = new ArrowType.Int(64, true);
    private static final ArrowType INT = new ArrowType.Int(32, true);

    private ArrowRows() {}

    static byte[] stream(List<Reply.Column> columns, List<String[]> rows) {
        Schema schema = new Schema(columns.stream().map(ArrowRows::field).toList());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
                ArrowStreamWriter writer = new ArrowStreamWriter(root, null, bytes)) {
            root.allocateNew();
            for (int column = 0; column < columns.size(); column++) {
                FieldVector vector = root.getVector(column);
                ColumnType type = columns.get(column).type();
                for (int row = 0; row < rows.size(); row++) {
                    String cell = rows.get(row)[column];
                    if (cell != null) {
                        set(vector, row, cell, type);
                    }
                }
            }
            root.setRowCount(rows.size());
            writer.start();
            if (!rows.isEmpty()) {
                writer.writeBatch();
            }
            writer.end();
            return bytes.toByteArray();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static Field field(Reply.Column column) {
        ColumnType type = column.type();
        Map<String, String> metadata =
                Map.of(
                        "logicalType", type.wire().toUpperCase(Locale.ROOT),
                        "precision", String.valueOf(type.precision()),
                        "scale", String.valueOf(type.scale()),
                        "charLength", String.valueOf(type.length()),
                        "byteLength", String.valueOf(type.length()));
        List<Field> children = new ArrayList<>();
        if (type.wire().startsWith("timestamp")) {
            children.add(child("epoch", LONG, metadata));
            children.add(child("fraction", INT, metadata));
            if (type.wire().equals("timestamp_tz")) {
                children.add(child("timezone", INT, metadata));
            }
        }
        return new Field(
                column.name(), new FieldType(true, arrowType(type), null, metadata), children);
    }

    private static Field child(String name, ArrowType type, Map<String, String> metadata) {
        return new Field(name, new FieldType(true, type, null, metadata), List.of());
    }

    private static ArrowType arrowType(ColumnType type) {
        return switch (type.wire()) {
            case "fixed" ->
                    type.precision() <= 18 ? LONG : new ArrowType.Decimal(38, type.scale(), 128);
            case "time" -> LONG;
            case "real" -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case "boolean" -> ArrowType.Bool.INSTANCE;
            case "date" -> new ArrowType.Date(DateUnit.DAY);
            case "binary" -> ArrowType.Binary.INSTANCE;
            case "timestamp_ntz", "timestamp_ltz", "timestamp_tz" -> ArrowType.Struct.INSTANCE;
            default -> ArrowType.Utf8.INSTANCE;
        };
    }

    private static void set(FieldVector vector, int row, String cell, ColumnType type) {
        switch (type.wire()) {
            case "fixed" -> {
                BigDecimal number = new BigDecimal(cell);
                if (vector instanceof BigIntVector longs) {
                    longs.setSafe(row, number.unscaledValue().longValueExact());
                } else {
                    ((DecimalVector) vector).setSafe(row, number);
                }
            }
            case "time" ->
                    ((BigIntVector) vector)
                            .setSafe(
                                    row,
                                    new BigDecimal(cell).movePointRight(type.scale()).longValue());
            case "real" -> ((Float8Vector) vector).setSafe(row, Double.parseDouble(cell));
            case "boolean" -> ((BitVector) vector).setSafe(row, cell.equals("1") ? 1 : 0);
            case "date" -> ((DateDayVector) vector).setSafe(row, Integer.parseInt(cell));
            case "binary" -> ((VarBinaryVector) vector).setSafe(row, HexFormat.of().parseHex(cell));
            case "timestamp_ntz", "timestamp_ltz", "timestamp_tz" ->
                    setInstant((StructVector) vector, row, cell);
            default -> ((VarCharVector) vector).setSafe(row, cell.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void setInstant(StructVector struct, int row, String cell) {
        String[] parts = cell.split(" ", 2);
        long[] split = secondsAndNanos(parts[0]);
        struct.setIndexDefined(row);
        ((BigIntVector) struct.getChild("epoch")).setSafe(row, split[0]);
        ((IntVector) struct.getChild("fraction")).setSafe(row, (int) split[1]);
        if (parts.length == 2) {
            ((IntVector) struct.getChild("timezone")).setSafe(row, Integer.parseInt(parts[1]));
        }
    }

    private static long[] secondsAndNanos(String cell) {
        java.math.BigInteger nanos = new BigDecimal(cell).movePointRight(9).toBigIntegerExact();
        java.math.BigInteger billion = java.math.BigInteger.valueOf(1_000_000_000L);
        java.math.BigInteger fraction = nanos.mod(billion);
        return new long[] {
            nanos.subtract(fraction).divide(billion).longValueExact(), fraction.longValueExact()
        };
    }
}
