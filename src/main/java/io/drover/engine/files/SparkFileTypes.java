package io.drover.engine.files;

import io.drover.dialect.postgres.SparkTypes;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.TableName;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TypeOrigin;
import io.drover.spec.FilesSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Spark's types of files as logical types. Structs, arrays and maps are JSON. */
final class SparkFileTypes {
    private SparkFileTypes() {}

    static List<ColumnInfo> columns(FileTypes types, TableName table, StructType schema) {
        List<ColumnInfo> columns = new ArrayList<>();
        for (StructField field : schema.fields()) {
            String own = logical(field.dataType());
            String written = types.written(table, field.name());
            if (written != null
                    && !SparkTypes.loaded(written)
                            .sparkType()
                            .equals(SparkTypes.loaded(own).sparkType())) {
                throw new MigrationException(
                        ErrorKind.SPEC,
                        "Cannot read column %s of table %s as %s: its files have it as %s. Leave it out of files.types, and convert it by a rule."
                                .formatted(field.name(), table, written, field.dataType().sql()));
            }
            columns.add(
                    FileTypes.column(
                            table,
                            field.name(),
                            written == null ? own : written,
                            origin(field.dataType())));
        }
        return columns;
    }

    private static TypeOrigin origin(DataType type) {
        String name = type.sql().toLowerCase(java.util.Locale.ROOT);
        if (type.typeName().equals("byte")) {
            return new TypeOrigin(name, TypeVerdict.WIDENING, "PostgreSQL has no one-byte integer");
        }
        return isNested(type)
                ? new TypeOrigin(name, TypeVerdict.WIDENING, "read as JSON")
                : new TypeOrigin(name, TypeVerdict.LOSSLESS, "");
    }

    /** The logical type that holds every value of a Spark type. */
    static String logical(DataType type) {
        if (type instanceof DecimalType decimal) {
            return "numeric(%d,%d)".formatted(decimal.precision(), decimal.scale());
        }
        return switch (type.typeName()) {
            case "boolean" -> "boolean";
            case "byte", "short" -> "smallint";
            case "integer" -> "integer";
            case "long" -> "bigint";
            case "float" -> "real";
            case "double" -> "double precision";
            case "binary" -> "bytea";
            case "date" -> "date";
            case "timestamp" -> "timestamp with time zone";
            case "timestamp_ntz" -> "timestamp without time zone";
            case "string" -> "text";
            case "struct", "array", "map" -> "jsonb";
            default ->
                    throw new MigrationException(
                            ErrorKind.SOURCE,
                            "Cannot read a column of type %s: no logical type holds its values. Leave the table out, or write its files anew."
                                    .formatted(type.sql()));
        };
    }

    private static boolean isNested(DataType type) {
        return List.of("struct", "array", "map").contains(type.typeName());
    }

    /** A value as its logical type travels in Spark. */
    static Column travelling(Column column, DataType type) {
        if (isNested(type)) {
            // Spark's own defaults leave out NULLs and cut fractions of a second.
            return functions.to_json(
                    column,
                    java.util.Map.of(
                            "ignoreNullFields", "false",
                            "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
                            "timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS"));
        }
        return type.typeName().equals("byte") ? column.cast("smallint") : column;
    }

    static boolean covers(FilesSpec.Format format) {
        return switch (format) {
            case PARQUET, AVRO, ORC -> true;
            case CSV, TSV, JSONL -> false;
        };
    }
}
