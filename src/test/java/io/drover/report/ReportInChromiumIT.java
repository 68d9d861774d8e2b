package io.drover.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.testing.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The page in a real browser without a network. Skipped where the machine has no Chromium; then
 * {@link ReportScriptsTest} has run its scripts at least.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportInChromiumIT {
    private static final String WIDE =
            """
            Array.from(document.querySelectorAll('main *, footer *'))
              .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('svg'))
              .map(e => e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 40))
            """;

    private static final String BROKEN_FIGURES =
            """
            Array.from(document.querySelectorAll('.stacked td.figure'))
              .filter(e => e.getBoundingClientRect().height > 40).map(e => e.textContent)
            """;

    /** Text against what lies under it, as WCAG 2 computes it. */
    private static final String CONTRASTS =
            """
            (() => {
              const rgb = text => text.match(/[\\d.]+/g).map(Number);
              const light = c => { const [r, g, b] = c.slice(0, 3).map(v => v / 255)
                .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
              const under = e => { for (let n = e; n; n = n.parentElement) {
                const c = rgb(getComputedStyle(n).backgroundColor); if (c.length < 4 || c[3] > 0) return c; }
                return [255, 255, 255]; };
              return Array.from(document.querySelectorAll('h1, h2, p, td span, td, dt, dd, mark, li, summary, a'))
                .filter(e => e.textContent.trim() !== '' && e.getClientRects().length > 0)
                .map(e => { const a = light(rgb(getComputedStyle(e).color)), b = light(under(e));
                  return { what: e.tagName + '.' + e.className, ratio: (Math.max(a, b) + .05) / (Math.min(a, b) + .05) }; })
                .filter(e => e.ratio < 4.5);
            })()
            """;

    private Chromium browser;

    @TempDir private Path folder;

    @BeforeAll
    void start() throws IOException {
        Optional<Path> executable = Chromium.executable();
        assumeTrue(executable.isPresent(), "No Chromium on the PATH: not seen in a browser");
        browser = Chromium.start(executable.get());
    }

    @AfterAll
    void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"equal", "telling", "loaded", "without-a-load", "hostile"})
    void thePageOpensWithoutANetworkAndWithoutAWordOnTheConsole(String example) throws Exception {
        Path page = open(example, 1280);
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).containsExactly(page.toUri().toString());
        assertThat(browser.evaluate("document.querySelector('h1').textContent").asText())
                .isNotEmpty();
    }

    @Test
    void tablesSortAndFilterAndChartsAreDrawn() throws Exception {
        open("telling", 1280);
        click("[...document.querySelectorAll('th')].find(h => h.textContent === 'Source rows')");
        assertThat(firstTables()).startsWith("shop.item");
        browser.evaluate(
                """
                (() => { const find = document.querySelector('.filter input');
                  find.value = 'event'; find.dispatchEvent(new Event('input')); })()
                """);
        assertThat(firstTables()).containsExactlyInAnyOrder("shop.event_2024", "shop.event_2025");
        assertThat(
                        browser.evaluate("document.getElementById('throughput').toDataURL().length")
                                .asInt())
                .isGreaterThan(5_000);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aLinkUnfoldsItsTableAndLeadsThere() throws Exception {
        open("telling", 1280);
        click("document.querySelector(\"a[href='#table-0']\")");
        assertThat(browser.evaluate("document.getElementById('table-0').open").asBoolean())
                .isTrue();
        assertThat(
                        browser.evaluate(
                                        "document.getElementById('table-0').getBoundingClientRect().top < innerHeight")
                                .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"telling, 375", "equal, 375", "loaded, 375", "hostile, 375", "telling, 768"})
    void nothingIsWiderThanAPhone(String example, int width) throws Exception {
        open(example, width);
        browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
        assertThat(browser.evaluate("document.scrollingElement.scrollWidth - innerWidth").asInt())
                .isLessThanOrEqualTo(0);
        if (width < 500) {
            assertThat(texts(browser.evaluate(WIDE))).isEmpty();
            assertThat(texts(browser.evaluate(BROKEN_FIGURES))).isEmpty();
            assertThat(
                            browser.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
                                    .asDouble())
                    .isGreaterThanOrEqualTo(15);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void everyTextStandsOutFromWhatIsUnderIt(String scheme) throws Exception {
        open("telling", 1280);
        browser.media("screen", scheme);
        assertThat(texts(browser.evaluate(CONTRASTS))).isEmpty();
        boolean dark = background() < 128;
        assertThat(dark).isEqualTo(scheme.equals("dark"));
    }

    @Test
    void onPaperEverythingIsLightUnfoldedAndHasAPlaceToSign() throws Exception {
        open("telling", 1280);
        browser.evaluate(
                """
                (() => { const find = document.querySelector('.filter input');
                  find.value = 'event'; find.dispatchEvent(new Event('input')); })()
                """);
        browser.media("print", "dark");
        assertThat(background()).isEqualTo(255);
        assertThat(visible(".signature")).isTrue();
        assertThat(visible(".filter")).isFalse();
        assertThat(visible("tr.filtered")).isTrue();
        assertThat(visible("#table-0 .inside")).isTrue();
        byte[] pdf = Base64.getDecoder().decode(browser.pdf());
        assertThat(new String(pdf, 0, 5, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("%PDF-");
        assertThat(pdf).hasSizeGreaterThan(20_000);
    }

    @Test
    void withoutScriptsEverythingCanBeRead() throws Exception {
        String html = HtmlReport.render(ReportExample.telling().report());
        Path page = folder.resolve("bare.html");
        Files.writeString(page, html.replaceAll("(?s)<script>.*?</script>", ""));
        browser.resize(1280, 900);
        browser.media("screen", "light");
        browser.open(page);
        assertThat(visible(".filter")).isFalse();
        click("document.querySelector('#table-0 summary')");
        assertThat(visible("#table-0 .inside")).isTrue();
        assertThat(browser.complaints()).isEmpty();
    }

    private Path open(String example, int width) throws IOException {
        ReportExample report =
                switch (example) {
                    case "equal" -> ReportExample.equal();
                    case "telling" -> ReportExample.telling();
                    case "loaded" -> ReportExample.loaded().ruled();
                    case "without-a-load" -> ReportExample.withoutALoad();
                    case "hostile" ->
                            ReportExample.different()
                                    .hostile(
                                            "</script><img src=x onerror=alert(1)>"
                                                    + "w".repeat(300),
                                            "\"><b>" + "v".repeat(400));
                    default -> throw new IllegalArgumentException(example);
                };
        Path page = folder.resolve(example + ".html");
        Files.writeString(page, HtmlReport.render(report.report()));
        browser.resize(width, 900);
        browser.media("screen", "light");
        browser.open(page);
        return page;
    }

    private void click(String element) {
        browser.evaluate(element + ".click()");
    }

    private List<String> firstTables() {
        return texts(
                browser.evaluate(
                        """
                        Array.from(document.querySelector('table.sortable').tBodies[0].rows)
                          .filter(row => row.getClientRects().length > 0)
                          .map(row => row.cells[0].dataset.sort)
                        """));
    }

    private boolean visible(String selector) {
        return browser.evaluate("document.querySelector('" + selector + "').checkVisibility()")
                .asBoolean();
    }

    private int background() {
        return browser.evaluate(
                        "Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])")
                .asInt();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.isTextual() ? each.asText() : each.toString()));
        return texts;
    }
}
