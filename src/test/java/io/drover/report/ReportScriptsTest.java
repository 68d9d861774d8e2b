package io.drover.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page's scripts, run without a browser, on every machine; an error in a script fails. How the
 * page looks only {@code ReportInChromiumIT} can tell, and charts only it draws.
 */
class ReportScriptsTest {
    private WebClient client;

    @TempDir private Path folder;

    @BeforeEach
    void open() {
        client = new WebClient(BrowserVersion.CHROME);
        client.getOptions().setThrowExceptionOnScriptError(true);
        client.getOptions().setCssEnabled(false);
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aClickOnAHeadingSortsAndASecondTurnsTheOrderRound() throws Exception {
        HtmlPage page = page();
        DomElement rows = heading(page, "Source rows");
        rows.click();
        assertThat(names(page).get(0)).isEqualTo("shop.item");
        assertThat(rows.getAttribute("aria-sort")).isEqualTo("descending");
        rows.click();
        assertThat(names(page)).last().isEqualTo("shop.item");
        heading(page, "Verdict").click();
        assertThat(names(page).subList(0, 3))
                .containsExactlyInAnyOrder("shop.customer", "shop.orders", "shop.review");
        heading(page, "Table").click();
        assertThat(names(page).get(0)).isEqualTo("shop.address");
        assertThat(names(page)).hasSize(12);
    }

    @Test
    void theFilterLeavesTheTablesWhoseNameAndVerdictFit() throws Exception {
        HtmlPage page = page();
        DomElement filter = page.querySelector(".filter");
        assertThat(filter.hasAttribute("hidden")).isFalse();
        HtmlInput find = page.querySelector(".filter input");
        find.type("shop EVENT");
        assertThat(shown(page)).containsExactly("shop.event_2024", "shop.event_2025");
        assertThat(page.<DomElement>querySelector(".filter output").asNormalizedText())
                .isEqualTo("2 of 12");
        find.setValue("");
        find.type("o");
        HtmlSelect verdict = page.querySelector(".filter select");
        HtmlOption different = verdict.getOptionByValue("different");
        verdict.setSelectedAttribute(different, true);
        assertThat(shown(page)).containsExactly("shop.customer", "shop.orders");
    }

    @Test
    void aLinkToATableUnfoldsIt() throws Exception {
        HtmlPage page = page();
        DomElement details = page.getHtmlElementById("table-0");
        assertThat(details.hasAttribute("open")).isFalse();
        page.<DomElement>querySelector("a[href='#table-0']").click();
        assertThat(details.hasAttribute("open")).isTrue();
        assertThat(page.getElementById("table-2").hasAttribute("open")).isTrue();
    }

    /** Without charts, which HtmlUnit cannot draw. */
    private HtmlPage page() throws IOException {
        String html = HtmlReport.render(ReportExample.telling().withoutCharts().report());
        URI file = Files.writeString(folder.resolve("report.html"), html).toUri();
        return client.getPage(file.toURL());
    }

    private static DomElement heading(HtmlPage page, String name) {
        return page.querySelectorAll("table.sortable th").stream()
                .map(DomElement.class::cast)
                .filter(heading -> heading.asNormalizedText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(HtmlPage page) {
        return rows(page).map(row -> cell(row)).toList();
    }

    private static List<String> shown(HtmlPage page) {
        return rows(page)
                .filter(row -> !row.getAttribute("class").contains("filtered"))
                .map(row -> cell(row))
                .toList();
    }

    /** Of the table of verdicts, which is the first. */
    private static Stream<DomElement> rows(HtmlPage page) {
        return page.querySelector("table.sortable").querySelectorAll("tbody tr").stream()
                .map(DomElement.class::cast);
    }

    private static String cell(DomElement row) {
        return row.<DomElement>querySelector("td").getAttribute("data-sort");
    }
}
