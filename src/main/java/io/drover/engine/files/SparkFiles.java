package io.drover.engine.files;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.spec.EndpointSpec;
import io.drover.spec.FilesSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The files of a table that Spark reads, of one schema: each file's own where all agree, else the
 * widest where every difference is a widening. Anything else is refused with the file's name.
 *
 * @param groups files of one schema of their own each
 * @param schema of the table
 */
record SparkFiles(FileTable table, List<Group> groups, StructType schema, long rows) {
    /** Files that have this schema in their own words. */
    record Group(List<SourceFile> files, StructType schema) {}

    static SparkFiles of(
            EndpointSpec endpoint, SparkSession session, FileTable table, ScanTasks tasks) {
        List<FileFooter> footers = tasks.run(table.files(), file -> FileFooter.of(endpoint, file));
        Map<String, List<SourceFile>> bySchema = new LinkedHashMap<>();
        long rows = 0;
        for (FileFooter footer : footers) {
            bySchema.computeIfAbsent(footer.schema(), unseen -> new ArrayList<>())
                    .add(footer.file());
            rows += footer.rows();
        }
        List<Group> groups = new ArrayList<>();
        StructType schema = null;
        SourceFile first = null;
        for (List<SourceFile> files : bySchema.values()) {
            StructType own = reading(endpoint, session, table, files.subList(0, 1)).schema();
            groups.add(new Group(files, own));
            schema = schema == null ? own : widened(table, first, schema, files.get(0), own);
            first = first == null ? files.get(0) : first;
        }
        if (schema == null) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot read table %s: it has no files.".formatted(table.name()));
        }
        return new SparkFiles(table, groups, schema, rows);
    }

    /** The rows, each column by its name in the table's type of it. */
    Dataset<Row> rows(EndpointSpec endpoint, SparkSession session) {
        Dataset<Row> all = null;
        for (Group group : groups) {
            Dataset<Row> rows = reading(endpoint, session, table, group.files());
            Column[] columns = new Column[schema.length()];
            for (int column = 0; column < columns.length; column++) {
                StructField field = schema.apply(column);
                columns[column] =
                        rows.col("`" + field.name().replace("`", "``") + "`")
                                .cast(field.dataType())
                                .as(field.name());
            }
            Dataset<Row> same = rows.select(columns);
            all = all == null ? same : all.union(same);
        }
        return all;
    }

    /**
     * Settings of the reading alone: names of folders are texts (a month 01 is no 1), and names
     * differ by case.
     */
    private static Dataset<Row> reading(
            EndpointSpec endpoint, SparkSession session, FileTable table, List<SourceFile> files) {
        SparkSession own = session.newSession();
        own.conf().set("spark.sql.sources.partitionColumnTypeInference.enabled", false);
        own.conf().set("spark.sql.caseSensitive", true);
        own.conf().set("spark.sql.session.timeZone", "UTC");
        // Whether days before 1582 come out as the calendar has them is the caller's to say.
        String exact = "spark.sql.datetime.java8API.enabled";
        own.conf().set(exact, session.conf().get(exact, "false"));
        FilesSpec.Format format = ((FilesSpec) endpoint.engine()).format();
        DataFrameReader reader = own.read().format(format.name().toLowerCase(Locale.ROOT));
        endpoint.properties().forEach(reader::option);
        if (files.get(0).name().contains("=")) {
            reader.option("basePath", table.root());
        }
        try {
            return reader.load(files.stream().map(SourceFile::path).toArray(String[]::new));
        } catch (RuntimeException refused) {
            throw refused(files.get(0), refused);
        } catch (Exception refused) {
            // Scala throws checked exceptions that Java does not see: AnalysisException.
            throw refused(files.get(0), refused);
        }
    }

    private static MigrationException refused(SourceFile file, Exception refused) {
        return new MigrationException(
                ErrorKind.SOURCE,
                "Cannot read %s: %s. Spark has no type for it: write the file anew, or leave it out."
                        .formatted(file.name(), refused.getMessage()),
                refused);
    }

    private static StructType widened(
            FileTable table,
            SourceFile first,
            StructType schema,
            SourceFile other,
            StructType own) {
        List<String> differences = new ArrayList<>();
        StructType wide = new StructType();
        for (StructField field : schema.fields()) {
            StructField its = field(own, field.name());
            DataType type = its == null ? null : wider(field.dataType(), its.dataType());
            if (its == null) {
                differences.add("it lacks " + field.name());
            } else if (type == null) {
                differences.add(
                        "%s is %s and not %s"
                                .formatted(
                                        field.name(),
                                        its.dataType().sql(),
                                        field.dataType().sql()));
            }
            wide = wide.add(field.name(), type == null ? field.dataType() : type, true);
        }
        for (StructField field : own.fields()) {
            if (field(schema, field.name()) == null) {
                differences.add("it has %s besides".formatted(field.name()));
            }
        }
        if (!differences.isEmpty()) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot read the files of table %s as one: %s has another schema than %s: %s. Put it into a folder of its own, or write it anew."
                            .formatted(
                                    table.name(),
                                    other.name(),
                                    first.name(),
                                    String.join(", ", differences)));
        }
        return wide;
    }

    private static @Nullable StructField field(StructType schema, String name) {
        for (StructField field : schema.fields()) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        return null;
    }

    /** The one of two types that holds every value of both; null where none does exactly. */
    private static @Nullable DataType wider(DataType one, DataType other) {
        if (one.equals(other)) {
            return one;
        }
        List<DataType> wholes =
                List.of(
                        DataTypes.ByteType,
                        DataTypes.ShortType,
                        DataTypes.IntegerType,
                        DataTypes.LongType);
        List<DataType> reals = List.of(DataTypes.FloatType, DataTypes.DoubleType);
        for (List<DataType> widening : List.of(wholes, reals)) {
            if (widening.contains(one) && widening.contains(other)) {
                return widening.get(Math.max(widening.indexOf(one), widening.indexOf(other)));
            }
        }
        if (one instanceof DecimalType first && other instanceof DecimalType second) {
            int scale = Math.max(first.scale(), second.scale());
            int whole =
                    Math.max(
                            first.precision() - first.scale(), second.precision() - second.scale());
            return whole + scale <= DecimalType.MAX_PRECISION()
                    ? new DecimalType(whole + scale, scale)
                    : null;
        }
        return null;
    }
}
