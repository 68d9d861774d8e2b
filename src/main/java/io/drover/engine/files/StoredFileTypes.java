package io.drover.engine.files;

import io.drover.dialect.postgres.SparkTypes;
import io.drover.dialect.postgres.WireType;
import io.drover.engine.StoredType;
import io.drover.engine.jdbc.LogicalType;
import io.drover.model.TypeVerdict;
import io.drover.model.catalog.ColumnInfo;
import io.drover.spec.FilesSpec;

/**
 * How files keep a logical type. Text files keep PostgreSQL's own text of every value, and their
 * manifest the type; what no engine but PostgreSQL reads becomes a text. Parquet, Avro and ORC keep
 * what Spark has a type for, and the text of anything else.
 */
final class StoredFileTypes {
    private StoredFileTypes() {}

    static StoredType of(FilesSpec spec, ColumnInfo column) {
        return SparkFileTypes.covers(spec.format()) ? typed(spec.format(), column) : text(column);
    }

    private static StoredType text(ColumnInfo column) {
        String type = column.type();
        return isKnown(type)
                ? new StoredType(type, "string", type, TypeVerdict.LOSSLESS, "")
                : new StoredType(
                        "text",
                        "string",
                        "text",
                        TypeVerdict.WIDENING,
                        "kept as the text that PostgreSQL prints");
    }

    private static boolean isKnown(String type) {
        return !type.endsWith("]")
                && (WireType.hasBinary(type) || type.startsWith("time") || type.equals("interval"));
    }

    private static StoredType typed(FilesSpec.Format format, ColumnInfo column) {
        SparkTypes.Choice choice = SparkTypes.read(column.type(), column.shape());
        String base = column.shape().baseName();
        boolean unbounded = base.equals("numeric") && !column.type().contains("(");
        boolean wide =
                base.equals("numeric")
                        && !unbounded
                        && choice.sparkType().equals("decimal(38,18)")
                        && !column.type().equals("numeric(38,18)");
        boolean zoneless = choice.sparkType().equals("timestamp_ntz");
        if (choice.travel() == SparkTypes.Travel.PRINTED
                || unbounded
                || wide
                || (zoneless && format == FilesSpec.Format.AVRO)) {
            return new StoredType(
                    "text",
                    "string",
                    "text",
                    TypeVerdict.WIDENING,
                    "%s has no type that holds every value: kept as the text that PostgreSQL prints"
                            .formatted(format));
        }
        // Of a domain the type below it: a reader knows no other.
        String type = LogicalType.below(column.type(), column.shape());
        return new StoredType(type, choice.sparkType(), type, TypeVerdict.LOSSLESS, "");
    }
}
