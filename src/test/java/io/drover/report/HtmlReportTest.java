package io.drover.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
    private static final String ATTACK = "</script><img src=x onerror=alert(1)>\"'&<!--";

    @Test
    void theVerdictStandsBeforeAnythingElse() {
        String page = visible(HtmlReport.render(ReportExample.equal().report()));
        assertThat(page.indexOf("<h1 class=\"verdict proven_equal\">Proven equal</h1>"))
                .isPositive()
                .isLessThan(page.indexOf("Source"));
        assertThat(page).contains("12 tables, 1,235,333 rows on both sides");
    }

    @Test
    void thePageLoadsNothing() {
        String page = HtmlReport.render(ReportExample.different().report());
        String markup = page.replaceAll("(?s)<script\\b.*?</script>", "");
        assertThat(markup)
                .doesNotContainPattern("(?i)<(link|iframe|object|embed|base|form|img)\\b")
                .doesNotContainPattern("(?i)\\shref\\s*=\\s*\"[^#]")
                .doesNotContainPattern("(?i)\\s(src|srcset|action|poster)\\s*=")
                .doesNotContainPattern("(?i)@import|url\\(|https?://")
                .contains("default-src &#x27;none&#x27;");
        assertThat(page)
                .doesNotContainPattern("(?i)sourceMappingURL|XMLHttpRequest|WebSocket|sendBeacon")
                .doesNotContainPattern("\\b(fetch|import)\\(")
                .doesNotContain("<script src");
    }

    @Test
    void everyScriptThatRunsIsNamedByItsHash() {
        String page = HtmlReport.render(ReportExample.equal().report());
        Matcher scripts = Pattern.compile("(?s)<script>(.*?)</script>").matcher(page);
        int found = 0;
        while (scripts.find()) {
            found++;
            assertThat(page).contains(sha256(scripts.group(1)));
        }
        assertThat(found).isEqualTo(4);
        assertThat(page).doesNotContain("unsafe-inline");
    }

    @Test
    void namesAndValuesCannotBecomeMarkup() {
        String page = HtmlReport.render(ReportExample.different().hostile(ATTACK, ATTACK).report());
        assertThat(page).doesNotContain("<img").doesNotContain(ATTACK);
        assertThat(page)
                .contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;");
    }

    @Test
    void chartDataCannotEndItsElement() {
        assertThat(HtmlCharts.embedded(ATTACK))
                .doesNotContain("<")
                .doesNotContain(">")
                .doesNotContain("&");
    }

    @Test
    void noSecretOfAUrlIsShown() {
        String page = HtmlReport.render(ReportExample.equal().report());
        assertThat(page)
                .contains("<dd>old.example:5432/shop · PostgreSQL 15.4</dd>")
                .contains("<dd>new.example:5432/shop · PostgreSQL 17.2</dd>")
                .doesNotContain("hunter2");
    }

    @Test
    void bothValuesOfAChangedColumnStandSideBySide() {
        String page = visible(HtmlReport.render(ReportExample.different().report()));
        assertThat(page)
                .contains("Different")
                .contains("3 rows in 2 tables")
                .containsPattern(
                        "city</td>.*<code><mark>Porto</mark></code></td>.*<code><mark>Lisbon</mark></code>")
                .contains("<em class=\"absent\">NULL</em>")
                .contains("<em class=\"absent\">no row</em>");
    }

    @Test
    void whatTheVerdictRestsOnAndDoesNotSayStandsUnderIt() {
        String page = text(ReportExample.telling());
        assertThat(page.indexOf("What it rests on"))
                .isPositive()
                .isLessThan(page.indexOf("What it does not say"));
        assertThat(page.indexOf("What it does not say")).isLessThan(page.indexOf("Find a table"));
        assertThat(page)
                .contains("row digests made by the servers in SQL")
                .contains("shop.payment: legacy_ref is left out by the spec")
                .contains("Not every row was compared of shop.review.");
    }

    @Test
    void knownReasonsAreGroupedAndFiguresStandUnderTheirLevel() {
        assertThat(text(ReportExample.telling()))
                .contains("1,204 rows differ in name by truncation at 50")
                .contains("1 row differs in born by time-zone shift by 1 hour")
                .contains("≠ aggregates ≠ row digests 6 other levels equal")
                .contains("sum(length(name)) 1683402 1661178 different")
                .contains(
                        "revenue by month: 2025-11 1204331.50 1204319.00 different tolerance 0.01");
    }

    @Test
    void theSignatureNamesTheDocumentThatItSigns() throws Exception {
        MigrationReport report = ReportExample.equal().report();
        byte[] digest =
                java.security.MessageDigest.getInstance("SHA-256")
                        .digest(
                                JsonReport.render(report)
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(HtmlReport.render(report))
                .contains(
                        "I have read this report: Proven equal, 12 tables, 1,235,333 rows on both sides. ")
                .contains("SHA-256 " + java.util.HexFormat.of().formatHex(digest));
    }

    @Test
    void withoutDataThereIsNoChart() {
        String page = HtmlReport.render(ReportExample.withoutALoad().report());
        assertThat(page).doesNotContain("<canvas").doesNotContain("Chart.js");
        assertThat(page).contains("Proven equal").contains("Source rows").doesNotContain("Balance");
    }

    @Test
    void theBalanceIsAnEquation() {
        String page = visible(HtmlReport.render(ReportExample.loaded().report()));
        assertThat(page.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " "))
                .contains(
                        "1,235,333 read = 1,235,330 loaded + 0 filtered + 0 deduplicated + 3 quarantined 0 unexplained");
    }

    @Test
    void eachTableThatLostRowsHasItsEquationAndEachRuleItsWords() {
        assertThat(text(ReportExample.loaded().ruled()))
                .contains(
                        "shop. orders 120,408 read = 120,405 loaded + 0 filtered + 0 deduplicated + 3 quarantined 0",
                        "31 left out: kept where total &gt; 0",
                        "1,456 duplicates by id: kept the latest by updated_at",
                        "812 region: not found: set to UNKNOWN and flagged",
                        "2,341 name: quarantined by required (must be there)")
                .doesNotContain("shop. category 214 read")
                .doesNotContain("values that cannot be held exactly");
        assertThat(text(ReportExample.equal())).doesNotContain("Migration log");
    }

    @Test
    void anEquationThatDoesNotCloseIsRedAndNamed() {
        String page = visible(HtmlReport.render(ReportExample.equal().unexplained(5).report()));
        assertThat(page)
                .contains("<span class=\"mark different\">5</span>")
                .contains("term apart different")
                .contains("shop.address: 96,109 read = 96,104 loaded")
                .contains("and 5 rows unexplained");
    }

    private static String text(ReportExample example) {
        return visible(HtmlReport.render(example.report()))
                .replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ");
    }

    @Test
    void aLongNameCanBeBrokenBehindADotOrAnUnderscore() {
        assertThat(Markup.breakable("shop.orders_2023").render())
                .isEqualTo("shop.<wbr>orders_<wbr>2023<wbr>");
    }

    @Test
    void theSameReportGivesTheSameBytes(@TempDir Path directory) throws Exception {
        Path first = directory.resolve("first.html");
        Files.writeString(first, HtmlReport.render(ReportExample.different().report()));
        assertThat(HtmlReport.render(ReportExample.different().report()))
                .isEqualTo(Files.readString(first));
    }

    /** The page without its styles and scripts. */
    private static String visible(String page) {
        return page.replaceAll("(?s)<(style|script)\\b.*?</\\1>", "");
    }

    private static String sha256(String text) {
        try {
            return java.util.Base64.getEncoder()
                    .encodeToString(
                            java.security.MessageDigest.getInstance("SHA-256")
                                    .digest(
                                            text.getBytes(
                                                    java.nio.charset.StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
