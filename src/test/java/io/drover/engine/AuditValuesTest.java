package io.drover.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.FrameText;
import io.drover.canonical.RowForm;
import io.drover.canonical.Vectors;
import io.drover.canonical.Vectors.Vector;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AuditValuesTest {
    static List<Vector> vectors() {
        return Vectors.all().stream().filter(vector -> !vector.isArray()).toList();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void theTextThatAServerPrintsGivesTheBytesOfTheVectors(Vector vector) {
        byte[] form = HexFormat.of().parseHex(vector.form());
        String printed = FrameText.of(RowForm.read(form), 0);
        assertThat(form(vector.logicalType(), printed)).isEqualTo(vector.form());
    }

    @ParameterizedTest
    @CsvSource({
        "BOOLEAN, 1, true",
        "BOOLEAN, F, false",
        "DECIMAL, 1e2, 100",
        "DECIMAL, -inf, -Infinity",
        "FLOAT, +1.50, 1.5",
        "BINARY, 00ff, \\x00ff",
        "BINARY, 0x00FF, \\x00ff",
        "TIME, 01:02:03.100000000000, 01:02:03.1",
        "TIMESTAMP, 2020-02-29T01:02:03.123456789, 2020-02-29 01:02:03.123456789",
        "TIMESTAMP, 0044-03-15 01:02:03 BC, 0044-03-15 01:02:03 BC",
        "INSTANT, 2020-02-29 01:02:03, 2020-02-29 01:02:03+00",
        "INSTANT, 2020-02-29T01:02:03Z, 2020-02-29 01:02:03+00",
        "INSTANT, 2020-02-29 01:02:03+05:30, 2020-02-28 19:32:03+00",
        "INSTANT, 2020-02-29 01:02:03 -0800, 2020-02-29 09:02:03+00",
        "INTERVAL, -838:59:59.000001, -838:59:59.000001",
        "INTERVAL, 1 year -2 mons +3 days 04:05:06.7, 10 mons 3 days 04:05:06.7",
        "UUID, 0E37DF36-F698-11E6-8DD4-CB9CED3DF976, 0e37df36-f698-11e6-8dd4-cb9ced3df976",
        "JSON, '{\"b\":1.0,\"a\":[]}', '{\"a\": [], \"b\": 1}'"
    })
    void otherWaysToWriteAValueGiveTheSameValue(CanonicalType type, String text, String value) {
        RowForm row = row(type, text);
        assertThat(row.tag(0)).isEqualTo(type.tag());
        assertThat(FrameText.of(row, 0)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "BOOLEAN, yes",
        "INTEGER, 9223372036854775808",
        "INTEGER, 1.0",
        "INTEGER, ''",
        "DECIMAL, 1e999999999",
        "DECIMAL, '1,5'",
        "FLOAT, 1e400",
        "FLOAT, 0x1p3",
        "BINARY, 0f0",
        "DATE, 0000-00-00",
        "DATE, 2021-02-29",
        "DATE, 0000-01-01 BC",
        "DATE, 999999999-01-01",
        "TIME, 24:00:01",
        "TIME, -01:00:00",
        "TIME, 01:60:00",
        "TIME_ZONED, 01:02:03.1234567+01",
        "TIMESTAMP, 2020-01-01",
        "TIMESTAMP, 2020-00-01 00:00:00",
        "INSTANT, 2020-01-01",
        "INTERVAL, 1 week",
        "INTERVAL, '1 day '",
        "UUID, 1-1-1-1-1",
        "JSON, '{\"a\"'"
    })
    void whatIsNoValueOfTheTypeIsTheTextOfItself(CanonicalType type, String text) {
        RowForm row = row(type, text);
        assertThat(row.tag(0)).isEqualTo(CanonicalType.TEXT.tag());
        assertThat(FrameText.of(row, 0)).isEqualTo(text);
    }

    @Test
    void aColumnOfBinary32IsWidenedAndPaddingIsDropped() {
        RowForm row = new RowForm(3);
        AuditValues values = new AuditValues(row);
        values.add(new AuditColumn("a", "real", CanonicalType.FLOAT, false), "0.1");
        values.add(new AuditColumn("b", "character(5)", CanonicalType.TEXT, false), "ab   ");
        values.add(new AuditColumn("c", "real", CanonicalType.FLOAT, false), "1e39");
        assertThat(FrameText.of(row, 0)).isEqualTo("0.10000000149011612");
        assertThat(FrameText.of(row, 1)).isEqualTo("ab");
        assertThat(row.tag(2)).isEqualTo(CanonicalType.TEXT.tag());
    }

    @Test
    void listsAreArraysAndAWrongElementMakesTheListATextAndSpoilsNothingBehindIt() {
        RowForm row = new RowForm(5);
        AuditValues values = new AuditValues(row);
        values.addArray(CanonicalType.INTEGER, Arrays.asList("1", null, "3"));
        values.addArray(CanonicalType.INTEGER, List.of());
        values.addArray(CanonicalType.INTEGER, null);
        values.addArray(CanonicalType.INTEGER, List.of("1", "x"));
        values.add(CanonicalType.BINARY, "é".getBytes(StandardCharsets.UTF_8));
        assertThat(FrameText.of(row, 0)).isEqualTo("{1,NULL,3}");
        assertThat(FrameText.of(row, 1)).isEqualTo("{}");
        assertThat(row.isNull(2)).isTrue();
        assertThat(row.tag(3)).isEqualTo(CanonicalType.TEXT.tag());
        assertThat(FrameText.of(row, 4)).isEqualTo("\\xc3a9");
    }

    private static String form(CanonicalType type, String text) {
        return HexFormat.of().formatHex(row(type, text).toBytes());
    }

    private static RowForm row(CanonicalType type, String text) {
        RowForm row = new RowForm(1);
        new AuditValues(row).add(type, text);
        return row;
    }
}
