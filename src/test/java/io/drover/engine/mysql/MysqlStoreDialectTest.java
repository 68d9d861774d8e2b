package io.drover.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.dialect.wire.ValueRefused;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class MysqlStoreDialectTest {
    private static final String INSTANT = "timestamp with time zone";

    @Test
    void instantsLoseTheirZoneAndNothingElse() {
        assertThat(MysqlStoreDialect.text(INSTANT, 3, Instant.parse("2100-01-01T00:00:00.123456Z")))
                .isEqualTo("2100-01-01 00:00:00.123456");
    }

    @Test
    void yearsBeforeTheFirstAreRefusedAndNotMovedBehindIt() {
        assertThatThrownBy(
                        () ->
                                MysqlStoreDialect.text(
                                        INSTANT, 3, Instant.parse("-0043-03-15T00:00:00Z")))
                .isInstanceOf(ValueRefused.class);
        assertThatThrownBy(() -> MysqlStoreDialect.text("date", 0, LocalDate.of(-43, 3, 15)))
                .isInstanceOf(ValueRefused.class);
    }
}
