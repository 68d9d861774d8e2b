package io.drover.testing.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.testing.TestSpark;
import io.drover.testing.snowflake.SnowflakeStandIn.ResultKind;
import io.drover.testing.snowflake.SnowflakeStandIn.StageKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.AfterEach;
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
                                + " IF(id % 5 = 0, NULL, concat('it''s \"', id, '\"|\\n', IF(id = 1, '', 'é'))) AS NAME,"
                                + " CAST(id / 7 AS DECIMAL(18, 4)) AS AMOUNT,"
                                + " timestamp_micros(id * 86400123456 - 5000000001) AS TS,"
                                + " date_add(DATE '1969-12-30', CAST(id AS INT)) AS DAY,"
                                + " id % 2 = 0 AS EVEN,"
                                + " CAST(id AS DOUBLE) / 3 AS RATIO,"
                                + " encode(concat('b', id), 'UTF-8') AS RAW"
                                + " FROM range(1, 21)")
                .repartition(3);
    }

    private void write(Dataset<Row> rows, SaveMode mode, String table, String... options) {
        var writer = rows.write().format(SOURCE).options(server.connectorOptions()).mode(mode);
        for (int at = 0; at < options.length; at += 2) {
            writer = writer.option(options[at], options[at + 1]);
        }
        writer.option("dbtable", table).save();
    }

    private Dataset<Row> read(String table) {
        return TestSpark.session()
                .read()
                .format(SOURCE)
                .options(server.connectorOptions())
                .option("dbtable", table)
                .load();
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
}
