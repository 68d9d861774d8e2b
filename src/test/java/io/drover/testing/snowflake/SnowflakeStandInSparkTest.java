package io.drover.testing.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.testing.TestSpark;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real connector against the stand-in, with both kinds of stage and of results. */
class SnowflakeStandInSparkTest {
    private static final String SOURCE = "net.snowflake.spark.snowflake";
    private SnowflakeStandIn server;

    @AfterEach
    void stop() {
        server.close();
    }

    private void start(StageKind stage, ResultKind results) {
        server = SnowflakeStandIn.start(stage, results);
    }

    private static Dataset<Row> people() {
        return TestSpark.session()
                .sql(
                        "SELECT CAST(id AS BIGINT) AS ID,"
                                + " IF(id % 5 = 0, NULL, concat('it''s \"', id, '\"|\\n', IF(id ="
                                + " 1, '', 'é'))) AS NAME,"
                                + " CAST(id / 7 AS DECIMAL(18, 4)) AS AMOUNT,"
                                + " timestamp_micros(id * 86400123456 - 5000000001) AS TS,"
                                + " date_add(DATE '1969-12-30', CAST(id AS INT)) AS DAY,"
                                + " id % 2 = 0 AS EVEN,"
                                + " CAST(id AS DOUBLE) / 3 AS RATIO,"
                                + " encode(concat('b', id), 'UTF-8') AS RAW"
                                + " FROM range(1, 21)")
                .repartition(3);
    }

    private static Dataset<Row> numbers(long first, long end) {
        return TestSpark.session()
                .sql(
                        "SELECT id AS ID, concat('n', id) AS NAME FROM range(%d, %d, 1, 2)"
                                .formatted(first, end));
    }

    private void write(Dataset<Row> rows, SaveMode mode, String table, String... options) {
        DataFrameWriter<Row> writer =
                rows.write().format(SOURCE).options(server.connectorOptions()).mode(mode);
        for (int at = 0; at < options.length; at += 2) {
            writer = writer.option(options[at], options[at + 1]);
        }
        writer.option("dbtable", table).save();
    }

    private Dataset<Row> read(String table, String... options) {
        DataFrameReader reader =
                TestSpark.session().read().format(SOURCE).options(server.connectorOptions());
        for (int at = 0; at < options.length; at += 2) {
            reader = reader.option(options[at], options[at + 1]);
        }
        return reader.option("dbtable", table).load();
    }

