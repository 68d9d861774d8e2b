package io.drover.dialect.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.dialect.postgres.WireType;
import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import io.drover.model.WireForm;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueEncoderTest {
    @Test
    void binaryIsWhatTheReceiveFunctionsRead() {
        assertThat(binary("boolean", true)).isEqualTo("01");
        assertThat(binary("smallint", (short) -2)).isEqualTo("fffe");
        assertThat(binary("integer", 258)).isEqualTo("00000102");
        assertThat(binary("bigint", -1L)).isEqualTo("ffffffffffffffff");
        assertThat(binary("double precision", 1.5)).isEqualTo("3ff8000000000000");
        assertThat(binary("jsonb", "{}")).isEqualTo("017b7d");
        assertThat(binary("uuid", "00112233-4455-6677-8899-aabbccddeeff"))
                .isEqualTo("00112233445566778899aabbccddeeff");
        assertThat(binary("date", LocalDate.of(2000, 1, 2))).isEqualTo("00000001");
        assertThat(binary("date", java.sql.Date.valueOf("1999-12-31"))).isEqualTo("ffffffff");
        assertThat(binary("timestamp without time zone", LocalDateTime.of(2000, 1, 1, 0, 0, 1)))
                .isEqualTo("00000000000f4240");
        assertThat(binary("timestamp with time zone", Instant.parse("1999-12-31T23:59:59.999999Z")))
                .isEqualTo("ffffffffffffffff");
        assertThat(binary("core.colour", "grün")).isEqualTo("6772c3bc6e");
    }

    @Test
    void numericsAreGroupsOfFourDigitsAroundThePoint() {
        assertThat(binary("numeric", new BigDecimal("0"))).isEqualTo("0000000000000000");
        assertThat(binary("numeric", new BigDecimal("0.00"))).isEqualTo("0000000000000002");
        assertThat(binary("numeric", new BigDecimal("12345.678")))
                .isEqualTo("0003000100000003" + "0001" + "0929" + "1a7c");
        assertThat(binary("numeric", new BigDecimal("-0.00001")))
                .isEqualTo("0001fffe40000005" + "03e8");
        assertThat(binary("numeric", new BigDecimal("1E+8")))
                .isEqualTo("0001000200000000" + "0001");
    }

    @Test
    void textIsEscaped() {
        assertThat(text("text", "a\\b\tc\nd\re")).isEqualTo("a\\\\b\\tc\\nd\\re");
        assertThat(text("bytea", new byte[] {1, (byte) 0xff})).isEqualTo("\\\\x01ff");
        assertThat(text("boolean", false)).isEqualTo("f");
        assertThat(text("numeric", new BigDecimal("1E+3"))).isEqualTo("1000");
        assertThat(text("date", LocalDate.of(-43, 3, 15))).isEqualTo("0044-03-15 BC");
        assertThat(text("timestamp with time zone", Instant.parse("2020-02-29T12:00:00.5Z")))
                .isEqualTo("2020-02-29 12:00:00.500000+00");
    }

    @Test
    void whatWouldBeRoundedOrCutIsRefused() {
        for (Object[] refused :
                List.of(
                        new Object[] {"smallint", 40000, "22003"},
                        new Object[] {"integer", new BigDecimal("1.5"), "22003"},
                        new Object[] {"numeric(6,2)", new BigDecimal("1.005"), "22003"},
                        new Object[] {"real", 0.1, "22003"},
                        new Object[] {"double precision", Long.MAX_VALUE, "22003"},
                        new Object[] {"character varying(3)", "abc ", "22001"},
                        new Object[] {"name", "n".repeat(64), "22001"},
                        new Object[] {"uuid", "1-1-1-1-1", "22P02"},
                        new Object[] {
                            "timestamp(3) without time zone",
                            LocalDateTime.of(2020, 1, 1, 0, 0, 0, 1000),
                            "22008"
                        })) {
            for (WireForm form : WireForm.values()) {
                assertThatThrownBy(() -> encode((String) refused[0], form, refused[1]))
                        .as(Arrays.toString(refused))
                        .isInstanceOfSatisfying(
                                ValueRefused.class,
                                failure -> assertThat(failure.state()).isEqualTo(refused[2]));
            }
        }
        assertThat(text("numeric(6,2)", new BigDecimal("1.500"))).isEqualTo("1.500");
        assertThat(text("character varying(3)", "äöü")).isEqualTo("äöü");
    }

    @Test
    void aValueOfAnotherKindIsTheFaultOfThePlan() {
        assertThatThrownBy(() -> binary("date", "2020-01-01"))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.BUG))
                .hasMessageContaining("java.lang.String into a column of type date");
    }

    @Test
    void theDialectKnowsWhichTypesHaveABinaryFormHere() {
        assertThat(
                        List.of(
                                WireType.hasBinary("numeric(10,2)"),
                                WireType.hasBinary("timestamp(3) with time zone"),
                                WireType.hasBinary("public.citext"),
                                WireType.hasBinary("character varying(20)")))
                .containsOnly(true);
        assertThat(
                        List.of(
                                WireType.hasBinary("core.colour"),
                                WireType.hasBinary("integer[]"),
                                WireType.hasBinary("numeric(10,2)[]"),
                                WireType.hasBinary("interval")))
                .containsOnly(false);
    }

    private static String binary(String type, Object value) {
        return HexFormat.of().formatHex(encode(type, WireForm.BINARY, value));
    }

    private static String text(String type, Object value) {
        return new String(encode(type, WireForm.TEXT, value), StandardCharsets.UTF_8);
    }

    private static byte[] encode(String type, WireForm form, Object value) {
        WireBuffer out = new WireBuffer(1);
        ValueEncoder.of(type, form).encode(value, out);
        return Arrays.copyOf(out.array(), out.size());
    }
}
