package io.drover.report;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The form that CI systems agreed on: {@code testsuites}, {@code testsuite}, {@code testcase} with
 * at most one {@code failure}, {@code error} or {@code skipped}.
 *
 * <p>Source: the schema junit-10.xsd of Jenkins' xUnit plugin.
 */
final class JUnitXml {
    /** What XML 1.0 cannot hold, escaped or not; lone surrogates too. */
    private static final Pattern NO_XML =
            Pattern.compile("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

    private JUnitXml() {}

    /** A suite with its cases. */
    record Suite(
            String name,
            double seconds,
            String timestamp,
            String host,
            Map<String, String> properties,
            List<Case> cases) {
        int cases(Outcome.Kind kind) {
            return (int) cases.stream().filter(each -> each.outcome().kind() == kind).count();
        }
    }

    /** A case; the class is what CI systems group by. */
    record Case(String className, String name, Outcome outcome) {}

    /** How a case ended. */
    record Outcome(Kind kind, String type, String message, String text) {
        static final Outcome PASSED = new Outcome(Kind.PASSED, "", "", "");

        enum Kind {
            PASSED,
            SKIPPED,
            FAILURE,
            ERROR
        }
    }

    static String write(String name, List<Suite> suites) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            attribute(xml, "name", name);
            counts(xml, suites);
            xml.writeCharacters("\n");
            for (Suite suite : suites) {
                suite(xml, suite);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException failure) {
            throw new IllegalStateException("A document in memory cannot be written", failure);
        }
        return text.append("\n").toString();
    }

    private static void counts(XMLStreamWriter xml, List<Suite> suites) throws XMLStreamException {
        attribute(xml, "tests", sum(suites, null));
        attribute(xml, "failures", sum(suites, Outcome.Kind.FAILURE));
        attribute(xml, "errors", sum(suites, Outcome.Kind.ERROR));
    }

    private static String sum(List<Suite> suites, Outcome.@io.drover.model.Nullable Kind kind) {
        return Integer.toString(
                suites.stream()
                        .mapToInt(suite -> kind == null ? suite.cases().size() : suite.cases(kind))
                        .sum());
    }

    private static void suite(XMLStreamWriter xml, Suite suite) throws XMLStreamException {
        xml.writeCharacters("  ");
        xml.writeStartElement("testsuite");
        attribute(xml, "name", suite.name());
        counts(xml, List.of(suite));
        attribute(xml, "skipped", sum(List.of(suite), Outcome.Kind.SKIPPED));
        attribute(xml, "time", String.format(Locale.ROOT, "%.3f", suite.seconds()));
        if (!suite.timestamp().isEmpty()) {
            // The schema of the form takes no zone; it is UTC.
            attribute(xml, "timestamp", suite.timestamp().replaceFirst("(\\.\\d+)?Z$", ""));
            attribute(xml, "hostname", suite.host());
        }
        xml.writeCharacters("\n    ");
        xml.writeStartElement("properties");
        for (Map.Entry<String, String> property : suite.properties().entrySet()) {
            xml.writeCharacters("\n      ");
            xml.writeEmptyElement("property");
            attribute(xml, "name", property.getKey());
            attribute(xml, "value", property.getValue());
        }
        xml.writeCharacters("\n    ");
        xml.writeEndElement();
        for (Case each : suite.cases()) {
            xml.writeCharacters("\n    ");
            testCase(xml, each);
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
        xml.writeCharacters("\n");
    }

    private static void testCase(XMLStreamWriter xml, Case each) throws XMLStreamException {
        Outcome outcome = each.outcome();
        xml.writeStartElement("testcase");
        attribute(xml, "name", each.name());
        attribute(xml, "classname", each.className());
        if (outcome.kind() != Outcome.Kind.PASSED) {
            xml.writeCharacters("\n      ");
            xml.writeStartElement(outcome.kind().name().toLowerCase(Locale.ROOT));
            attribute(xml, "message", outcome.message());
            if (!outcome.type().isEmpty()) {
                attribute(xml, "type", outcome.type());
            }
            xml.writeCharacters(clean(outcome.text()));
            xml.writeEndElement();
            xml.writeCharacters("\n    ");
        }
        xml.writeEndElement();
    }

    /** On one line: a parser would make blanks of line ends in an attribute. */
    private static void attribute(XMLStreamWriter xml, String name, String value)
            throws XMLStreamException {
        xml.writeAttribute(name, clean(value).replaceAll("[\\t\\n\\r]+", " "));
    }

    private static String clean(String text) {
        return NO_XML.matcher(text).replaceAll("\uFFFD");
    }
}
