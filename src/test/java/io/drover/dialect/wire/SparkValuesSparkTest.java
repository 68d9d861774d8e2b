package io.drover.dialect.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.dialect.postgres.WireType;
import io.drover.testing.TestSpark;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** Spark hands out old dates and timestamps in Java's old calendar, in the JVM's time zone. */
class SparkValuesSparkTest {
    private static final WireType EXACT = WireType.of("timestamp with time zone");
    private static final String OLD_AND_NEW =
            "(timestamp'0001-01-01 00:00:00Z', date'0001-01-01'),"
                    + " (timestamp'1500-03-01 12:34:56.123456Z', date'1500-03-01'),"
                    + " (timestamp'1883-11-18 17:00:00Z', date'1899-12-31'),"
                    + " (timestamp'1969-12-31 23:59:59.999999Z', date'1969-12-31'),"
                    + " (timestamp'2020-10-25 01:30:00.5Z', date'9999-12-31')";
    private static final String LEFT_OUT =
            "(timestamp'1582-10-10 00:00:00.000001Z', date'1582-10-10')";

    @Test
    void oldDatesAndTimestampsAreTheOnesThatSparkMeant() {
        for (Row row : rows(TestSpark.session(), OLD_AND_NEW)) {
            arrivesExactly(row);
        }
    }

    @Test
    void aDayThatTheOldCalendarLeavesOutIsRefused() {
        Row row = rows(TestSpark.session(), LEFT_OUT).get(0);
        assertThatThrownBy(() -> ExactValues.micros(row.get(0), EXACT))
                .isInstanceOf(ValueRefused.class);
        assertThatThrownBy(() -> ExactValues.date(row.get(2))).isInstanceOf(ValueRefused.class);
    }

    @Test
    void withJavasNewCalendarEveryDayArrives() {
        SparkSession session = TestSpark.session().newSession();
        session.conf().set("spark.sql.datetime.java8API.enabled", true);
        for (Row row : rows(session, OLD_AND_NEW + ", " + LEFT_OUT)) {
            arrivesExactly(row);
        }
    }

    private static List<Row> rows(SparkSession session, String values) {
        return session.sql(
                        "SELECT t, unix_micros(t), d, unix_date(d) FROM VALUES "
                                + values
                                + " v (t, d)")
                .collectAsList();
    }

    private static void arrivesExactly(Row row) {
        assertThat(ExactValues.micros(row.get(0), EXACT)).as("%s", row).isEqualTo(row.get(1));
        assertThat(ExactValues.date(row.get(2)).toEpochDay())
                .as("%s", row)
                .isEqualTo(row.getInt(3));
    }
}
