package io.drover.dialect.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.FrameText;
import io.drover.canonical.RowForm;
import io.drover.dialect.postgres.WireFrame.Wire;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireFrameTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "boolean | BOOLEAN | BYTES",
                "numeric(10,2) | DECIMAL | NUMERIC",
                "character varying(9) | TEXT | BYTES",
                "character(9) | TEXT | CHAR",
                "timestamp(3) without time zone | TIMESTAMP | BYTES",
                "timestamp with time zone | INSTANT | BYTES",
                "time(0) with time zone | TIME_ZONED | BYTES",
                "interval(3) | INTERVAL | BYTES",
                "jsonb | JSON | JSONB"
            })
    void theTypesOfTheFormAreKnownByWhatTheCatalogPrints(
            String formatted, CanonicalType type, Wire wire) {
        assertThat(WireFrame.of(formatted)).isEqualTo(new WireFrame(type, false, wire));
        assertThat(WireFrame.of(formatted + "[]")).isEqualTo(new WireFrame(type, true, wire));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "int4range",
                "money",
                "oid",
                "bpchar",
                "\"char\"",
                "shop.mood",
                "shop.mood[]",
                "public.\"integer\"",
                "interval year to month",
                "bit(5)"
            })
    void anyOtherTypeIsTheTextThatTheServerPrints(String formatted) {
        assertThat(WireFrame.of(formatted).isOwn()).isEqualTo(false);
        assertThat(WireFrame.of(formatted).type()).isEqualTo(CanonicalType.TEXT);
    }

    @Test
    void wholeNumbersCanBeDecimals() {
        RowForm row = new RowForm(3);
        FrameWriter writer = new FrameWriter();
        byte[] wire = HexFormat.of().parseHex("ff85" + "00000000" + "8000000000000000");
        writer.add(WireFrame.of("smallint").asDecimal(), wire, 0, 2, row);
        writer.add(WireFrame.of("integer").asDecimal(), wire, 2, 4, row);
        writer.add(WireFrame.of("bigint").asDecimal(), wire, 6, 8, row);
        assertThat(FrameText.of(row, 0)).isEqualTo("-123");
        assertThat(FrameText.of(row, 1)).isEqualTo("0");
        assertThat(FrameText.of(row, 2)).isEqualTo("-9223372036854775808");
    }

    @Test
    void aFieldOfAnotherLengthIsNoneOfTheType() {
        assertThatThrownBy(
                        () ->
                                new FrameWriter()
                                        .add(
                                                WireFrame.of("integer"),
                                                new byte[8],
                                                0,
                                                8,
                                                new RowForm(1)))
                .hasMessage("INT4 has not 8 bytes");
    }

    @Test
    void theFlagOfNullsIsThatOfTheElements() {
        RowForm row = new RowForm(1);
        // array_send says that there may be a NULL, and there is none.
        byte[] wire =
                HexFormat.of()
                        .parseHex(
                                "00000001"
                                        + "00000001"
                                        + "00000017"
                                        + "00000001"
                                        + "00000001"
                                        + "00000004"
                                        + "00000007");
        new FrameWriter().add(WireFrame.of("integer[]"), wire, 0, wire.length, row);
        assertThat(HexFormat.of().formatHex(row.toBytes()))
                .isEqualTo(
                        "00000001"
                                + "000003f8"
                                + "00000020"
                                + "00000001"
                                + "00000000"
                                + "00000014"
                                + "00000001"
                                + "00000001"
                                + "00000008"
                                + "0000000000000007");
    }
}
