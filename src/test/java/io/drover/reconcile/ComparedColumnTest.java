package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.ColumnPlan;
import io.drover.model.TypeVerdict;
import org.junit.jupiter.api.Test;

class ComparedColumnTest {
    private static final String TEXT =
            "(CASE WHEN \"c\" IS DISTINCT FROM NULL THEN pg_catalog.format('%s', \"c\") END)";

    @Test
    void theSameTypeIsComparedByItsBytes() {
        assertThat(form("numeric(10,2)", "numeric(10,2)")).isEqualTo("\"c\"");
        assertThat(form("character(4)", "character(4)")).isEqualTo("\"c\"");
        assertThat(form("shop.mood", "shop.mood")).isEqualTo("\"c\"");
    }

    @Test
    void aModifierThatIsNotInTheBytesDoesNotMatter() {
        assertThat(form("character varying(10)", "character varying(20)")).isEqualTo("\"c\"");
        assertThat(form("timestamp(3) without time zone", "timestamp without time zone"))
                .isEqualTo("\"c\"");
    }

    @Test
    void typesWithOidsInTheirBytesAreComparedByText() {
        assertThat(ComparedColumn.of(0, column("shop.mood[]", true), "shop.mood[]"))
                .extracting(ComparedColumn::sourceExpression, ComparedColumn::form)
                .containsExactly(TEXT, ComparedColumn.Form.COMMON);
    }

    @Test
    void anotherTypeIsComparedAsTheTargetReadsTheSourcesText() {
        for (String[] pair :
                new String[][] {
                    {"integer", "bigint"},
                    {"integer", "numeric(12,2)"},
                    {"numeric(10,2)", "numeric(12,4)"},
                    {"real", "double precision"},
                    {"character(4)", "character(8)"},
                    {"character(4)", "text"},
                    {"date", "timestamp without time zone"}
                }) {
            ComparedColumn column = compared(pair[0], pair[1]);
            assertThat(column.sourceExpression()).isEqualTo(TEXT + "::" + pair[1]);
            assertThat(column.targetExpression()).isEqualTo("\"c\"");
        }
    }

    @Test
    void usersTypesOfTwoNamesAreComparedByTheirTexts() {
        ComparedColumn column = compared("shop.mood", "core.mood");
        assertThat(column.sourceExpression()).isEqualTo(TEXT);
        assertThat(column.targetExpression()).isEqualTo(TEXT);
    }

    @Test
    void namesAreQuoted() {
        assertThat(form("integer", "integer", "a \"b\"")).isEqualTo("\"a \"\"b\"\"\"");
    }

    private static String form(String sourceType, String targetType) {
        return form(sourceType, targetType, "c");
    }

    private static String form(String sourceType, String targetType, String name) {
        ComparedColumn column =
                ComparedColumn.of(0, plan(name, sourceType, targetType), targetType);
        assertThat(column.targetExpression()).isEqualTo(column.sourceExpression());
        return column.sourceExpression();
    }

    private static ComparedColumn compared(String sourceType, String targetType) {
        return ComparedColumn.of(0, plan("c", sourceType, targetType), targetType);
    }

    private static ColumnPlan plan(String name, String sourceType, String targetType) {
        return new ColumnPlan(
                name, name, sourceType, targetType, false, false, TypeVerdict.LOSSLESS, "");
    }

    private static ColumnPlan column(String type, boolean oidInBinary) {
        return new ColumnPlan("c", "c", type, type, false, oidInBinary, TypeVerdict.LOSSLESS, "");
    }
}
