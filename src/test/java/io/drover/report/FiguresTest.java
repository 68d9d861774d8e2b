package io.drover.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 | 0 B
                    999 | 999 B
                    1000 | 1.0 kB
                    99940 | 99.9 kB
                    99960 | 100 kB
                    999499 | 999 kB
                    999500 | 1.0 MB
                    12345678 | 12.3 MB
                    9e18 | 9.0 EB
                    """)
    void bytesAreInPowersOfAThousand(double bytes, String shown) {
        assertThat(Figures.bytes(bytes)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 | 0.00 s
                    9.994 | 9.99 s
                    9.996 | 10.0 s
                    59.94 | 59.9 s
                    59.96 | 1 min 00 s
                    3599.6 | 1 h 00 min
                    86399 | 23 h 59 min
                    100000 | 1 d 03 h
                    """)
    void durationsHaveTwoUnitsAtMost(double seconds, String shown) {
        assertThat(Figures.duration(seconds)).isEqualTo(shown);
    }

    @Test
    void instantsAreUtcWhereverTheReportIsWritten() {
        assertThat(Figures.instant(Instant.parse("2026-01-01T00:00:00.9Z")))
                .isEqualTo("2026-01-01 00:00:00 UTC");
    }
}
