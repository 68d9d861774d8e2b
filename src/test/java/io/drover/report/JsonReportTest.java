package io.drover.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.testing.ReportSchema;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        assertThat(report.at("/format").asText()).isEqualTo("drover-report/2");
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

    @ParameterizedTest
    @MethodSource("reports")
    void everyDocumentIsValidAgainstThePublishedSchema(MigrationReport report) {
        ReportSchema.assertValid(JsonReport.render(report));
    }

    static List<MigrationReport> reports() {
        return Stream.of(
                        ReportExample.equal(),
                        ReportExample.different(),
                        ReportExample.telling(),
                        ReportExample.loaded().ruled(),
                        ReportExample.running(),
                        ReportExample.withoutALoad(),
                        ReportExample.failed("Cannot reach the source."),
                        ReportExample.equal().unexplained(-2),
                        ReportExample.equal().provenTables(0))
                .map(ReportExample::report)
                .toList();
    }

    @Test
    void theSchemaIsNamedInTheDocumentAndRefusesAnother() {
        String document = JsonReport.render(ReportExample.telling().report());
        assertThat(document)
                .startsWith(
                        "{\n  \"$schema\" : \"report.schema.json\",\n  \"format\" : \"drover-report/2\"");
        assertThat(ReportSchema.violations(document.replace("drover-report/2", "drover-report/1")))
                .hasSize(1);
        assertThat(ReportSchema.violations(document.replace("\"NOT_PROVEN\"", "\"MAYBE\"")))
                .isNotEmpty();
        assertThat(ReportSchema.violations(document.replace("\"computed\"", "\"calculated\"")))
                .isNotEmpty();
    }

    @Test
    void levelsReasonsAndLimitsAreThere() throws Exception {
        JsonNode report =
                new ObjectMapper().readTree(JsonReport.render(ReportExample.telling().report()));
        assertThat(report.at("/tables/2/proof/reasons/0/reason").asText())
                .isEqualTo("truncation at 50");
        assertThat(report.at("/tables/2/proof/levels/4/figures/0/target").asText())
                .isEqualTo("1661178");
        assertThat(report.at("/proof/levels/1/level").asText()).isEqualTo("QUERIES");
        assertThat(report.at("/proof/sourceSnapshot/name").asText())
                .isEqualTo("00000005-0000002A-1");
        assertThat(report.at("/verdict/limits")).isNotEmpty();
        assertThat(report.at("/tables/2/proof").has("source")).isFalse();
    }
}
