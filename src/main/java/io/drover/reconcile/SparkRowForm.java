package io.drover.reconcile;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.CanonicalValues;
import io.drover.canonical.RowForm;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.VarcharType;
import scala.collection.JavaConverters;

/**
 * Makes canonical forms of Spark rows, by their schema: whole numbers as INTEGER, decimals, floats,
 * strings as TEXT, binary, dates, timestamps as INSTANT, timestamps without a zone, and arrays of
 * these.
 *
 * <p>Dates and timestamps are those of {@code java.time}, or counts of days and microseconds since
 * 1970; strings may be bytes in UTF-8: see {@link SparkDigests}, which asks Spark for these. Not
 * thread-safe: one per task.
 */
public final class SparkRowForm {
    private final CanonicalType[] types;
    private final boolean[] arrays;
    private final RowForm form;
    private final CanonicalValues values;

    /**
     * For rows of this schema.
     *
     * @throws MigrationException when a column's type has no form
     */
    public SparkRowForm(StructType schema) {
        int columns = schema.length();
        this.types = new CanonicalType[columns];
        this.arrays = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            DataType type = schema.apply(column).dataType();
            arrays[column] = type instanceof ArrayType;
            types[column] = typeOf(schema.apply(column).name(), type);
        }
        this.form = new RowForm(columns);
        this.values = new CanonicalValues(form);
    }

    /** Refuses a schema that has no form, before a task does. */
    static void check(StructType schema) {
        for (StructField column : schema.fields()) {
            typeOf(column.name(), column.dataType());
        }
    }

    /** Of an array that of its elements. */
    private static CanonicalType typeOf(String column, DataType type) {
        if (type instanceof ArrayType array) {
            return typeOf(column, array.elementType());
        }
        if (type instanceof BooleanType) {
            return CanonicalType.BOOLEAN;
        }
        if (type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType) {
            return CanonicalType.INTEGER;
        }
        if (type instanceof DecimalType) {
            return CanonicalType.DECIMAL;
        }
        if (type instanceof FloatType || type instanceof DoubleType) {
            return CanonicalType.FLOAT;
        }
        if (type instanceof StringType || type instanceof VarcharType || type instanceof CharType) {
            return CanonicalType.TEXT;
        }
        if (type instanceof BinaryType) {
            return CanonicalType.BINARY;
        }
        if (type instanceof DateType) {
            return CanonicalType.DATE;
        }
        if (type instanceof TimestampType) {
            return CanonicalType.INSTANT;
        }
        if (type instanceof TimestampNTZType) {
            return CanonicalType.TIMESTAMP;
        }
        throw new MigrationException(
                ErrorKind.SPEC,
                "Cannot compare column %s: Spark's type %s has no canonical form. Cast it to a string, or leave it out."
                        .formatted(column, type.sql()));
    }

    /** The form of the row; good until the next. */
    public RowForm form(Row row) {
        form.clear();
        for (int column = 0; column < types.length; column++) {
            if (arrays[column]) {
                array(types[column], elements(row.get(column)));
            } else {
                value(types[column], row.get(column));
            }
        }
        return form;
    }

    private void value(CanonicalType type, @Nullable Object value) {
        if (value == null) {
            values.addNull(type);
            return;
        }
        switch (type) {
            case BOOLEAN -> values.addBoolean((Boolean) value);
            case INTEGER -> values.addInteger(((Number) value).longValue());
            case DECIMAL -> values.addDecimal((BigDecimal) value);
            case FLOAT -> values.addFloat(((Number) value).doubleValue());
            case TEXT -> {
                if (value instanceof byte[] utf8) {
                    values.addText(utf8);
                } else {
                    values.addText((String) value);
                }
            }
            case BINARY -> values.addBinary((byte[]) value);
            case DATE -> {
                if (value instanceof Integer epochDay) {
                    values.addDate(epochDay);
                } else {
                    values.addDate((LocalDate) value);
                }
            }
            case INSTANT -> {
                if (value instanceof Long epochMicros) {
                    values.addInstant(epochMicros);
                } else {
                    values.addInstant((Instant) value);
                }
            }
            case TIMESTAMP -> values.addTimestamp((LocalDateTime) value);
            case TIME, TIME_ZONED, INTERVAL, UUID, JSON ->
                    throw new IllegalStateException("Spark has no " + type);
        }
    }

    private void array(CanonicalType type, @Nullable List<?> outer) {
        if (outer == null) {
            values.addNullArray(type);
            return;
        }
        int dimensions = 0;
        int[] sizes = new int[8];
        for (Object next = outer; next instanceof List<?> list; ) {
            if (dimensions == sizes.length) {
                sizes = Arrays.copyOf(sizes, 2 * dimensions);
            }
            sizes[dimensions++] = list.size();
            next = list.isEmpty() ? null : elementOrList(list.get(0));
        }
        int[] shape = Arrays.copyOf(sizes, outer.isEmpty() ? 0 : dimensions);
        int[] lower = new int[shape.length];
        Arrays.fill(lower, 1);
        values.beginArray(type, shape, lower);
        if (shape.length > 0) {
            fill(type, outer, shape, 0);
        }
        values.endArray();
    }

    private void fill(CanonicalType type, List<?> list, int[] shape, int dimension) {
        if (list.size() != shape[dimension]) {
            throw ragged();
        }
        for (Object element : list) {
            Object next = elementOrList(element);
            if (dimension + 1 == shape.length) {
                if (next instanceof List) {
                    throw ragged();
                }
                value(type, next);
            } else if (next instanceof List<?> inner) {
                fill(type, inner, shape, dimension + 1);
            } else {
                throw ragged();
            }
        }
    }

    private static @Nullable Object elementOrList(@Nullable Object element) {
        List<?> list = element instanceof byte[] ? null : elements(element);
        return list == null ? element : list;
    }

    private static @Nullable List<?> elements(@Nullable Object value) {
        if (value instanceof scala.collection.Seq<?> sequence) {
            return JavaConverters.seqAsJavaList(sequence);
        }
        if (value instanceof Collection<?> collection) {
            return List.copyOf(collection);
        }
        return value instanceof Object[] array ? Stream.of(array).toList() : null;
    }

    private static MigrationException ragged() {
        return new MigrationException(
                ErrorKind.SPEC,
                "Cannot compare an array of arrays: they are of different lengths, which no array of several dimensions is. Cast the column to a string, or leave it out.");
    }
}
