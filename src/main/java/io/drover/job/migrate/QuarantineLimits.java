package io.drover.job.migrate;

import io.drover.model.Nullable;
import io.drover.model.TablePlan;
import io.drover.spec.MigrationSpec;
import io.drover.spec.QuarantineSpec;
import io.drover.spec.TableSpec;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many rows of each table may be set aside, by table number: the table's own limit, or the
 * migration's. They are the present spec's, whatever the plan was made with.
 */
record QuarantineLimits(Map<Integer, Long> maxRows, Map<Integer, Double> maxShare)
        implements Serializable {
    QuarantineLimits {
        maxRows = new TreeMap<>(maxRows);
        maxShare = new TreeMap<>(maxShare);
    }

    static QuarantineLimits of(MigrationSpec spec, List<TablePlan> tables) {
        Map<Integer, Long> rows = new TreeMap<>();
        Map<Integer, Double> shares = new TreeMap<>();
        for (TablePlan table : tables) {
            QuarantineSpec own = own(spec, table);
            QuarantineSpec limits = own == null ? spec.quarantine() : own;
            rows.put(table.number(), limits.maxRows());
            shares.put(table.number(), limits.maxShare());
        }
        return new QuarantineLimits(rows, shares);
    }

    /** Partitions that go into one table have the limit of the entry that says so. */
    private static @Nullable QuarantineSpec own(MigrationSpec spec, TablePlan table) {
        for (TableSpec each : spec.tables()) {
            boolean names =
                    each.name().equals(table.source())
                            && (each.target() == null || each.target().equals(table.target()));
            if (each.quarantine() != null && (names || table.target().equals(each.target()))) {
                return each.quarantine();
            }
        }
        return null;
    }

    long rowsOf(TablePlan table) {
        return maxRows.get(table.number());
    }

    double shareOf(TablePlan table) {
        return maxShare.get(table.number());
    }
}
