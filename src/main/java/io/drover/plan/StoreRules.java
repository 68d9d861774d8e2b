package io.drover.plan;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.dialect.postgres.SparkTypes;
import io.drover.dialect.spark.SparkSql;
import io.drover.engine.StoredType;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.DecodedColumn;
import io.drover.model.rules.Deduplication;
import io.drover.model.rules.FatedRow;
import io.drover.model.rules.RowRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Rules of rows that go into a store: nothing travels opaque there, so that the columns that no
 * rule looks at are read as values too.
 */
public final class StoreRules {
    private StoreRules() {}

    /**
     * The same rules, which read every column that is carried.
     *
     * @param types how the store keeps a column
     */
    static RowRules reading(
            RowRules rules,
            TableInfo source,
            List<ColumnPlan> carried,
            Function<ColumnInfo, StoredType> types) {
        List<DecodedColumn> decoded = new ArrayList<>(rules.decoded());
        List<String> more = new ArrayList<>();
        for (ColumnPlan column : carried) {
            StoredType stored = types.apply(column(source, column.source()));
            if (carrier(decoded, column.source(), stored) == null) {
                DecodedColumn read = read(column(source, column.source()), stored);
                decoded.add(read);
                more.add(SparkSql.quote(read.name()));
            }
        }
        return new RowRules(
                decoded,
                rules.lookups(),
                rules.steps(),
                rules.deduplication() == null ? null : typed(rules.deduplication(), more),
                rules.columns(),
                rules.buckets(),
                rules.masked(),
                rules.hidden(),
                rules.logRows());
    }

    /** The decoded column that has a source column's values as the store takes them; null: none. */
    public static @Nullable DecodedColumn carrier(
            List<DecodedColumn> decoded, String source, StoredType stored) {
        return decoded.stream()
                .filter(column -> column.column().equals(source))
                .filter(column -> column.sparkType().equalsIgnoreCase(stored.sparkType()))
                .findFirst()
                .orElse(null);
    }

    /** Its own form where Spark has a type for it, else the text that the server prints. */
    public static DecodedColumn read(ColumnInfo column, StoredType stored) {
        SparkTypes.Choice choice = SparkTypes.read(column.type(), column.shape());
        String name = PostgresNames.quote(column.name());
        if (choice.sparkType().equalsIgnoreCase(stored.sparkType())) {
            return new DecodedColumn(
                    column.name(), choice.sql(name), column.type(), choice.sparkType());
        }
        if (stored.sparkType().equalsIgnoreCase("string")) {
            return DecodedColumn.textOf(column.name(), PostgresNames.printed(name));
        }
        throw new IllegalStateException(
                "%s.%s is wanted as %s and read as %s"
                        .formatted(
                                column.name(),
                                column.type(),
                                stored.sparkType(),
                                choice.sparkType()));
    }

    /** With the columns themselves where their bytes decided. */
    private static Deduplication typed(Deduplication all, List<String> columns) {
        List<String> keys = new ArrayList<>(all.keys());
        if (keys.remove(FatedRow.OPAQUE)) {
            keys.addAll(columns);
        }
        List<String> order = new ArrayList<>();
        for (String each : all.order()) {
            if (!each.startsWith(FatedRow.OPAQUE + " ")) {
                order.add(each);
            }
        }
        columns.forEach(column -> order.add(column + " ASC NULLS FIRST"));
        return new Deduplication(all.step(), keys, all.nullIsNoDuplicate(), order);
    }

    private static ColumnInfo column(TableInfo table, String name) {
        return table.columns().stream()
                .filter(column -> column.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
