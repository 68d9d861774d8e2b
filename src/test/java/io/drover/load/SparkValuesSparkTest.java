package io.drover.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.dialect.postgres.WireType;
import io.drover.testing.TestSpark;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Spark hands out old dates and timestamps in Java's old calendar, in the JVM's time zone. */
class SparkValuesSparkTest {
    private static final WireType EXACT = WireType.of("timestamp with time zone");

    @Test
    void oldDatesAndTimestampsAreTheOnesThatSparkMeant() {
        for (Row row :
                TestSpark.session()
                        .sql(
                                "SELECT t, unix_micros(t), d, unix_date(d) FROM VALUES"
                                        + " (timestamp'0001-01-01 00:00:00Z', date'0001-01-01'),"
                                        + " (timestamp'1500-03-01 12:34:56.123456Z', date'1500-03-01'),"
                                        + " (timestamp'1582-10-10 00:00:00.000001Z', date'1582-10-15'),"
                                        + " (timestamp'1883-11-18 17:00:00Z', date'1899-12-31'),"
                                        + " (timestamp'1969-12-31 23:59:59.999999Z', date'1969-12-31'),"
                                        + " (timestamp'2020-10-25 01:30:00.5Z', date'9999-12-31') v (t, d)")
                        .collectAsList()) {
            assertThat(ExactValues.micros(row.get(0), EXACT)).as("%s", row).isEqualTo(row.get(1));
            assertThat(ExactValues.date(row.get(2)).toEpochDay())
                    .as("%s", row)
                    .isEqualTo(row.getInt(3));
        }
    }
}
