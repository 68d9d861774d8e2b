package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.TypeVerdict;
import io.drover.model.catalog.TypeShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypeFitTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer | integer | LOSSLESS",
                "integer | bigint | WIDENING",
                "bigint | integer | LOSSY",
                "bigint | numeric(19,0) | WIDENING",
                "bigint | numeric(18,0) | LOSSY",
                "numeric | integer | LOSSY",
                "numeric(10,2) | numeric(12,2) | WIDENING",
                "numeric(10,2) | numeric(12,5) | LOSSY",
                "numeric(10,2) | numeric | WIDENING",
                "numeric | numeric(10,2) | LOSSY",
                "character varying(20) | text | WIDENING",
                "character varying(20) | character varying(30) | WIDENING",
                "text | character varying(30) | LOSSY",
                "character varying(20) | character(20) | LOSSY",
                "timestamp(3) with time zone | timestamp with time zone | WIDENING",
                "timestamp(6) with time zone | timestamp(3) with time zone | LOSSY",
                "timestamp without time zone | timestamp with time zone | LOSSY",
                "date | timestamp without time zone | WIDENING",
                "json | jsonb | LOSSY",
                "jsonb | json | WIDENING",
                "integer[] | bigint[] | WIDENING",
                "bigint[] | integer[] | LOSSY",
                "integer[] | integer | REFUSED",
                "integer[] | text | WIDENING",
                "double precision | real | LOSSY",
                "real | double precision | WIDENING",
                "point | integer | REFUSED",
                "uuid | text | WIDENING",
                "text | uuid | REFUSED",
                "bit(3) | bit varying(3) | WIDENING",
                "bit(3) | bit(4) | LOSSY"
            })
    void whatBecomesOfTheValues(String from, String to, TypeVerdict wanted) {
        TypeFit fit = TypeFit.of(from, shape("a"), to, shape("b"));
        assertThat(fit.verdict()).isEqualTo(wanted);
        assertThat(fit.reason().isEmpty()).isEqualTo(wanted == TypeVerdict.LOSSLESS);
    }

    private static TypeShape shape(String base) {
        return new TypeShape(base, -1, false, false);
    }
}
