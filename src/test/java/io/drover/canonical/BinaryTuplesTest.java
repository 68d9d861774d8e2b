package io.drover.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BinaryTuplesTest {
    @Test
    void fieldsLieBehindTheirLengths() {
        byte[] row = row("ab", null, "");
        byte[] buffer = new byte[row.length + 3];
        System.arraycopy(row, 0, buffer, 3, row.length);
        BinaryTuples tuples = new BinaryTuples(3);

        tuples.scan(buffer, 3, row.length);

        assertThat(new String(buffer, tuples.fieldOffset(0), tuples.fieldLength(0), UTF8))
                .isEqualTo("ab");
        assertThat(tuples.isNull(1)).isTrue();
        assertThat(tuples.isNull(2)).isFalse();
        assertThat(tuples.fieldLength(2)).isZero();
    }

    @Test
    void onlyTheLeadingFieldsCanBeAskedFor() {
        byte[] row = row("key", "value");
        assertThat(new BinaryTuples(2).scan(row, 0, row.length, 1)).isEqualTo(2 + 4 + 3);
    }

    @Test
    void anotherFieldCountIsRefused() {
        byte[] row = row("a");
        assertThatThrownBy(() -> new BinaryTuples(2).scan(row, 0, row.length))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A row of 7 bytes has 1 fields, not 2");
    }

    @Test
    void bytesBehindTheLastFieldAreRefused() {
        byte[] row = row("a");
        byte[] longer = java.util.Arrays.copyOf(row, row.length + 1);
        assertThatThrownBy(() -> new BinaryTuples(1).scan(longer, 0, longer.length))
                .hasMessageContaining("goes on behind its last field");
    }

    @Property(tries = 100)
    void aRowCutAnywhereIsRefused(@ForAll int at) {
        byte[] row = row("first", "second", null);
        int length = Math.floorMod(at, row.length);
        assertThatThrownBy(() -> new BinaryTuples(3).scan(row, 0, length))
                .isInstanceOf(IllegalStateException.class);
    }

    private static final java.nio.charset.Charset UTF8 = StandardCharsets.UTF_8;

    private static byte[] row(String... fields) {
        ByteBuffer buffer = ByteBuffer.allocate(1024).putShort((short) fields.length);
        for (String field : fields) {
            if (field == null) {
                buffer.putInt(-1);
            } else {
                byte[] bytes = field.getBytes(UTF8);
                buffer.putInt(bytes.length).put(bytes);
            }
        }
        return java.util.Arrays.copyOf(buffer.array(), buffer.position());
    }
}
