package io.drover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.demo.BeneficiariesData.Outcome;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The worked example's data, and the job that it is measured against, at a hundredth of its size.
 */
class BeneficiariesDataIT {
    private static final String USER = "?user=postgres";
    private static final String DIGEST =
            "SELECT md5(string_agg(beneficiaries::text, ';' ORDER BY ctid)) FROM beneficiaries";

    private static TestDatabase source;
    private static TestDatabase target;
    private static Outcome outcome;

    @BeforeAll
    static void fill() {
        source = TestDatabase.create("charity");
        target = TestDatabase.create("aid");
        outcome = BeneficiariesData.fillSource(source.url() + USER, 12_479, 42);
        BeneficiariesData.makeTarget(target.url() + USER);
    }

    @AfterAll
    static void drop() {
        source.close();
        target.close();
    }

    @Test
    void figuresAreInProportionAndAddUp() {
        assertThat(outcome).isEqualTo(new Outcome(12_479, 12_441, 15, 23, 8, 800));
        assertThat(BeneficiariesData.expected(source.url() + USER)).isEqualTo(outcome);
    }

    @Test
    void theSameSeedMakesTheSameRowsAndAnotherOneOthers() {
        try (TestDatabase twin = TestDatabase.create("twin");
                TestDatabase other = TestDatabase.create("other")) {
            BeneficiariesData.fillSource(twin.url() + USER, 12_479, 42);
            BeneficiariesData.fillSource(other.url() + USER, 12_479, 43);
            assertThat(twin.value(DIGEST)).isEqualTo(source.value(DIGEST));
            assertThat(other.value(DIGEST)).isNotEqualTo(source.value(DIGEST));
        }
    }

    @Test
    void theTroublesThatOtherToolsTripOverAreThere() {
        String versions =
                "SELECT count(*) FROM (SELECT *, max(updated_at) OVER (PARTITION BY id) AS latest,"
                        + " count(*) OVER (PARTITION BY id) AS versions FROM beneficiaries"
                        + " WHERE registration_date >= '2020-01-01') v WHERE versions > 1 AND ";
        String nameless = "coalesce(btrim(name), '') = ''";
        String named = "btrim(name) <> ''";
        assertThat(source.value(versions + nameless + " AND updated_at < latest"))
                .as("a duplicate whose older version has no name")
                .isNotEqualTo("0");
        assertThat(source.value(versions + nameless + " AND updated_at = latest"))
                .as("a duplicate whose latest version has no name")
                .isNotEqualTo("0");
        assertThat(source.value(versions + named + " AND versions > 2"))
                .as("an id that is there three times")
                .isNotEqualTo("0");
        assertThat(
                        source.value(
                                "SELECT count(*) FROM (SELECT FROM beneficiaries b GROUP BY b.*"
                                        + " HAVING count(*) > 1) same"))
                .as("rows that are the same in everything")
                .isNotEqualTo("0");
    }

    @Test
    void theJobByHandMakesTheOraclesRows() throws Exception {
        SparkSqlBeneficiaries.run(TestSpark.session(), source.url() + USER, target.url() + USER, 4);

        assertThat(target.value("SELECT count(*) FROM aid.beneficiary"))
                .isEqualTo(Long.toString(outcome.loaded()));
        assertThat(target.value("SELECT count(*) FROM aid.beneficiary WHERE requires_review"))
                .isEqualTo(Long.toString(outcome.unknownLocations()));
        assertThat(target.value("SELECT count(*) FROM aid.beneficiary_quarantine"))
                .isEqualTo(Long.toString(outcome.quarantined()));
        assertThat(BeneficiariesOracle.differences(source.url() + USER, target.url() + USER))
                .isEmpty();
    }

    @Test
    void theOracleSeesAChangedRowAndAMissingOne() throws Exception {
        try (TestDatabase damaged = TestDatabase.create("damaged")) {
            BeneficiariesData.makeTarget(damaged.url() + USER);
            SparkSqlBeneficiaries.run(
                    TestSpark.session(), source.url() + USER, damaged.url() + USER, 4);
            String first = BeneficiariesOracle.beneficiaryId("500001").toString();
            String second = BeneficiariesOracle.beneficiaryId("500002").toString();
            damaged.execute(
                    "UPDATE aid.beneficiary SET region = 'KE-99' WHERE beneficiary_id = '"
                            + first
                            + "'",
                    "DELETE FROM aid.beneficiary WHERE beneficiary_id = '" + second + "'");

            assertThat(BeneficiariesOracle.differences(source.url() + USER, damaged.url() + USER))
                    .hasSize(3)
                    .anyMatch(found -> found.startsWith("extra (" + first))
                    .anyMatch(found -> found.startsWith("missing (" + first))
                    .anyMatch(found -> found.startsWith("missing (" + second));
        }
    }
}
