package io.drover.dialect.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.catalog.TypeShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedTypesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | integer | int4 | -1",
                "VARCHAR ( 20 ) | character varying(20) | varchar | 24",
                "char | character(1) | bpchar | 5",
                "numeric(10) | numeric(10,0) | numeric | 655364",
                "decimal(10, 2) | numeric(10,2) | numeric | 655366",
                "timestamptz | timestamp with time zone | timestamptz | -1",
                "timestamp(3) | timestamp(3) without time zone | timestamp | 3",
                "timestamp (3) with time zone | timestamp(3) with time zone | timestamptz | 3",
                "double  precision | double precision | float8 | -1",
                "text[] | text[] | _text | -1",
                "uuid | uuid | uuid | -1"
            })
    void aNameIsPrintedAsTheServerWould(
            String written, String printed, String catalogName, int modifier) {
        NamedTypes.NamedType type = NamedTypes.of(written).orElseThrow();
        assertThat(type.printed()).isEqualTo(printed);
        TypeShape shape = type.shape();
        assertThat(shape.baseName()).isEqualTo(catalogName);
        assertThat(shape.modifier()).isEqualTo(modifier);
    }

    @Test
    void whatIsNoTypeOfTheCatalogIsNotGuessed() {
        for (String written : new String[] {"txt", "uuid(3)", "varchar(0)", "shop.mood", ""}) {
            assertThat(NamedTypes.of(written)).as(written).isEmpty();
        }
    }
}
