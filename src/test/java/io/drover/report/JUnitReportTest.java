package io.drover.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class JUnitReportTest {
    @Test
    void aProvenMigrationHasNeitherFailuresNorErrors() throws Exception {
        Element root = root(JUnitReport.render(ReportExample.equal().report()));
        assertThat(root.getAttribute("failures")).isEqualTo("0");
        assertThat(root.getAttribute("errors")).isEqualTo("0");
        assertThat(root.getElementsByTagName("testsuite").getLength()).isEqualTo(13);
        assertThat(root.getElementsByTagName("testcase").getLength()).isEqualTo(12 * 3 + 1);
        assertThat(root.getElementsByTagName("skipped").getLength()).isZero();
    }

    @Test
    void eachTableIsASuiteAndEachLevelACase() throws Exception {
        Element orders = suite("shop.orders");
        assertThat(orders.getAttribute("tests")).isEqualTo("8");
        assertThat(orders.getAttribute("failures")).isEqualTo("2");
        assertThat(orders.getAttribute("errors")).isEqualTo("0");
        assertThat(orders.getAttribute("timestamp")).isEqualTo("2026-01-01T08:10:00");
        assertThat(names(orders, "testcase", "name"))
                .isEqualTo(
                        "schema, sequences, balance, row counts, aggregates, row digests, sample, references");
        assertThat(orders.getElementsByTagName("failure").item(1).getTextContent())
                .contains("1 missing, 1 duplicated")
                .contains("missing {region=north, order_id=90412}")
                .contains("drover.difference of the target, run 2")
                .doesNotContain("NaN");
    }

    @Test
    void aDifferentLevelSaysWhichFiguresAndWhichReasons() throws Exception {
        Element customers = suite("shop.customer");
        assertThat(customers.getElementsByTagName("failure").item(0).getTextContent())
                .isEqualTo(
                        "sum(length(name)): 1683402 -> 1661178\ncountry = DE: max(length(name)): 118 -> 50\n");
        assertThat(customers.getElementsByTagName("failure").item(1).getTextContent())
                .contains("1,204 rows differ in name by truncation at 50")
                .contains("changed {customer_id=17} in name");
    }

    @Test
    void whatIsNotProvenIsAnErrorAndNoFailure() throws Exception {
        Element reviews = suite("shop.review");
        assertThat(reviews.getAttribute("failures")).isEqualTo("0");
        assertThat(reviews.getAttribute("errors")).isEqualTo("2");
        assertThat(names(reviews, "error", "message")).contains("point has no common form");
    }

    @Test
    void whatBelongsToNoTableIsInTheSuiteOfTheRun() throws Exception {
        Element run = suite("reconcile");
        assertThat(names(run, "testcase", "name")).isEqualTo("run, schema, queries");
        assertThat(names(run, "failure", "message"))
                .contains("Different: ")
                .contains("1 of 3 queries is answered otherwise");
        assertThat(names(run, "property", "name"))
                .isEqualTo("run, migration, drover, format, equality, source, target");
        assertThat(names(run, "property", "value"))
                .isEqualTo(
                        "2, shop, 0.1.0, drover-report/2, canonical/sha256-128 v1, PostgreSQL 15.4, PostgreSQL 17.2");
    }

    @Test
    void aTableThatTheRunDidNotCompareIsSkipped() throws Exception {
        Element root = root(JUnitReport.render(ReportExample.equal().provenTables(10).report()));
        assertThat(root.getElementsByTagName("skipped").getLength()).isEqualTo(2);
    }

    @Test
    void aFailureBeforeAnyVerdictIsOneError() throws Exception {
        String text =
                JUnitReport.failed("shop", "SOURCE", "Cannot reach <the source>: refused.\nTry.");
        Element root = root(text);
        assertThat(root.getAttribute("errors")).isEqualTo("1");
        assertThat(names(root, "error", "message"))
                .isEqualTo("Cannot reach <the source>: refused. Try.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "]]>&<\"'",
                "a\u0000b\u0008c\u001bd",
                "\ud83d lone",
                "\ud83d\ude00",
                "\ufffe"
            })
    void whateverATableIsCalledTheDocumentIsValid(String hostile) {
        String text =
                JUnitReport.render(ReportExample.different().hostile(hostile, hostile).report());
        assertThatCode(() -> root(text)).doesNotThrowAnyException();
    }

    @Test
    void aRunThatFailedOrHasNoEndIsAnError() throws Exception {
        MigrationReport failed =
                ReportExample.equal().ended("FAILED", "Cannot read the source.").report();
        assertThat(names(root(JUnitReport.render(failed)), "error", "message"))
                .isEqualTo("Cannot read the source.");
        MigrationReport running = ReportExample.equal().ended(null, null).report();
        assertThat(names(root(JUnitReport.render(running)), "error", "message"))
                .isEqualTo("The run has no end recorded.");
    }

    private static Element suite(String name) throws Exception {
        Element root = root(JUnitReport.render(ReportExample.telling().report()));
        var suites = root.getElementsByTagName("testsuite");
        for (int index = 0; index < suites.getLength(); index++) {
            Element suite = (Element) suites.item(index);
            if (suite.getAttribute("name").equals(name)) {
                return suite;
            }
        }
        throw new AssertionError("No suite " + name);
    }

    private static String names(Element of, String element, String attribute) {
        StringBuilder names = new StringBuilder();
        var found = of.getElementsByTagName(element);
        for (int index = 0; index < found.getLength(); index++) {
            names.append(index == 0 ? "" : ", ")
                    .append(((Element) found.item(index)).getAttribute(attribute));
        }
        return names.toString();
    }

    /** The root of a document that has the shape which CI systems expect. */
    private static Element root(String text) throws Exception {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(JUnitReportTest.class.getResource("junit.xsd"))
                .newValidator()
                .validate(new StreamSource(new StringReader(text)));
        Document document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(text)));
        return document.getDocumentElement();
    }
}
