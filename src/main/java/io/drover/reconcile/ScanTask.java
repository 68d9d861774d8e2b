package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What one Spark task reads over one connection, one item after the other. */
record ScanTask(Side side, List<ScanItem> items) implements Serializable {
    /** What opening and planning one more query costs, as if it were bytes read. */
    private static final long ITEM_BYTES = 256 << 10;

    ScanTask {
        items = List.copyOf(items);
    }

    private long cost() {
        return items.stream().mapToLong(item -> item.estimatedBytes() + ITEM_BYTES).sum();
    }

    /**
     * Packs small items together up to {@code taskBytes}; the largest tasks come first, and the
     * sides take turns so that both servers are busy.
     */
    static List<ScanTask> pack(List<ScanItem> items, long taskBytes) {
        List<List<ScanTask>> bySide = new ArrayList<>();
        for (Side side : Side.values()) {
            bySide.add(packSide(side, items, taskBytes));
        }
        List<ScanTask> tasks = new ArrayList<>();
        for (int turn = 0; turn < Math.max(bySide.get(0).size(), bySide.get(1).size()); turn++) {
            for (List<ScanTask> side : bySide) {
                if (turn < side.size()) {
                    tasks.add(side.get(turn));
                }
            }
        }
        return tasks;
    }

    private static List<ScanTask> packSide(Side side, List<ScanItem> items, long taskBytes) {
        List<ScanTask> tasks = new ArrayList<>();
        List<ScanItem> open = new ArrayList<>();
        long cost = 0;
        for (ScanItem item : items) {
            if (item.side() != side) {
                continue;
            }
            long more = item.estimatedBytes() + ITEM_BYTES;
            if (!open.isEmpty() && cost + more > taskBytes) {
                tasks.add(new ScanTask(side, open));
                open = new ArrayList<>();
                cost = 0;
            }
            open.add(item);
            cost += more;
        }
        if (!open.isEmpty()) {
            tasks.add(new ScanTask(side, open));
        }
        tasks.sort(Comparator.comparingLong(ScanTask::cost).reversed());
        return tasks;
    }
}
