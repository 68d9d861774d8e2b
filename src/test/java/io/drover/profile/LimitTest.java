package io.drover.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // family | source | target | value | refused
                "TEXT   | text                        | character varying(3) | äöü  | false",
                "TEXT   | text                        | character varying(3) | äöüß | true",
                "CODE   | uuid                        | character varying(8) | 00000000-0000-0000-0000-000000000000 | true",
                "NUMBER | bigint                      | character varying(3) | -100 | true",
                "NUMBER | bigint                      | integer              | 2147483647 | false",
                "NUMBER | bigint                      | integer              | 2147483648 | true",
                "NUMBER | numeric                     | numeric(5,2)         | 999.99  | false",
                "NUMBER | numeric                     | numeric(5,2)         | 1000    | true",
                "NUMBER | numeric                     | numeric(5,2)         | 0.001   | true",
                "NUMBER | numeric                     | numeric(5,2)         | 0.500   | false",
                "NUMBER | numeric(20,0)               | bigint               | 18446744073709551615 | true",
                "NUMBER | numeric                     | double precision     | 0.1     | false",
                "NUMBER | numeric                     | double precision     | 0.10000000000000000001 | true",
                "NUMBER | numeric                     | double precision     | NaN     | false",
                "NUMBER | numeric                     | double precision     | 1e400   | true",
                "NUMBER | double precision            | real                 | 0.1     | false",
                "NUMBER | double precision            | real                 | 0.123456789 | true",
                "MOMENT | timestamp without time zone | timestamp with time zone | 2020-01-01 00:00:00 | true",
                "MOMENT | timestamp with time zone | timestamp without time zone | 2020-01-01 00:00:00+00 | true",
                "MOMENT | date                        | timestamp with time zone | 2020-01-01 | true",
                "MOMENT | date                        | timestamp without time zone | 2020-01-01 | false",
                "MOMENT | timestamp without time zone | date                 | 2020-01-01 00:00:00 | false",
                "MOMENT | timestamp without time zone | date                 | 2020-01-01 00:00:01 | true",
                "MOMENT | timestamp without time zone | date                 | 2020-01-01 00:00:00.5 | true",
                "MOMENT | timestamp without time zone | timestamp(3) without time zone | 2020-01-01 00:00:00.123 | false",
                "MOMENT | timestamp without time zone | timestamp(3) without time zone | 2020-01-01 00:00:00.1234 | true",
                "CODE   | time without time zone      | time(0) without time zone | 10:00:00.5 | true"
            })
    void aValueThatWouldBeRefusedOrChangedIsUnfit(
            ValueFamily family, String source, String target, String value, boolean refused) {
        Limit limit = Limit.of(family, source, target, false);
        byte[] text = value.getBytes(StandardCharsets.UTF_8);

        assertThat(limit != null && limit.refuses(text, 0, text.length)).isEqualTo(refused);
    }

    @Test
    void ofTheSameTypeOnlyNullsAreUnfit() {
        assertThat(Limit.of(ValueFamily.TEXT, "character(3)", "character(3)", false)).isNull();
        assertThat(Limit.of(ValueFamily.TEXT, "text", "text", true))
                .satisfies(
                        limit -> {
                            assertThat(limit.notNull()).isTrue();
                            assertThat(limit.refuses(new byte[] {'x'}, 0, 1)).isFalse();
                        });
    }

    @Test
    void theRuleSaysWhatBecomesOfAZone() {
        assertThat(
                        Limit.of(
                                        ValueFamily.MOMENT,
                                        "timestamp without time zone",
                                        "timestamp with time zone",
                                        false)
                                .rule())
                .isEqualTo(
                        "timestamp with time zone (the source has no zone: UTC would be taken for it)");
    }
}
