package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.ColumnPlan;
import io.drover.model.TypeVerdict;
import org.junit.jupiter.api.Test;

class ComparedColumnTest {
    private static final String TEXT = "(\"c\")::pg_catalog.text";

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
    void widerTypesAreComparedByACommonForm() {
        assertThat(form("integer", "bigint")).isEqualTo(TEXT);
        assertThat(form("integer", "numeric(12,2)"))
                .isEqualTo("pg_catalog.trim_scale((\"c\")::pg_catalog.numeric)::pg_catalog.text");
        assertThat(form("numeric(10,2)", "numeric(12,4)")).startsWith("pg_catalog.trim_scale(");
        assertThat(form("real", "double precision")).isEqualTo("(\"c\")::pg_catalog.float8");
        assertThat(form("character(4)", "character(8)")).isEqualTo(TEXT);
        assertThat(form("character varying(4)", "text")).isEqualTo(TEXT);
        assertThat(form("shop.mood", "core.mood")).isEqualTo(TEXT);
    }

    @Test
    void namesAreQuoted() {
        assertThat(form("integer", "integer", "a \"b\"")).isEqualTo("\"a \"\"b\"\"\"");
    }

    private static String form(String sourceType, String targetType) {
        return form(sourceType, targetType, "c");
    }

    private static String form(String sourceType, String targetType, String name) {
        ColumnPlan plan =
                new ColumnPlan(
                        name, name, sourceType, targetType, false, false, TypeVerdict.LOSSLESS, "");
        ComparedColumn column = ComparedColumn.of(0, plan, targetType);
        assertThat(column.targetExpression()).isEqualTo(column.sourceExpression());
        return column.sourceExpression();
    }

    private static ColumnPlan column(String type, boolean oidInBinary) {
        return new ColumnPlan("c", "c", type, type, false, oidInBinary, TypeVerdict.LOSSLESS, "");
    }
}
