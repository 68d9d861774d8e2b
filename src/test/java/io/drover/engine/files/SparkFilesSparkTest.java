package io.drover.engine.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.error.SnapshotLostException;
import io.drover.model.ChunkPlan;
import io.drover.model.TablePlan;
import io.drover.model.WireForm;
import io.drover.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that Spark reads. */
class SparkFilesSparkTest {
    @TempDir private Path folder;

    private void write(String format, String table, String sql) {
        TestSpark.session()
                .sql(sql)
                .coalesce(1)
                .write()
                .mode(SaveMode.Append)
                .format(format)
                .save(folder.resolve(table).toString());
    }

    private static List<String> rows(FilesTrial trial, TablePlan plan) {
        ChunkPlan chunk = plan.chunks().get(0);
        return new FilesEngine()
                .rows(TestSpark.session(), trial.request(plan, chunk)).collectAsList().stream()
                        .map(Row::toString)
                        .sorted()
                        .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "avro"})
    void countsComeFromFootersAndTypesFromTheSchema(String format) {
        write(format, "t", "SELECT id, concat('n', id) name, 1.50 price FROM range(10)");
        write(
                format,
                "t",
                "SELECT id + 10 id, cast(null AS string) name, 2.25 price FROM range(5)");

        try (FilesTrial trial = new FilesTrial(folder, "format = " + format)) {
            assertThat(trial.types("t"))
                    .containsExactly("id bigint", "name text", "price numeric(3,2)");
            assertThat(trial.table("t").statistics().estimatedRows()).isEqualTo(15);
            assertThat(rows(trial, trial.plan("t", WireForm.BINARY, 1 << 20)))
                    .hasSize(15)
                    .contains("[0,n0,1.50]", "[14,null,2.25]");
        }
    }

    @Test
    void aParquetFileWithAnotherSchemaInTheMiddleIsRefusedByNameAndColumn() throws IOException {
        write("parquet", "t", "SELECT 1L id, 'a' name");
        write("parquet", "t", "SELECT 2L id, 7 name");

        try (FilesTrial trial = new FilesTrial(folder, "format = parquet");
                Stream<Path> files = Files.list(folder.resolve("t"))) {
            List<String> names =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("part"))
                            .toList();
            assertThatThrownBy(() -> trial.table("t"))
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SOURCE))
                    .message()
                    .contains("another schema", "name is", "INT", "STRING")
                    .contains(names);
        }
    }

    @Test
    void filesWhoseTypesOnlyWidenAreOneTable() {
        write("parquet", "t", "SELECT 1 id, cast(1.5 AS float) r, cast(1.25 AS decimal(5,2)) d");
        write(
                "parquet",
                "t",
                "SELECT 3000000000 id, cast(2.5 AS double) r, cast(1.125 AS decimal(9,3)) d");

        try (FilesTrial trial = new FilesTrial(folder, "format = parquet")) {
            assertThat(trial.types("t"))
                    .containsExactly("id bigint", "r double precision", "d numeric(9,3)");
            assertThat(rows(trial, trial.plan("t", WireForm.BINARY, 1 << 20)))
                    .containsExactly("[1,1.5,1.250]", "[3000000000,2.5,1.125]");
        }
    }

    @Test
    void foldersNamedByAValueAreAColumnOfText() {
        TestSpark.session()
                .sql("SELECT id, concat('0', id) month FROM range(3)")
                .write()
                .partitionBy("month")
                .parquet(folder.resolve("t").toString());

        try (FilesTrial trial = new FilesTrial(folder, "format = parquet")) {
            assertThat(trial.types("t")).containsExactly("id bigint", "month text");
            assertThat(rows(trial, trial.plan("t", WireForm.BINARY, 1 << 20)))
                    .containsExactly("[0,00]", "[1,01]", "[2,02]");
        }
    }

    @Test
    void filesThatChangeUnderTheRunAreRefused() {
        write("parquet", "t", "SELECT 1L id");

        try (FilesTrial trial = new FilesTrial(folder, "format = parquet")) {
            TablePlan plan = trial.plan("t", WireForm.BINARY, 1 << 20);
            write("parquet", "t", "SELECT 2L id");

            assertThatThrownBy(() -> rows(trial, plan)).isInstanceOf(SnapshotLostException.class);
        }
    }

    @Test
    void aFileThatIsNoneOfItsFormatIsRefusedByName() throws IOException {
        write("parquet", "t", "SELECT 1L id");
        Files.writeString(folder.resolve("t/part-9.parquet"), "id,name\n1,a\n");

        try (FilesTrial trial = new FilesTrial(folder, "format = parquet")) {
            assertThatThrownBy(() -> trial.table("t"))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("part-9.parquet");
        }
    }
}
