package io.drover.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.canonical.Vectors.Vector;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalValuesTest {
    static List<Vector> vectors() {
        return Vectors.all().stream().filter(Vector::hasValue).toList();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void plainJavaGivesTheBytesOfTheVectors(Vector vector) {
        assertThat(form(vector)).isEqualTo(vector.form());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void whatMustAgreeAgreesAndWhatMustDifferDiffers(Vector vector) {
        Map<String, Vector> all = Vectors.byName();
        assertThat(vector.related("=")).allMatch(name -> form(all.get(name)).equals(form(vector)));
        assertThat(vector.related("!="))
                .noneMatch(name -> form(all.get(name)).equals(form(vector)));
    }

    @Test
    void everyTypeHasVectorsOfValuesNullsAndArrays() {
        for (CanonicalType type : CanonicalType.values()) {
            for (String name : List.of(type.name(), type + "[]")) {
                assertThat(vectors().stream().filter(each -> each.type().equals(name)).toList())
                        .as(name)
                        .anyMatch(each -> each.value().equals("NULL"))
                        .anyMatch(each -> !each.value().equals("NULL"));
            }
        }
    }

    @Test
    void anArrayThatLacksElementsIsRefused() {
        CanonicalValues values = new CanonicalValues(new RowForm(1));
        values.beginArray(CanonicalType.INTEGER, new int[] {2}, new int[] {1});
        values.addInteger(1);
        assertThatThrownBy(values::endArray).hasMessage("The array lacks 1 elements");
    }

    private static String form(Vector vector) {
        RowForm row = new RowForm(1);
        VectorValues.write(vector, new CanonicalValues(row));
        return HexFormat.of().formatHex(row.toBytes());
    }
}
