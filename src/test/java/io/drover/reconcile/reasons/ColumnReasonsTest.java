package io.drover.reconcile.reasons;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnReasonsTest {
    private static final FieldValue NULL =
            new FieldValue(CanonicalType.TEXT.tag(), new byte[0], 0, -1);

    /** Source, target, reason; nothing: none is known. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            textBlock =
                    """
                    'ab  '            | 'ab'                | trailing blanks
                    'ab'              | 'ab '               | trailing blanks
                    '  '              | ''                  | trailing blanks
                    '  ab'            | 'ab'                | leading blanks
                    ' ab '            | 'ab'                | leading and trailing blanks
                    'ab\\u00a0'       | 'ab'                | trailing blanks
                    'ab\\r\\n'        | 'ab\\n'             | line ends
                    'a\\r\\nb'        | 'a\\nb'             | line ends
                    'a\\rb'           | 'a\\nb'             | line ends
                    'Ab'              | 'AB'                | letter case
                    'straße'          | 'STRASSE'           | letter case
                    'e\\u0301'        | '\\u00e9'           | unicode normalisation (NFC)
                    '\\u00e9'         | 'e\\u0301'          | unicode normalisation (NFD)
                    '\\ufb01x'        | 'fix'               | unicode normalisation (NFKC)
                    'caf\\u00e9'      | 'caf\\u00c3\\u00a9' | encoding damage: UTF-8 read as Latin-1
                    '\\u20ac'         | '\\u00e2\\u201a\\u00ac' | encoding damage: UTF-8 read as Windows-1252
                    '\\u00c3\\u00a9'  | '\\u00e9'           | encoding damage in the source: UTF-8 read as Latin-1
                    'caf\\u00e9'      | 'caf?'              | encoding damage: characters beyond ASCII replaced by ?
                    'caf\\u00e9'      | 'caf??'             | encoding damage: characters beyond ASCII replaced by ?
                    '\\u00e9\\u20ac'  | '\\u00e9?'          | encoding damage: characters beyond Latin-1 replaced by ?
                    'caf\\u00e9'      | 'caf\\ufffd'        | encoding damage: characters beyond ASCII replaced by U+FFFD
                    '\\ud83d\\ude00!' | '??!'               | encoding damage: characters beyond ASCII replaced by ?
                    'caf\\u00e9'      | 'cafe'              | accents lost
                    'na\\u00efve'     | 'nave'              | encoding damage: characters beyond ASCII lost
                    'C:\\\\new'       | 'C:new'             | backslash lost
                    'C:\\\\\\\\new'   | 'C:\\\\new'         | backslash lost
                    'C:\\\\new'       | 'C:\\\\\\\\new'     | backslash doubled
                    'C:new'          | 'C:\\\\new'         | backslash lost in the source
                    'it''s'           | 'it''''s'           | quotes doubled
                    'ab'              | '"ab"'              | quotes added
                    'true'            | 't'                 | boolean spelling
                    'no'              | '0'                 | boolean spelling
                    'yes'             | 'no'                |
                    '1.50'            | '1.5'               | number spelling
                    '1e3'             | '1000'              | number spelling
                    '1.5'             | '1.6'               |
                    'a  b'            | 'a b'               | kind or number of inner blanks
                    'abcdef'          | 'abc'               | truncation at 3
                    '\\u00e9\\u00e9\\u00e9' | '\\u00e9\\u00e9' | truncation at 2
                    'abcdefgh'        | 'abc...'            | truncation at 3, with an ellipsis
                    'abc'             | 'abd'               |
                    'abc'             | ''                  |
                    'abc'             | 'abcd'              |
                    """)
    void textsAreExplained(String source, String target, String reason) {
        assertThat(explain(text(unescaped(source)), text(unescaped(target)))).isEqualTo(reason);
    }

    @Test
    void emptyAgainstNull() {
        assertThat(explain(text(""), NULL)).isEqualTo("empty against NULL");
        assertThat(explain(NULL, text(""))).isEqualTo("empty against NULL");
        assertThat(explain(text("a"), NULL)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1.237   | 1.24   | rounding to 2 digits
                    1.235   | 1.24   | rounding to 2 digits
                    1.225   | 1.22   | rounding to 2 digits
                    1.239   | 1.23   | truncation to 2 digits
                    -1.239  | -1.23  | truncation to 2 digits
                    1.5     | 2      | rounding to 0 digits
                    7.9     | 7      | truncation to 0 digits
                    1.26    | 1.3    | rounding to 1 digit
                    12345678 | 12345700 | rounding to 6 significant digits
                    12.5    | -12.5  | sign
                    1250    | 12.5   | decimal point moved by -2
                    12.5    | 1250   | decimal point moved by 2
                    1.237   | 1.25   |
                    0       | 1      |
                    NaN     | 0      |
                    """)
    void decimalsAreExplained(String source, String target, String reason) {
        assertThat(explain(decimal(source), decimal(target))).isEqualTo(reason);
    }

    @Test
    void whatCanBeBothIsCalledWhatEarlierRowsCouldOnlyBe() {
        ColumnReasons column = new ColumnReasons();
        assertThat(column.explain(decimal("1.234"), decimal("1.23")))
                .isEqualTo("rounding to 2 digits");
        assertThat(column.explain(decimal("1.239"), decimal("1.23")))
                .isEqualTo("truncation to 2 digits");
        assertThat(column.explain(decimal("1.234"), decimal("1.23")))
                .isEqualTo("truncation to 2 digits");
        // Two digits of which the second is a zero that no decimal keeps.
        assertThat(column.explain(decimal("1.209"), decimal("1.2")))
                .isEqualTo("truncation to 2 digits");
    }

    @Test
    void integersAndFloatsAreExplained() {
        assertThat(explain(integer(70000), integer(70000 - 65536)))
                .isEqualTo("overflow of 16 bits");
        assertThat(explain(integer(3_000_000_000L), integer(3_000_000_000L - (1L << 32))))
                .isEqualTo("overflow of 32 bits");
        assertThat(explain(integer(5), integer(-5))).isEqualTo("sign");
        assertThat(explain(real(0.1), real((float) 0.1))).isEqualTo("rounding to single precision");
        assertThat(explain(real(0.1234567891234), real(0.123457)))
                .isEqualTo("rounding to 6 digits");
        assertThat(explain(real(Double.NaN), real(0))).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2024-03-31T01:30        | 2024-03-31T03:30        | time-zone shift by +2 h
                    2024-03-31T01:30        | 2024-03-30T20:00        | time-zone shift by -5:30 h
                    2024-03-31T01:30        | 2024-03-31T07:15        | time-zone shift by +5:45 h
                    2024-03-31T01:30:00.123456 | 2024-03-31T01:30:00.123 | cut to milliseconds
                    2024-03-31T01:30:00.123556 | 2024-03-31T01:30:00.124 | rounded to milliseconds
                    2024-03-31T01:30:00.9   | 2024-03-31T01:30        | cut to seconds
                    2024-03-31T01:30:59     | 2024-03-31T01:30        | cut to minutes
                    1969-12-31T23:59:59.9   | 1969-12-31T23:59:59     | cut to seconds
                    2024-03-31T01:31:07     | 2024-03-31T00:00        | time of day cut
                    2024-03-31T01:30        | 2024-04-01T01:30        | day shift by +1
                    2024-03-04T01:31        | 2024-04-03T01:31        | day and month swapped
                    1968-03-04T01:31        | 2068-03-04T01:31        | another century
                    2024-03-31T01:30        | 2025-03-31T01:30        |
                    2024-03-31T01:30        | 2024-03-31T01:37        |
                    """)
    void timestampsAreExplained(LocalDateTime source, LocalDateTime target, String reason) {
        assertThat(explain(timestamp(source), timestamp(target))).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2024-03-31 | 2024-03-30 | day shift by -1
                    2024-03-04 | 2024-04-03 | day and month swapped
                    1500-03-11 | 1500-03-01 | Julian against Gregorian calendar
                    1582-10-14 | 1582-10-04 | Julian against Gregorian calendar
                    2024-03-13 | 2024-03-31 |
                    """)
    void datesAreExplained(LocalDate source, LocalDate target, String reason) {
        assertThat(explain(date(source), date(target))).isEqualTo(reason);
    }

    @Test
    void bytesAndUuidsAreExplained() {
        assertThat(explain(binary("010203"), binary("0102"))).isEqualTo("truncation at 2 bytes");
        assertThat(explain(binary("0102"), binary("01020000"))).isEqualTo("trailing zero bytes");
        assertThat(explain(binary("0102"), binary("0103"))).isNull();
        assertThat(
                        explain(
                                uuid("00112233445566778899aabbccddeeff"),
                                uuid("33221100554477668899aabbccddeeff")))
                .isEqualTo("byte order of the UUID");
    }

    private static String explain(FieldValue source, FieldValue target) {
        return new ColumnReasons().explain(source, target);
    }

    /** Escapes of the table: {@code \r}, {@code \n}, {@code \\} and four hexadecimal digits. */
    private static String unescaped(String cell) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < cell.length(); at++) {
            char letter = cell.charAt(at);
            if (letter != '\\') {
                text.append(letter);
                continue;
            }
            char escape = cell.charAt(++at);
            switch (escape) {
                case 'r' -> text.append('\r');
                case 'n' -> text.append('\n');
                case 'u' -> {
                    text.append((char) Integer.parseInt(cell.substring(at + 1, at + 5), 16));
                    at += 4;
                }
                default -> text.append(escape);
            }
        }
        return text.toString();
    }

    private static FieldValue value(CanonicalType type, byte[] payload) {
        return new FieldValue(type.tag(), payload, 0, payload.length);
    }

    private static FieldValue text(String text) {
        return value(CanonicalType.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    private static FieldValue decimal(String text) {
        return value(CanonicalType.DECIMAL, text.trim().getBytes(StandardCharsets.UTF_8));
    }

    private static FieldValue integer(long value) {
        return value(CanonicalType.INTEGER, ByteBuffer.allocate(8).putLong(value).array());
    }

    private static FieldValue real(double value) {
        return value(CanonicalType.FLOAT, ByteBuffer.allocate(8).putDouble(value).array());
    }

    private static FieldValue timestamp(LocalDateTime at) {
        long micros = ChronoUnit.MICROS.between(LocalDateTime.of(2000, 1, 1, 0, 0), at);
        return value(CanonicalType.TIMESTAMP, ByteBuffer.allocate(8).putLong(micros).array());
    }

    private static FieldValue date(LocalDate at) {
        int days = (int) ChronoUnit.DAYS.between(LocalDate.of(2000, 1, 1), at);
        return value(CanonicalType.DATE, ByteBuffer.allocate(4).putInt(days).array());
    }

    private static FieldValue binary(String hex) {
        return value(CanonicalType.BINARY, HexFormat.of().parseHex(hex));
    }

    private static FieldValue uuid(String hex) {
        return value(CanonicalType.UUID, HexFormat.of().parseHex(hex));
    }
}
