package io.drover.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.Nullable;
import io.drover.model.ReadPath;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.RowRules;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadSqlTest {
    private static final ChunkPlan CHUNK =
            new ChunkPlan(0, "ctid >= '(0,0)' AND ctid < '(9,0)'", 0, 0);

    @Test
    void aRuledTableIsReadInOneFlatSelect() {
        TablePlan plan = plan(List.of("id"), "year > 2000");
        assertThat(ReadSql.copy(plan, CHUNK))
                .isEqualTo(
                        "COPY (SELECT \"id\", \"name\", (\"mail\")::pg_catalog.text, ctid FROM ONLY \"public\".\"t\""
                                + " WHERE (ctid >= '(0,0)' AND ctid < '(9,0)') AND (year > 2000\n))"
                                + " TO STDOUT (FORMAT BINARY)");
    }

    @Test
    void decodedColumnsAreLookedAtForWideFieldsToo() {
        assertThat(ReadSql.widestField(plan(List.of(), null), CHUNK, 1 << 20))
                .contains("pg_column_size(\"name\") > 2048", "pg_column_size(\"mail\") > 2048");
    }

    private static TablePlan plan(List<String> carried, @Nullable String where) {
        TableName name = new TableName("public", "t");
        return new TablePlan(
                0,
                name,
                name,
                name,
                LoadMode.APPEND,
                WireForm.BINARY,
                ReadPath.COPY,
                carried.stream()
                        .map(
                                column ->
                                        new ColumnPlan(
                                                column,
                                                column,
                                                "integer",
                                                "integer",
                                                true,
                                                false,
                                                TypeVerdict.LOSSLESS,
                                                ""))
                        .toList(),
                List.of(),
                where,
                true,
                0,
                0,
                List.of(CHUNK),
                new RowRules(
                        List.of(
                                new DecodedColumn("name", "\"name\"", "text", "string"),
                                new DecodedColumn(
                                        "mail",
                                        "(\"mail\")::pg_catalog.text",
                                        "public.email",
                                        "string")),
                        List.of(),
                        List.of(),
                        null,
                        List.of(),
                        0));
    }
}
