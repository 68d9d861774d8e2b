package io.drover.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.report.ReportVerdict.Kind;
import org.junit.jupiter.api.Test;

class VerdictWordingTest {
    @Test
    void equalOnBothSidesIsProvenEqual() {
        assertVerdict(
                ReportExample.equal(),
                Kind.PROVEN_EQUAL,
                "Proven equal: 12 tables, 1,235,333 rows on both sides");
    }

    @Test
    void differencesAreCountedInRowsAndTables() {
        assertVerdict(ReportExample.different(), Kind.DIFFERENT, "Different: 3 rows in 2 tables");
    }

    @Test
    void aTableThatWasNotComparedIsNotProven() {
        assertVerdict(
                ReportExample.equal().provenTables(10),
                Kind.NOT_PROVEN,
                "Not proven: 2 tables not compared, 10 tables equal");
    }

    @Test
    void aLoadWithoutAReconciliationProvesNothing() {
        assertVerdict(
                ReportExample.loaded(),
                Kind.LOADED,
                "Loaded, not yet reconciled: 12 tables, 1,235,330 rows");
    }

    @Test
    void aLoadThatHasNotEndedIsNotComplete() {
        assertVerdict(
                ReportExample.running(),
                Kind.INCOMPLETE,
                "Not complete: 57 of 62 chunks loaded, 1,149,478 rows so far");
    }

    @Test
    void aFailedRunSaysWhatTheOperatorSaw() {
        assertVerdict(
                ReportExample.failed("Cannot reach the source. Check source.url."),
                Kind.FAILED,
                "Failed: Cannot reach the source. Check source.url.");
    }

    @Test
    void aRowWithoutAFateFailsWhateverTheReconciliationSays() {
        assertVerdict(
                ReportExample.equal().unexplained(2), Kind.FAILED, "Failed: 2 rows without a fate");
    }

    @Test
    void equalTablesDoNotHideADifferenceOutsideOfThem() {
        ReportExample example =
                ReportExample.equal()
                        .ended(
                                "DIFFERENT",
                                "DIFFERENT: 0 rows in 0 tables; other definitions: type shop.mood lacks the label sad");
        assertVerdict(
                example,
                Kind.DIFFERENT,
                "Different: all rows are equal, but definitions outside of the tables are not");
        assertThat(example.report().verdict().reasons())
                .containsExactly("Beside the tables: type shop.mood lacks the label sad");
    }

    @Test
    void aReconciliationThatWasKilledProvesNothing() {
        assertVerdict(
                ReportExample.equal().ended(null, null),
                Kind.NOT_PROVEN,
                "Not proven: the reconciliation did not come to its end");
    }

    @Test
    void quarantinedRowsAreSaidBesideTheVerdict() {
        assertThat(ReportExample.loaded().report().verdict().reasons())
                .containsExactly(
                        "3 rows of the source stayed out of the target, in the quarantine.");
    }

    private static void assertVerdict(ReportExample example, Kind kind, String words) {
        ReportVerdict verdict = example.report().verdict();
        assertThat(verdict.kind()).isEqualTo(kind);
        assertThat(verdict.headline() + ": " + verdict.summary()).isEqualTo(words);
    }
}
