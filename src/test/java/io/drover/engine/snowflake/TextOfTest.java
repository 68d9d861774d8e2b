package io.drover.engine.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.dialect.wire.ValueRefused;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextOfTest {
    @Test
    void whatTheConnectorWouldChangeIsExactAsText() {
        assertThat(TextOf.of("binary", "BINARY").of(new byte[0])).isEmpty();
        assertThat(TextOf.of("binary", "BINARY").of(new byte[] {0, -1})).isEqualTo("00FF");
        assertThat(TextOf.of("double", "FLOAT").of(Double.NaN)).isEqualTo("NaN");
        assertThat(TextOf.of("double", "FLOAT").of(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
        assertThat(TextOf.of("float", "FLOAT").of(0.1f)).isEqualTo("0.10000000149011612");
        assertThat(TextOf.of("decimal(38,0)", "NUMBER(38,0)").of(new BigDecimal("1E+3")))
                .isEqualTo("1000");
        assertThat(TextOf.of("date", "DATE").of(LocalDate.of(1582, 10, 15)))
                .isEqualTo("1582-10-15");
        assertThat(
                        TextOf.of("timestamp_ntz", "TIMESTAMP_NTZ(6)")
                                .of(LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000)))
                .isEqualTo("9999-12-31 23:59:59.999999");
        assertThat(
                        TextOf.of("timestamp", "TIMESTAMP_LTZ(6)")
                                .of(Instant.parse("2020-02-29T10:00:00Z")))
                .isEqualTo("2020-02-29 10:00:00+00:00");
    }

    @Test
    void daysThatSnowflakeDoesNotKeepExactlyAreRefused() {
        TextOf day = TextOf.of("date", "DATE");
        for (LocalDate none :
                new LocalDate[] {
                    LocalDate.of(1582, 10, 14), LocalDate.of(-43, 3, 15), LocalDate.of(10_000, 1, 1)
                }) {
            assertThatThrownBy(() -> day.of(none))
                    .isInstanceOf(ValueRefused.class)
                    .hasMessageContaining("1582-10-15 to 9999-12-31");
        }
        assertThatThrownBy(
                        () ->
                                TextOf.of("timestamp", "TIMESTAMP_LTZ(6)")
                                        .of(Instant.parse("1500-01-01T00:00:00Z")))
                .isInstanceOf(ValueRefused.class);
    }

    @Test
    void lengthsAreInCharacters() {
        TextOf two = TextOf.of("string", "VARCHAR(2)");
        assertThat(two.of("ü😀")).isEqualTo("ü😀");
        assertThatThrownBy(() -> two.of("abc")).hasMessageContaining("the 2 characters");
        String large = "ü".repeat(SnowflakeTypes.MOST_TEXT / 2);
        assertThat(TextOf.of("string", "VARCHAR").of(large)).isSameAs(large);
        assertThatThrownBy(() -> TextOf.of("string", "VARCHAR").of(large + "x"))
                .hasMessageContaining("more than 16 MB");
        assertThatThrownBy(
                        () ->
                                TextOf.of("binary", "BINARY")
                                        .of(new byte[SnowflakeTypes.MOST_BINARY + 1]))
                .hasMessageContaining("more than 8 MB");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[1e400]; double",
                "[123456789012345678901234567890123456789]; double",
                "{\"a\": 1, \"a\": 2}; a key twice",
                "{; no JSON"
            })
    void documentsThatAVariantWouldChangeAreRefused(String document, String why) {
        assertThatThrownBy(() -> TextOf.of("string", "VARIANT").of(document))
                .isInstanceOf(ValueRefused.class)
                .hasMessageContaining(why);
        assertThat(TextOf.of("string", "VARIANT").of("{\"b\": [1.50, null]}")).contains("1.50");
        assertThatThrownBy(() -> TextOf.of("string", "TIME(6)").of("24:00:00"))
                .hasMessageContaining("24:00:00");
    }
}
