package io.drover.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.error.MigrationException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormTest {
    private final JsonForm json = new JsonForm();

    @Test
    void depthIsRefusedBeforeItDoesHarm() {
        int most = JsonForm.MOST_LEVELS;
        assertThat(form("[".repeat(most) + "]".repeat(most))).hasSize(2 * most);
        String objects = "{\"b\":".repeat(most) + "1" + "}".repeat(most);
        assertThat(form(objects)).hasSize(objects.length() + most);
        assertThatThrownBy(() -> form("[".repeat(1_000_000)))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("nested deeper than 10000 levels")
                .hasMessageContaining("Leave its column out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999999", "1e-999999999999", "1e131072", "-1e-131073"})
    void aNumberOfTooManyDigitsIsRefused(String number) {
        assertThatThrownBy(() -> form("[" + number + "]"))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("more than 131072 digits");
    }

    @Test
    void zeroIsZeroWhateverItsExponent() {
        assertThat(form("[0e999999999999, -0.000E-999999999999]")).isEqualTo("[0, 0]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "[1 2]", "01", "1.", ".5",
                "+1", "1e", "tru", "nul", "\"a", "\"\\x\"", "\"\\u12\"", "\"\t\"", "1 2", "]",
                        "--1",
                "{\"a\":1]", "[}"
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> form(text))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("Cannot compare a value as JSON");
    }

    @Test
    void anyOrderOfManyMembersHasOneForm() {
        List<String> members = new ArrayList<>();
        for (int member = 0; member < 2000; member++) {
            members.add(
                    "\"key%d\": {\"z\": [%d.50], \"a\": \"%d\"}"
                            .formatted(member * 37, member, member));
        }
        String first = form(members.stream().collect(Collectors.joining(",", "{", "}")));
        assertThat(first).startsWith("{\"key0\": {\"a\": \"0\", \"z\": [0.5]}, \"key37\": {");
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(members, new Random(seed));
            assertThat(form(members.stream().collect(Collectors.joining(" ,\n", "{", "}"))))
                    .isEqualTo(first);
        }
    }

    @Test
    void aCanonicalDocumentIsItsOwnForm() {
        for (Vectors.Vector vector : Vectors.all()) {
            if (vector.logicalType() == CanonicalType.JSON
                    && vector.hasValue()
                    && !vector.isArray()
                    && !vector.value().equals("NULL")) {
                String canonical = form(Vectors.unescape(vector.value()));
                assertThat(form(canonical)).as(vector.name()).isEqualTo(canonical);
                assertThat(ofJsonb(canonical)).as(vector.name()).isEqualTo(canonical);
            }
        }
    }

    private String form(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        RowForm row = new RowForm(1);
        json.append(utf8, 0, utf8.length, row);
        return text(row);
    }

    private static String ofJsonb(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        RowForm row = new RowForm(1);
        JsonForm.appendOfJsonb(utf8, 0, utf8.length, row);
        return text(row);
    }

    /** Behind the count of columns and the version. */
    private static String text(RowForm row) {
        int head = Integer.BYTES + 1;
        return new String(row.bytes(), head, row.length() - head, StandardCharsets.UTF_8);
    }
}
