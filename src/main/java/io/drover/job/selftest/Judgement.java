package io.drover.job.selftest;

import io.drover.model.Difference;
import io.drover.model.Nullable;
import io.drover.model.TableName;
import io.drover.model.TableVerdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Holds what was planted against what was found. */
final class Judgement {
    private final Map<TableName, TableVerdict> verdicts;
    private final Map<String, int[]> corruptions = new TreeMap<>();
    private final Map<String, int[]> harmless = new TreeMap<>();
    private final List<String> missed = new ArrayList<>();
    private final List<String> notPlanted = new ArrayList<>();
    private long falseRows;

    /** What was planted in one table, and what could not be. */
    record Evidence(
            TableName origin, TableName clean, List<Planted> planted, List<String> notPlanted) {}

    Judgement(Map<TableName, TableVerdict> verdicts) {
        this.verdicts = verdicts;
    }

    SelfTest.Result of(List<Evidence> tables, long rows) {
        for (Evidence table : tables) {
            judge(table);
            table.notPlanted().forEach(why -> notPlanted.add(table.origin() + ": " + why));
        }
        return new SelfTest.Result(
                tables.size(),
                rows,
                detections(corruptions),
                detections(harmless),
                falseRows,
                missed,
                notPlanted);
    }

    private void judge(Evidence table) {
        Map<Long, Difference> found = new HashMap<>();
        for (Difference difference : verdicts.get(table.clean()).shown()) {
            found.put(Long.valueOf(difference.key().get(DirtyTable.ROW)), difference);
        }
        for (Planted planted : table.planted()) {
            Difference difference = found.remove(planted.row());
            boolean right = isNamed(planted, difference);
            int[] tally =
                    (planted.expected() == null ? harmless : corruptions)
                            .computeIfAbsent(planted.corruption(), none -> new int[2]);
            tally[0]++;
            tally[1] += right ? 1 : 0;
            if (!right) {
                missed.add(
                        "%s, row %d: %s in %s; %s"
                                .formatted(
                                        table.origin(),
                                        planted.row(),
                                        planted.corruption(),
                                        planted.column(),
                                        difference == null
                                                ? "not found"
                                                : difference.kind()
                                                        + " "
                                                        + difference.changedColumns()));
            }
        }
        falseRows += found.size();
    }

    private static boolean isNamed(Planted planted, @Nullable Difference difference) {
        if (planted.expected() == null || difference == null) {
            return planted.expected() == null && difference == null;
        }
        return difference.kind() == planted.expected()
                && (planted.column() == null
                        || difference.changedColumns().contains(planted.column()));
    }

    private static List<SelfTest.Detection> detections(Map<String, int[]> tallies) {
        return tallies.entrySet().stream()
                .map(
                        each ->
                                new SelfTest.Detection(
                                        each.getKey(), each.getValue()[0], each.getValue()[1]))
                .toList();
    }
}
