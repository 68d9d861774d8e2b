package io.drover.job.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.job.run.Progress;
import io.drover.spec.MigrationSpec;
import io.drover.testing.TestDatabase;
import io.drover.testing.TestSpark;
import io.drover.testing.TestSpec;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The validator on its own test bench, on a real server. */
final class SelfTestIT {
    private static final String TABLE =
            """
            CREATE TABLE orders (id int PRIMARY KEY, note text, amount numeric(10,2), at timestamptz(3), extra json, tags text[], page xml);
            INSERT INTO orders SELECT n, 'Note ' || n, n * 1.25, timestamptz '2024-01-01 00:00:00+00' + n * interval '1 day',
                '{"a": 1, "b": 2}', ARRAY['x', n::text], '<a/>' FROM generate_series(1, 300) n
            """;

    private final TestDatabase source = TestDatabase.create("self_test_old");
    private final TestDatabase target = TestDatabase.create("self_test_new");

    @AfterEach
    void close() {
        try (source) {
            target.close();
        }
    }

    @Test
    void everyCorruptionIsNamedAndNothingElse() {
        source.execute(TABLE);
        target.execute(TABLE);

        SelfTest.Result result = selfTest(TestSpec.between(source, target));

        assertThat(result.missed()).isEmpty();
        assertThat(result.falseRows()).isZero();
        assertThat(result.tables()).isEqualTo(2);
        assertThat(result.rows()).isEqualTo(1300);
        assertThat(result.corruptions())
                .extracting(SelfTest.Detection::corruption)
                .contains(
                        "one character",
                        "trailing blank",
                        "NULL for empty",
                        "one microsecond",
                        "one hour",
                        "last digit of a decimal",
                        "sign of zero in text",
                        "swapped columns",
                        "swapped rows",
                        "a lost row",
                        "a doubled row",
                        "two rows merged",
                        "letter case",
                        "a truncated string",
                        "a byte of a bytea",
                        "an array's order")
                .doesNotContain("JSON key order");
        assertThat(result.corruptions()).allMatch(each -> each.found() == each.planted());
        assertThat(result.harmless())
                .extracting(SelfTest.Detection::corruption)
                .containsExactly("1.0 for 1 in a JSON", "JSON key order");
        // at is exact to a millisecond: a microsecond more is the same value there.
        assertThat(result.notPlanted()).anyMatch(why -> why.contains("one microsecond in at"));
    }

    @Test
    void leavesNothingBehind() {
        source.execute(TABLE);
        target.execute(TABLE);
        selfTest(TestSpec.between(source, target));

        assertThat(target.value("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'drover%'"))
                .isEqualTo("0");
        assertThat(target.value("SELECT count(*) FROM orders")).isEqualTo("300");
    }

    private static SelfTest.Result selfTest(MigrationSpec spec) {
        return new SelfTest(spec, TestSpark::session, Progress.SILENT, Clock.systemUTC()).run();
    }
}
