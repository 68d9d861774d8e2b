package io.drover.extract;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.SparkTypes;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.LoadMode;
import io.drover.model.ReadPath;
import io.drover.model.TableName;
import io.drover.model.TablePlan;
import io.drover.model.TypeVerdict;
import io.drover.model.WireForm;
import io.drover.model.catalog.TypeShape;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.RowRules;
import io.drover.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Plans of ruled tables as the planner would make them, from the catalog of a test's database. */
public final class RuledTables {
    private RuledTables() {}

    /** A plan that carries {@code carried} and decodes {@code decoded}, with one chunk. */
    public static TablePlan plan(
            TestDatabase database,
            String table,
            WireForm wire,
            List<String> carried,
            List<String> decoded) {
        Map<String, DecodedColumn> columns = columns(database, table);
        return new TablePlan(
                0,
                new TableName("public", table),
                new TableName("core", table),
                new TableName("core", table),
                LoadMode.APPEND,
                wire,
                ReadPath.COPY,
                carried.stream().map(name -> column(columns.get(name))).toList(),
                List.of("id"),
                null,
                false,
                0,
                0,
                List.of(new ChunkPlan(0, ChunkPlan.EVERYTHING, 0, 0)),
                new RowRules(
                        decoded.stream().map(columns::get).toList(),
                        List.of(),
                        List.of(),
                        null,
                        List.of(),
                        0));
    }

    private static ColumnPlan column(DecodedColumn column) {
        return new ColumnPlan(
                column.name(),
                column.name(),
                column.sourceType(),
                column.sourceType(),
                false,
                false,
                TypeVerdict.LOSSLESS,
                "");
    }

    /** Every column of the table, decoded as its type asks for. */
    private static Map<String, DecodedColumn> columns(TestDatabase database, String table) {
        return database
                .rows(
                        """
                        SELECT a.attname, coalesce(b.typname, t.typname),
                               CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END,
                               set_config('search_path', '', false)
                                   || format_type(a.atttypid, a.atttypmod)
                        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                        LEFT JOIN pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd'
                        WHERE a.attrelid = 'public.%s'::regclass AND a.attnum > 0 ORDER BY a.attnum"""
                                .formatted(table))
                .stream()
                .map(row -> decoded(row.split("\\|", 4)))
                .collect(Collectors.toMap(DecodedColumn::name, Function.identity()));
    }

    private static DecodedColumn decoded(String[] row) {
        TypeShape shape = new TypeShape(row[1], Integer.parseInt(row[2]), false, false);
        SparkTypes.Choice choice = SparkTypes.read(row[3], shape);
        return new DecodedColumn(
                row[0], choice.sql(PostgresNames.quote(row[0])), row[3], choice.sparkType());
    }
}
