package io.drover.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonReportTest {
    /** Every field by its name, in order; a change here changes {@link MigrationReport#FORMAT}. */
    @Test
    void theDocumentIsAsTheGoldenFileSays() throws Exception {
        String document = JsonReport.render(ReportExample.different().report());
        try (InputStream golden = getClass().getResourceAsStream("different.json")) {
            assertThat(document)
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aProgramFindsTheVerdictAndTheBalance() throws Exception {
        JsonNode report =
                new ObjectMapper().readTree(JsonReport.render(ReportExample.equal().report()));
        assertThat(report.at("/format").asText()).isEqualTo("drover-report/1");
        assertThat(report.at("/verdict/kind").asText()).isEqualTo("PROVEN_EQUAL");
        assertThat(report.at("/balance/unexplained").asLong(-1)).isZero();
        assertThat(report.at("/run/startedAt").asText()).isEqualTo("2026-01-01T08:10:00Z");
        assertThat(report.toString()).doesNotContain("hunter2");
    }

    @Test
    void theMigrationLogIsThereWithItsCounts() throws Exception {
        JsonNode report =
                new ObjectMapper()
                        .readTree(JsonReport.render(ReportExample.loaded().ruled().report()));
        assertThat(report.at("/migrationLog")).hasSize(4);
        assertThat(report.at("/migrationLog/1/effect").asText()).isEqualTo("LEFT_OUT");
        assertThat(report.at("/migrationLog/1/rows").asLong()).isEqualTo(1456);
        assertThat(report.at("/balance/equation").asText())
                .isEqualTo(
                        "1,235,333 read = 1,235,330 loaded + 0 filtered + 0 deduplicated + 3 quarantined");
    }

    @Test
    void whatIsNotKnownIsNullAndNotLeftOut() throws Exception {
        JsonNode report =
                new ObjectMapper()
                        .readTree(JsonReport.render(ReportExample.withoutALoad().report()));
        assertThat(report.has("throughput")).isTrue();
        assertThat(report.get("throughput").isNull()).isTrue();
        assertThat(report.get("consistency").isNull()).isTrue();
    }
}