    private static List<String> sorted(Dataset<Row> rows) {
        return rows
                .selectExpr("to_json(struct(*)) AS line")
                .orderBy("line")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    private String value(String sql) throws SQLException {
        try (Connection connection = server.h2();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (result.next()) {
                values.add(result.getString(1));
            }
            return String.join(",", values);
        }
    }

    private List<String> statements(String start) {
        return server.statements().stream()
                .filter(sql -> sql.strip().toLowerCase(java.util.Locale.ROOT).startsWith(start))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"S3,JSON", "S3,ARROW", "GCS,JSON", "GCS,ARROW"})
    void whatIsAppendedIsReadBack(StageKind stage, ResultKind results) throws SQLException {
        start(stage, results);
        write(people(), SaveMode.Append, "PEOPLE");
        Dataset<Row> back =
                read("PEOPLE")
                        .selectExpr(
                                "CAST(ID AS BIGINT) AS ID",
                                "NAME",
                                "AMOUNT",
                                "TS",
                                "DAY",
                                "EVEN",
                                "RATIO",
                                "RAW");
        assertThat(sorted(back)).isEqualTo(sorted(people()));
        write(people(), SaveMode.Append, "PEOPLE");
        assertThat(value("SELECT COUNT(*) FROM PEOPLE")).isEqualTo("40");
        assertThat(read("PEOPLE").filter("ID > 18 AND EVEN").count()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"on,off", "on,on", "off,on"})
    void anOverwriteReplacesTheRows(String staging, String truncate) throws SQLException {
        start(StageKind.S3, ResultKind.JSON);
        String[] options = {"usestagingtable", staging, "truncate_table", truncate};
        write(numbers(0, 5), SaveMode.Overwrite, "T", options);
        write(numbers(10, 13), SaveMode.Overwrite, "T", options);
        assertThat(value("SELECT ID FROM T ORDER BY ID")).isEqualTo("10,11,12");
        assertThat(
                        value(
                                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'"))
                .isEqualTo("T");
        assertThat(statements("alter table").isEmpty()).isEqualTo(staging.equals("off"));
    }

    @Test
    void columnsAreMappedByName() throws SQLException {
        start(StageKind.S3, ResultKind.JSON);
        write(numbers(0, 2), SaveMode.Append, "T");
        write(
                numbers(2, 4).selectExpr("NAME", "ID"),
                SaveMode.Append,
                "T",
                "column_mapping",
                "name");
        assertThat(value("SELECT NAME FROM T ORDER BY ID")).isEqualTo("n0,n1,n2,n3");
    }

    @ParameterizedTest
    @CsvSource({"S3,JSON", "GCS,ARROW"})
    void manyRowsComeAsChunksInManyPartitions(StageKind stage, ResultKind results)
            throws SQLException {
        start(stage, results);
        long began = System.nanoTime();
        write(numbers(0, 200_000).repartition(8), SaveMode.Append, "T");
        Duration writing = Duration.ofNanos(System.nanoTime() - began);
        assertThat(value("SELECT COUNT(*) FROM T")).isEqualTo("200000");
        assertThat(writing).isLessThan(Duration.ofSeconds(60));
        Dataset<Row> back = read("T", "partition_size_in_mb", "1");
        assertThat(back.rdd().getNumPartitions()).isGreaterThan(1);
        assertThat(back.selectExpr("sum(ID)", "count(DISTINCT NAME)").first().mkString("|"))
                .isEqualTo("19999900000|200000");
        System.out.println(
                "200000 rows into the stand-in (" + stage + "): " + writing.toMillis() + " ms");
    }

    @Test
    void aQueryIsUnloadedIntoTheStage() {
        start(StageKind.S3, ResultKind.JSON);
        Dataset<Row> rows = people().drop("RAW");
        write(rows, SaveMode.Append, "PEOPLE");
        Dataset<Row> back = read("PEOPLE", "use_copy_unload", "true");
        assertThat(
                        sorted(
                                back.selectExpr(
                                        "CAST(ID AS BIGINT) AS ID", "AMOUNT", "TS", "DAY", "EVEN")))
                .isEqualTo(sorted(rows.select("ID", "AMOUNT", "TS", "DAY", "EVEN")));
        assertThat(statements("copy into '@")).hasSize(1);
    }

    @Test
    void wholeNumbersAreReadAsDecimals() {
        start(StageKind.S3, ResultKind.JSON);
        write(numbers(0, 2), SaveMode.Append, "T");
        assertThat(read("T").schema().apply("ID").dataType().simpleString())
                .isEqualTo("decimal(38,0)");
    }

    @Test
    void aCopyThatFailsLoadsNothing() throws SQLException {
        start(StageKind.S3, ResultKind.JSON);
        write(numbers(0, 3), SaveMode.Append, "T");
        server.faults().once(Fault.copyFails());
        assertThatThrownBy(() -> write(numbers(3, 6), SaveMode.Overwrite, "T"))
                .hasStackTraceContaining("Numeric value 'abc' is not recognized");
        assertThat(value("SELECT ID FROM T ORDER BY ID")).isEqualTo("0,1,2");
    }

    @Test
    void oneBadRowKeepsAllOut() throws SQLException {
        start(StageKind.S3, ResultKind.JSON);
        write(numbers(0, 3), SaveMode.Append, "T");
        Dataset<Row> bad =
                TestSpark.session()
                        .sql(
                                "SELECT IF(id = 7, 'seven', string(id)) AS ID, 'x' AS NAME"
                                        + " FROM range(0, 10, 1, 2)");
        assertThatThrownBy(() -> write(bad, SaveMode.Append, "T"))
                .hasStackTraceContaining("Numeric value 'seven' is not recognized");
        assertThat(value("SELECT COUNT(*) FROM T")).isEqualTo("3");
        write(bad, SaveMode.Append, "T", "continue_on_error", "true");
        assertThat(value("SELECT COUNT(*) FROM T")).isEqualTo("12");
    }

    @Test
    void aFileThatTheReplyForgetsIsCopiedAgain() throws SQLException {
        start(StageKind.S3, ResultKind.JSON);
        server.faults().once(Fault.fileForgotten("0\\.CSV\\.gz"));
        write(numbers(0, 6), SaveMode.Append, "T");
        assertThat(statements("copy into")).hasSize(2).last().asString().contains("FILES");
        assertThat(value("SELECT COUNT(*) FROM T")).isEqualTo("6");
    }

    @Test
    void aTruncatedUploadIsNotLoaded() {
        start(StageKind.S3, ResultKind.JSON);
        server.faults().once(Fault.uploadTruncated("CSV"));
        assertThatThrownBy(() -> write(numbers(0, 6), SaveMode.Append, "T"))
                .hasStackTraceContaining("cannot be read");
    }

    @Test
    void anUploadThatIsRefusedIsTriedAgain() throws SQLException {
        start(StageKind.S3, ResultKind.JSON);
        server.faults().once(Fault.httpStatus("PUT .*CSV", 503));
        write(numbers(0, 6), SaveMode.Append, "T");
        assertThat(server.faults().fired()).hasSize(1);
        assertThat(value("SELECT COUNT(*) FROM T")).isEqualTo("6");
    }
}
