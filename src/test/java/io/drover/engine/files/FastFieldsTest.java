package io.drover.engine.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.dialect.wire.ValueEncoder;
import io.drover.dialect.wire.WireBuffer;
import io.drover.model.WireForm;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** The short ways of text to the wire give what the long ones give. */
class FastFieldsTest {
    @Property(tries = 2000)
    void numericIsSentAsItsBigDecimalIs(@ForAll("decimals") BigDecimal value) {
        assertThat(written("numeric", value.toPlainString()))
                .as(value.toPlainString())
                .isEqualTo(encoded("numeric", new BigDecimal(value.toPlainString())));
    }

    @Provide
    Arbitrary<BigDecimal> decimals() {
        Arbitrary<BigInteger> unscaled =
                Arbitraries.bigIntegers()
                        .between(BigInteger.TEN.pow(60).negate(), BigInteger.TEN.pow(60))
                        .edgeCases(edges -> edges.add(BigInteger.ZERO, BigInteger.TEN.pow(40)));
        return Combinators.combine(unscaled, Arbitraries.integers().between(0, 40))
                .as(BigDecimal::new);
    }

    @Test
    void oddSpellingsOfNumbersAreSentAsWhatTheyMean() {
        for (String[] pair :
                new String[][] {
                    {"007", "7"}, {"-0.0", "0.0"}, {"5.", "5"}, {"0.00001000", "0.00001000"},
                    {"10000", "10000"}, {"1e3", "1E+3"}, {"+3", "3"}, {".5", "0.5"}
                }) {
            assertThat(written("numeric", pair[0]))
                    .as(pair[0])
                    .isEqualTo(encoded("numeric", new BigDecimal(pair[1])));
        }
    }

    @Property(tries = 500)
    void uuidIsSentInAnyCase(@ForAll long most, @ForAll long least, @ForAll boolean capitals) {
        String text = new UUID(most, least).toString();
        String spelled = capitals ? text.toUpperCase(java.util.Locale.ROOT) : text;
        assertThat(written("uuid", spelled)).isEqualTo(encoded("uuid", text));
        byte[] bytes = spelled.getBytes(StandardCharsets.US_ASCII);
        assertThat(UuidField.isPrinted(bytes, 0)).isEqualTo(spelled.equals(text));
    }

    @Property(tries = 2000)
    void whatIsTakenForADocumentAtSightIsOneToTheParserToo(@ForAll("nearlyJson") String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (new PlainJson(bytes, 0, bytes.length).isDocument()) {
            assertThat(isJson(bytes)).as(text).isTrue();
        }
    }

    @Provide
    Arbitrary<String> nearlyJson() {
        return Arbitraries.of(
                        "{", "}", "[", "]", ",", ":", "\"a\"", "\"é\"", "1", "-", "0", ".", "e",
                        "true", "null", " ", "\n", "\"", "\\", "é", "\u0001")
                .list()
                .ofMaxSize(9)
                .map(parts -> String.join("", parts));
    }

    @Test
    void plainDocumentsAreKnownAtSight() {
        for (String document :
                new String[] {
                    "{\"b\": false, \"k\": 1, \"s\": \"807d0\"}", "[]", "{}", "[1, -2.50, [null]]"
                }) {
            byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
            assertThat(new PlainJson(bytes, 0, bytes.length).isDocument()).as(document).isTrue();
        }
    }

    private static boolean isJson(byte[] bytes) {
        try {
            ObjectMapper strict = new ObjectMapper();
            strict.enable(
                    com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
            return !strict.readTree(bytes).isMissingNode();
        } catch (IOException noDocument) {
            return false;
        }
    }

    @Property(tries = 2000)
    void scanStopsWhereABytewiseScanStops(@ForAll("stoppers") String text, @ForAll byte from) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int begin = bytes.length == 0 ? 0 : Math.floorMod(from, bytes.length + 1);
        StopBytes stops = new StopBytes(',', '"', '\n', '\r');
        int at = begin;
        boolean ascii = true;
        while (at < bytes.length
                && bytes[at] != ','
                && bytes[at] != '"'
                && bytes[at] != '\n'
                && bytes[at] != '\r'
                && bytes[at] != 0) {
            ascii &= bytes[at] >= 0;
            at++;
        }
        assertThat(stops.next(bytes, begin, bytes.length)).isEqualTo(at);
        assertThat(stops.passedAscii()).isEqualTo(ascii);
    }

    @Provide
    Arbitrary<String> stoppers() {
        return Arbitraries.of(
                        "a",
                        "b ",
                        "\t",
                        "\u000b",
                        "long words",
                        "é",
                        "日本",
                        ",",
                        "\"",
                        "\n",
                        "\r",
                        "\0",
                        "-",
                        "\u007f")
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    private static byte[] written(String type, String text) {
        WireBuffer out = new WireBuffer(4);
        byte[] bytes = ("x" + text + "y").getBytes(StandardCharsets.UTF_8);
        FieldWriter.of(type, WireForm.BINARY).write(bytes, 1, bytes.length - 1, out);
        return Arrays.copyOf(out.array(), out.size());
    }

    private static byte[] encoded(String type, Object value) {
        WireBuffer out = new WireBuffer(4);
        ValueEncoder.of(type, WireForm.BINARY).encode(value, out);
        return Arrays.copyOf(out.array(), out.size());
    }
}
