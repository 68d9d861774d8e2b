package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.RowForm;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CutFormTest {
    private final CutForm cut = new CutForm(2);

    @Test
    void smallRowsAreCarriedAsTheyAre() {
        RowForm row = row(CanonicalType.TEXT, "x".repeat(8192).getBytes(StandardCharsets.UTF_8));
        assertThat(cut.of(row)).isSameAs(row);
        assertThat(CutForm.text(row, 1)).hasSize(8192);
    }

    @Test
    void aLongTextIsShownByItsBeginningAndLength() {
        RowForm carried = carried(CanonicalType.TEXT, "é".repeat(100_000) + "a");
        assertThat(carried.length()).isLessThan(20_000);
        assertThat(CutForm.text(carried, 1))
                .isEqualTo("é".repeat(8192) + "... (100001 characters)");
        assertThat(CutForm.text(carried, 0)).isNull();
    }

    @Test
    void charactersOutsideTheBasicPlaneAreNotCutInHalf() {
        assertThat(CutForm.text(carried(CanonicalType.TEXT, "😀".repeat(9000)), 1))
                .isEqualTo("😀".repeat(8192) + "... (9000 characters)");
        // More bytes than are carried whole, fewer characters than are shown.
        assertThat(CutForm.text(carried(CanonicalType.TEXT, "😀".repeat(5000)), 1))
                .isEqualTo("😀".repeat(5000));
    }

    @Test
    void aLongBinaryIsShownInHexadecimal() {
        RowForm row = row(CanonicalType.BINARY, new byte[10_000]);
        assertThat(CutForm.text(cut.of(row), 1))
                .isEqualTo("\\x" + "0".repeat(8190) + "... (20002 characters)");
    }

    @Test
    void aLongDocumentIsShownWithoutItsVersionByte() {
        byte[] json = ("\u0001\"" + "j".repeat(9000) + "\"").getBytes(StandardCharsets.UTF_8);
        assertThat(CutForm.text(cut.of(row(CanonicalType.JSON, json)), 1))
                .startsWith("\"jjj")
                .endsWith("j... (9002 characters)");
    }

    @Test
    void longValuesThatDifferBehindTheirBeginningStayUnequal() {
        String same = "a".repeat(20_000);
        RowForm one = RowForm.read(carried(CanonicalType.TEXT, same + "b").toBytes());
        RowForm two = RowForm.read(carried(CanonicalType.TEXT, same + "c").toBytes());
        RowForm three = RowForm.read(carried(CanonicalType.TEXT, same + "b").toBytes());
        assertThat(CutForm.isSame(one, 1, two, 1)).isFalse();
        assertThat(CutForm.isSame(one, 1, three, 1)).isTrue();
        assertThat(CutForm.isStandIn(one, 1)).isTrue();
    }

    private RowForm carried(CanonicalType type, String text) {
        return cut.of(row(type, text.getBytes(StandardCharsets.UTF_8)));
    }

    private static RowForm row(CanonicalType type, byte[] payload) {
        RowForm row = new RowForm(2);
        row.addNull(CanonicalType.TEXT.tag());
        row.begin(type.tag());
        row.append(payload, 0, payload.length);
        row.end();
        return row;
    }
}
