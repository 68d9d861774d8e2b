package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalType;
import io.drover.canonical.RowForm;
import io.drover.dialect.postgres.WireFrame;
import io.drover.model.TableName;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ToleranceGridTest {
    @Property(tries = 500)
    void whatSharesACellIsWithinTheTolerance(
            @ForAll @DoubleRange(min = -5, max = 5) double one,
            @ForAll @DoubleRange(min = -0.3, max = 0.3) double apart) {
        ToleranceGrid grid = grid("double precision", "0.25");
        RowForm here = real(one);
        RowForm there = real(one + apart);
        boolean sameCell =
                java.util.Arrays.equals(grid.of(here).toBytes(), grid.of(there).toBytes());
        BigDecimal distance = new BigDecimal(one).subtract(new BigDecimal(one + apart)).abs();
        boolean within = distance.compareTo(new BigDecimal("0.25")) <= 0;
        assertThat(grid.isWithin(here, there, 0)).isEqualTo(within);
        assertThat(!sameCell || within).isTrue();
    }

    @Test
    void decimalsAreComparedToTheLastDigit() {
        ToleranceGrid grid = grid("numeric", "0.01");
        assertThat(grid.isWithin(decimal("1.00"), decimal("1.01"), 0)).isTrue();
        assertThat(grid.isWithin(decimal("1.00"), decimal("1.0100000000000000000001"), 0))
                .isFalse();
        assertThat(grid.isWithin(decimal("NaN"), decimal("1"), 0)).isFalse();
        assertThat(grid.of(decimal("-0.005")).toBytes())
                .isNotEqualTo(grid.of(decimal("0.005")).toBytes());
    }

    @Test
    void timesAreApartBySeconds() {
        ToleranceGrid grid = grid("timestamp without time zone", "0.001");
        assertThat(grid.isWithin(timestamp(1_000_000), timestamp(1_001_000), 0)).isTrue();
        assertThat(grid.isWithin(timestamp(1_000_000), timestamp(1_001_001), 0)).isFalse();
        assertThat(grid.isWithin(timestamp(Long.MAX_VALUE), timestamp(0), 0)).isFalse();
        assertThat(grid.of(timestamp(-1)).toBytes()).isNotEqualTo(grid.of(timestamp(0)).toBytes());
    }

    @Test
    void withoutAToleranceTheFormIsAsItWas() {
        RowForm row = decimal("1.5");
        assertThat(new ToleranceGrid(pair("numeric", Map.of())).of(row)).isSameAs(row);
    }

    private static ToleranceGrid grid(String type, String tolerance) {
        return new ToleranceGrid(pair(type, Map.of("v", new BigDecimal(tolerance))));
    }

    private static TablePair pair(String type, Map<String, BigDecimal> tolerances) {
        TableName name = new TableName("public", "t");
        WireFrame frame = WireFrame.of(type);
        return new TablePair(
                0,
                name,
                name,
                List.of(
                        new ComparedColumn(
                                0, "v", "v", "v", "v", "v", "v", frame, frame, "t", "t", "")),
                0,
                null,
                List.of(),
                new AsideColumns(List.of(), List.of(), List.of()),
                0,
                tolerances,
                Set.of(),
                null,
                TablePair.Spread.BY_KEY);
    }

    private static RowForm decimal(String text) {
        RowForm form = new RowForm(1);
        form.begin(CanonicalType.DECIMAL.tag());
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        form.append(bytes, 0, bytes.length);
        form.end();
        return form;
    }

    private static RowForm real(double value) {
        return number(CanonicalType.FLOAT, Double.doubleToLongBits(value));
    }

    private static RowForm timestamp(long micros) {
        return number(CanonicalType.TIMESTAMP, micros);
    }

    private static RowForm number(CanonicalType type, long value) {
        RowForm form = new RowForm(1);
        form.begin(type.tag());
        form.appendLong(value);
        form.end();
        return form;
    }
}
