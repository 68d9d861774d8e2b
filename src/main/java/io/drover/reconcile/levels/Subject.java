package io.drover.reconcile.levels;

import io.drover.dialect.postgres.PostgresNames;
import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.Nullable;
import io.drover.model.catalog.ColumnInfo;
import io.drover.model.catalog.TableInfo;
import io.drover.spec.TableReconcileSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table and the one that should hold its rows, as the levels besides row digests look at them.
 *
 * @param source its definition
 * @param target likewise
 * @param columns those that go from one to the other untouched, in the source's order
 * @param key source columns of the key, in order; empty where there is none
 * @param where the operator's filter on the source, or null
 * @param making whether rules make values of the target, or leave rows out
 * @param hidden target columns whose values nobody may see
 * @param settings how the spec wants it proven
 */
public record Subject(
        TableInfo source,
        TableInfo target,
        List<CarriedColumn> columns,
        List<String> key,
        @Nullable String where,
        Making making,
        Set<String> hidden,
        TableReconcileSpec settings) {
    /** How the target's rows come to be. */
    public enum Making {
        /** As they are. */
        CARRIED,
        /** By rules. */
        RULED
    }

    public Subject {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        hidden = Set.copyOf(hidden);
    }

    boolean isRuled() {
        return making == Making.RULED;
    }

    /** The columns that the spec does not leave out. */
    List<CarriedColumn> compared() {
        return columns.stream()
                .filter(column -> !settings.leaveOut().contains(column.name()))
                .toList();
    }

    /** By the target's name. */
    Optional<CarriedColumn> column(String target) {
        return columns.stream().filter(column -> column.name().equals(target)).findFirst();
    }

    /** Target columns that rules make, or that nothing from the source is carried to. */
    List<String> made() {
        return target.columns().stream()
                .map(ColumnInfo::name)
                .filter(name -> column(name).isEmpty())
                .toList();
    }

    /** {@code ONLY table WHERE …}; a partitioned table with its partitions. */
    String rows(Side side) {
        TableInfo table = side == Side.SOURCE ? source : target;
        String from = (table.isPartitioned() ? "" : "ONLY ") + PostgresNames.quote(table.name());
        // On a line of its own: the operator's filter may end in a comment.
        return side == Side.SOURCE && where != null ? from + " WHERE (" + where + "\n)" : from;
    }

    /** Likewise, of these rows those that meet a condition. */
    String rows(Side side, String condition) {
        String rows = rows(side);
        return rows + (side == Side.SOURCE && where != null ? " AND " : " WHERE ") + condition;
    }

    /** The columns of the key, in order; empty where there is none, or one is not carried. */
    List<CarriedColumn> keyColumns() {
        List<CarriedColumn> found =
                key.stream()
                        .flatMap(
                                name ->
                                        columns.stream()
                                                .filter(
                                                        column ->
                                                                column.source()
                                                                        .name()
                                                                        .equals(name)))
                        .toList();
        return found.size() == key.size() ? found : List.of();
    }

    /** A column of a side, quoted. */
    static String quoted(Side side, CarriedColumn column) {
        return PostgresNames.quote(
                side == Side.SOURCE ? column.source().name() : column.target().name());
    }
}
