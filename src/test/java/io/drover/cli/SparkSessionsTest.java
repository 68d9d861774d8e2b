package io.drover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkSessionsTest {
    @Test
    void alonePerformsOnThisMachineAndOpensNoPort() {
        SparkConf settings = settings(Map.of());

        assertThat(settings.get("spark.master")).isEqualTo("local[*,4]");
        assertThat(settings.get("spark.scheduler.mode")).isEqualTo("FAIR");
        assertThat(settings.get("spark.ui.enabled")).isEqualTo("false");
        assertThat(settings.get("spark.driver.host")).isEqualTo("127.0.0.1");
    }

    @Test
    void whatSparkSubmitSetsStandsButTheTimeZone() {
        SparkConf settings =
                settings(
                        Map.of(
                                "spark.master", "spark://cluster:7077",
                                "spark.scheduler.mode", "FIFO",
                                "spark.sql.session.timeZone", "Pacific/Auckland"));

        assertThat(settings.get("spark.master")).isEqualTo("spark://cluster:7077");
        assertThat(settings.get("spark.scheduler.mode")).isEqualTo("FIFO");
        assertThat(settings.contains("spark.ui.enabled")).isFalse();
        assertThat(settings.contains("spark.driver.host")).isFalse();
        assertThat(settings.get("spark.sql.session.timeZone")).isEqualTo("UTC");
    }

    private static SparkConf settings(Map<String, String> given) {
        SparkConf conf = new SparkConf(false);
        given.forEach(conf::set);
        return SparkSessions.settings(conf);
    }
}
