package io.drover.job.quarantine;

import io.drover.dialect.postgres.KeyPredicate;
import io.drover.dialect.postgres.KeyPredicate.KeyColumn;
import io.drover.job.source.FoundAgain;
import io.drover.model.ChunkPlan;
import io.drover.model.ColumnPlan;
import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.model.rules.RowRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table whose differences are repaired: how they name its rows, and how these are found on both
 * sides.
 *
 * @param plan as the rows are loaded again: through the same rules
 * @param key what differences call the key's columns
 * @param names whose columns they name
 */
record RepairedTable(
        TableInfo source, TableInfo target, TablePlan plan, List<String> key, Names names) {
    /** Whose columns the differences of a table name. */
    enum Names {
        SOURCE,
        /** Of a table with rules: what they make has no name in the source. */
        TARGET
    }

    /** Why none of its differences can be repaired; null: they can. */
    @Nullable
    String obstacle() {
        if (key.isEmpty()) {
            return "the table has no key to find its rows by";
        }
        if (targetKey().size() < key.size()) {
            return "the target does not have all columns of the key";
        }
        return null;
    }

    static RepairedTable of(TableInfo source, TableInfo target, TablePlan plan, List<String> key) {
        RowRules rules =
                plan.rules() == null
                        ? new RowRules(List.of(), List.of(), List.of(), null, List.of(), 0)
                        : plan.rules();
        return new RepairedTable(
                source,
                target,
                plan.ruledBy(rules),
                key,
                plan.rules() == null ? Names.SOURCE : Names.TARGET);
    }

    /** The key in the target, in order; columns that it lacks are absent. */
    List<KeyColumn> targetKey() {
        List<KeyColumn> columns = new ArrayList<>();
        for (String name : key) {
            String column = sourceColumn(name).map(ColumnPlan::target).orElse(name);
            type(target, column).ifPresent(type -> columns.add(new KeyColumn(column, name, type)));
        }
        return columns;
    }

    /** The key in the source, in order; columns that rules make are absent. */
    List<KeyColumn> sourceKey() {
        List<KeyColumn> columns = new ArrayList<>();
        for (String name : key) {
            sourceColumn(name)
                    .flatMap(
                            column ->
                                    type(source, column.source())
                                            .map(
                                                    type ->
                                                            new KeyColumn(
                                                                    column.source(), name, type)))
                    .ifPresent(columns::add);
        }
        return columns;
    }

    /** Whether rows of all of the table decide about each, or rules make the key. */
    boolean readsWhole() {
        return plan.shuffles() || sourceKey().size() < key.size();
    }

    /**
     * The rows of the source that the differences are about, a chunk for each array of keys; the
     * whole table where that must be read.
     */
    TablePlan reread(List<String> keys) {
        if (readsWhole()) {
            return plan;
        }
        List<KeyColumn> columns = sourceKey();
        List<ChunkPlan> chunks = new ArrayList<>();
        for (String some : keys) {
            chunks.add(new ChunkPlan(chunks.size(), KeyPredicate.of(columns, some), 0, 0));
        }
        return plan.only(chunks);
    }

    /** The same table, its rows read where they were found. */
    RepairedTable from(FoundAgain.Rows found) {
        return new RepairedTable(found.info(), target, found.plan(), key, names);
    }

    private Optional<ColumnPlan> sourceColumn(String name) {
        return plan.columns().stream()
                .filter(
                        column ->
                                (names == Names.TARGET ? column.target() : column.source())
                                        .equals(name))
                .findFirst();
    }

    private static Optional<String> type(TableInfo table, String column) {
        return table.columns().stream()
                .filter(each -> each.name().equals(column))
                .map(ColumnInfo::type)
                .findFirst();
    }
}
