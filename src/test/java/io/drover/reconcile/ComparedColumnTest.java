package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.canonical.CanonicalType;
import io.drover.dialect.postgres.WireFrame;
import io.drover.dialect.postgres.WireFrame.Wire;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ColumnPlan;
import io.drover.model.TypeVerdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparedColumnTest {
    private static final String TEXT =
            "(CASE WHEN \"c\" IS DISTINCT FROM NULL THEN pg_catalog.format('%s', \"c\") END)";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "numeric(10,2) | numeric(10,2)",
                "numeric(10,2) | numeric(12,4)",
                "character(4) | character(8)",
                "character varying(10) | text",
                "timestamp(3) without time zone | timestamp without time zone",
                "integer | bigint",
                "smallint[] | integer[]",
                "text[] | character varying(9)[]"
            })
    void oneLogicalTypeIsComparedAsItIs(String sourceType, String targetType) {
        ComparedColumn column = compared(sourceType, targetType);
        assertThat(column.sourceExpression()).isEqualTo("\"c\"");
        assertThat(column.targetExpression()).isEqualTo("\"c\"");
        assertThat(column.conversion()).isEmpty();
        assertThat(column.frame(Side.SOURCE)).isEqualTo(WireFrame.of(sourceType));
        assertThat(column.frame(Side.TARGET)).isEqualTo(WireFrame.of(targetType));
    }

    @Test
    void wholeNumbersAndDecimalsAreComparedAsDecimals() {
        ComparedColumn column = compared("integer", "numeric(12,2)");
        assertThat(column.sourceExpression()).isEqualTo("\"c\"");
        assertThat(column.frame(Side.SOURCE))
                .isEqualTo(new WireFrame(CanonicalType.DECIMAL, false, Wire.INT4_AS_DECIMAL));
        assertThat(column.frame(Side.TARGET)).isEqualTo(WireFrame.of("numeric"));
        assertThat(compared("numeric", "bigint", TypeVerdict.LOSSY).frame(Side.TARGET).wire())
                .isEqualTo(Wire.INT8_AS_DECIMAL);
    }

    @Test
    void whatANarrowerIntegerOrJsonbDoesNotKeepIsNotInTheFormEither() {
        assertThat(compared("bigint", "integer", TypeVerdict.LOSSY).conversion()).isEmpty();
        assertThat(compared("json", "jsonb", TypeVerdict.LOSSY).conversion()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "real | double precision | WIDENING",
                "character(4) | text | WIDENING",
                "date | timestamp without time zone | WIDENING",
                "numeric(12,4) | numeric(12,2) | LOSSY",
                "timestamp without time zone | timestamp with time zone | LOSSY",
                "text | uuid | LOSSLESS",
                "shop.positive | numeric | WIDENING",
                "integer[] | text | WIDENING"
            })
    void whatChangesOnItsWayIsComparedAsTheTargetReadsTheSourcesText(
            String sourceType, String targetType, TypeVerdict verdict) {
        ComparedColumn column = compared(sourceType, targetType, verdict);
        assertThat(column.sourceExpression()).isEqualTo(TEXT + "::" + targetType);
        assertThat(column.targetExpression()).isEqualTo("\"c\"");
        assertThat(column.conversion()).isEqualTo(sourceType + " read as " + targetType);
        assertThat(column.frame(Side.SOURCE)).isEqualTo(column.frame(Side.TARGET));
    }

    @Test
    void aTypeWithoutALogicalOneIsComparedByItsText() {
        for (String type : List.of("shop.mood", "shop.mood[]", "inet", "int4range", "bpchar")) {
            ComparedColumn column = compared(type, type);
            assertThat(column.sourceExpression()).isEqualTo(TEXT);
            assertThat(column.targetExpression()).isEqualTo(TEXT);
            assertThat(column.conversion()).isEmpty();
            assertThat(column.type()).isEqualTo(CanonicalType.TEXT);
        }
        assertThat(compared("shop.mood", "text").conversion()).isEmpty();
        assertThat(compared("cidr", "inet").sourceExpression())
                .isEqualTo(
                        "(CASE WHEN %1$s::inet IS DISTINCT FROM NULL THEN pg_catalog.format('%%s', %1$s::inet) END)"
                                .formatted(TEXT));
    }

    @Test
    void usersTypesOfTwoNamesAreComparedByTheirTexts() {
        ComparedColumn column = compared("shop.mood", "core.mood");
        assertThat(column.sourceExpression()).isEqualTo(TEXT);
        assertThat(column.targetExpression()).isEqualTo(TEXT);
        assertThat(column.conversion()).isEmpty();
        assertThat(compared("integer", "core.positive").conversion())
                .isEqualTo("integer and core.positive by their texts");
    }

    @Test
    void typesWithoutACommonFormAreRefused() {
        assertThat(
                        ComparedColumn.of(
                                0,
                                plan("c", "integer[]", "integer", TypeVerdict.LOSSLESS),
                                "integer"))
                .isEmpty();
        assertThat(ComparedColumn.of(0, plan("c", "boolean", "date", TypeVerdict.REFUSED), "date"))
                .isEmpty();
    }

    @Test
    void namesAreQuoted() {
        ComparedColumn column =
                ComparedColumn.of(
                                0,
                                plan("a \"b\"", "integer", "integer", TypeVerdict.LOSSLESS),
                                "integer")
                        .orElseThrow();
        assertThat(column.sourceExpression()).isEqualTo("\"a \"\"b\"\"\"");
    }

    private static ComparedColumn compared(String sourceType, String targetType) {
        return compared(sourceType, targetType, TypeVerdict.LOSSLESS);
    }

    private static ComparedColumn compared(
            String sourceType, String targetType, TypeVerdict verdict) {
        return ComparedColumn.of(0, plan("c", sourceType, targetType, verdict), targetType)
                .orElseThrow();
    }

    private static ColumnPlan plan(
            String name, String sourceType, String targetType, TypeVerdict verdict) {
        return new ColumnPlan(name, name, sourceType, targetType, false, false, verdict, "");
    }
}
