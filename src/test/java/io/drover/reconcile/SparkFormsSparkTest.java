package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.Vectors;
import io.drover.canonical.Vectors.Vector;
import io.drover.model.SetDigest;
import io.drover.testing.TestSpark;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SparkFormsSparkTest {
    @ParameterizedTest
    @EnumSource(
            value = CanonicalType.class,
            names = {
                "BOOLEAN",
                "INTEGER",
                "DECIMAL",
                "FLOAT",
                "TEXT",
                "BINARY",
                "DATE",
                "TIMESTAMP",
                "INSTANT"
            })
    void sparkGivesTheBytesOfTheVectors(CanonicalType type) {
        for (int dimensions = 0; dimensions <= 3; dimensions++) {
            Map<String, String> expected = new LinkedHashMap<>();
            List<Row> rows = new ArrayList<>();
            for (Vector vector : Vectors.all()) {
                if (vector.logicalType() == type
                        && dimensions(vector) == dimensions
                        && isOfSpark(vector)) {
                    expected.put(vector.name(), vector.form());
                    rows.add(RowFactory.create(value(vector, dimensions)));
                }
            }
            if (rows.isEmpty()) {
                continue;
            }
            DataType column = dataType(type);
            for (int dimension = 0; dimension < dimensions; dimension++) {
                column = DataTypes.createArrayType(column);
            }
            Dataset<Row> data = data(rows, new StructType().add("v", column));
            List<String> forms =
                    SparkDigests.forms(data).collect().stream()
                            .map(HexFormat.of()::formatHex)
                            .toList();
            assertThat(forms).as("%s in %d dimensions", type, dimensions).hasSameSizeAs(rows);
            assertThat(forms).containsExactlyElementsOf(expected.values());
        }
    }

    @Test
    void aSetHasTheSameDigestHoweverItIsPartitioned() {
        Dataset<Row> rows =
                TestSpark.session()
                        .range(1000)
                        .selectExpr(
                                "id",
                                "concat('row ', id) t",
                                "id / 7 d",
                                "date_add(DATE'2000-01-01', CAST(id AS INT)) day");
        SetDigest digest = SparkDigests.of(rows);
        assertThat(digest.rows()).isEqualTo(1000);
        assertThat(SparkDigests.of(rows.repartition(7))).isEqualTo(digest);
        assertThat(
                        SparkDigests.of(rows.where("id < 10"))
                                .plus(SparkDigests.of(rows.where("id >= 10"))))
                .isEqualTo(digest);
        assertThat(SparkDigests.of(rows.where("id > 0"))).isNotEqualTo(digest);
    }

    @Test
    void whatHasNoFormIsRefusedByName() {
        assertThatThrownBy(
                        () ->
                                SparkDigests.of(
                                        TestSpark.session()
                                                .sql("SELECT 1 AS id, map('a', 1) AS tags")))
                .hasMessageContaining("Cannot compare column tags: Spark's type MAP<STRING, INT>");
        SparkRowForm former = new SparkRowForm(StructType.fromDDL("a array<array<int>>"));
        assertThatThrownBy(() -> former.form(RowFactory.create(List.of(List.of(1), List.of(1, 2)))))
                .hasMessageContaining("of different lengths");
    }

    private static Dataset<Row> data(List<Row> rows, StructType schema) {
        return TestSpark.session().createDataFrame(rows, schema).coalesce(1);
    }

    private static int dimensions(Vector vector) {
        if (!vector.isArray()) {
            return 0;
        }
        return List.of("0", "NULL").contains(vector.value())
                ? 1
                : vector.value().substring(0, vector.value().indexOf('@')).split("x", -1).length;
    }

    private static boolean isOfSpark(Vector vector) {
        String value = vector.value();
        boolean fromOne =
                !vector.isArray()
                        || !value.contains("@")
                        || value.split("[@|]", -1)[1].matches("1(x1)*");
        boolean infinite = value.endsWith("infinity") || value.contains("infinity|");
        boolean nanos = value.matches(".*\\.\\d{7,}Z?");
        boolean isDecimal = vector.logicalType() == CanonicalType.DECIMAL;
        boolean wide = isDecimal && (value.length() > 30 || value.matches(".*(N|y|400).*"));
        return vector.hasValue()
                && fromOne
                && !infinite
                && !nanos
                && (!wide || value.equals("NULL"));
    }

    private static DataType dataType(CanonicalType type) {
        return switch (type) {
            case BOOLEAN -> DataTypes.BooleanType;
            case INTEGER -> DataTypes.LongType;
            case DECIMAL -> DataTypes.createDecimalType(38, 15);
            case FLOAT -> DataTypes.DoubleType;
            case TEXT -> DataTypes.StringType;
            case BINARY -> DataTypes.BinaryType;
            case DATE -> DataTypes.DateType;
            case TIMESTAMP -> DataTypes.TimestampNTZType;
            case INSTANT -> DataTypes.TimestampType;
            case TIME, TIME_ZONED, INTERVAL, UUID, JSON -> throw new IllegalArgumentException();
        };
    }

    private static Object value(Vector vector, int dimensions) {
        if (dimensions == 0 || vector.value().equals("NULL")) {
            return scalar(vector.logicalType(), vector.value());
        }
        if (vector.value().equals("0")) {
            return List.of();
        }
        List<String> parts = List.of(vector.value().split("\\|", -1));
        List<Object> values = new ArrayList<>();
        parts.stream().skip(1).forEach(each -> values.add(scalar(vector.logicalType(), each)));
        int[] sizes =
                Arrays.stream(parts.get(0).split("@", -1)[0].split("x", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray();
        List<Object> shaped = values;
        for (int dimension = sizes.length - 1; dimension > 0; dimension--) {
            List<Object> outer = new ArrayList<>();
            for (int from = 0; from < shaped.size(); from += sizes[dimension]) {
                outer.add(List.copyOf(shaped.subList(from, from + sizes[dimension])));
            }
            shaped = outer;
        }
        return shaped;
    }

    private static Object scalar(CanonicalType type, String value) {
        if (value.equals("NULL")) {
            return null;
        }
        return switch (type) {
            case BOOLEAN -> Boolean.parseBoolean(value);
            case INTEGER -> Long.parseLong(value);
            case DECIMAL -> new BigDecimal(value);
            case FLOAT -> Vectors.number(value);
            case TEXT -> Vectors.unescape(value);
            case BINARY -> HexFormat.of().parseHex(value);
            case DATE -> LocalDate.parse(value);
            case TIMESTAMP -> LocalDateTime.parse(value);
            case INSTANT -> Instant.parse(value);
            case TIME, TIME_ZONED, INTERVAL, UUID, JSON -> throw new IllegalArgumentException();
        };
    }
}
