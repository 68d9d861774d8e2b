package io.drover.reconcile;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.reconcile.SideRelations.Relation;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the relations of both sides into items of about equal size, by ranges of physical blocks.
 *
 * <p>The auditor's own cut, of the source too: a chunk that the plan forgot is read here.
 */
final class ScanItems {
    private static final int BLOCK_BYTES = 8192;
    private static final int FEWEST_BUCKETS = 16;
    private static final int MOST_BUCKETS = 65536;
    private static final int BUCKET_ROWS = 4096;

    /** A guess for sizing, where no estimate of rows exists. */
    private static final int ROW_BYTES = 256;

    /** Since when a range of ctids is scanned without reading the rest of the table. */
    private static final int TID_RANGE_SCAN = 140000;

    private ScanItems() {}

    static List<ScanItem> of(
            List<TablePair> pairs,
            SideRelations source,
            SideRelations target,
            ReconcileLimits limits) {
        int[] buckets = buckets(pairs, source, target);
        List<ScanItem> items = new ArrayList<>();
        for (int pair = 0; pair < pairs.size(); pair++) {
            List<Relation> here = source.byPair().get(pair);
            List<Relation> there = target.byPair().get(pair);
            cut(items, pair, pairs.get(pair), Side.SOURCE, here, source, buckets[pair], limits);
            cut(items, pair, pairs.get(pair), Side.TARGET, there, target, buckets[pair], limits);
        }
        return items;
    }

    /** How many buckets each pair has, whoever reads it. */
    static int[] buckets(List<TablePair> pairs, SideRelations source, SideRelations target) {
        int[] buckets = new int[pairs.size()];
        for (int pair = 0; pair < buckets.length; pair++) {
            buckets[pair] =
                    buckets(pairs.get(pair), source.byPair().get(pair), target.byPair().get(pair));
        }
        return buckets;
    }

    private static void cut(
            List<ScanItem> items,
            int pair,
            TablePair tables,
            Side side,
            List<Relation> relations,
            SideRelations server,
            int buckets,
            ReconcileLimits limits) {
        for (int number = 0; number < relations.size(); number++) {
            Relation relation = relations.get(number);
            List<String> predicates =
                    tables.only() == null
                            ? predicates(relation, server.serverVersion(), limits.taskBytes())
                            : List.of(tables.only().of(side));
            for (String predicate : predicates) {
                items.add(
                        new ScanItem(
                                pair,
                                tables,
                                side,
                                number,
                                relation.name(),
                                predicate,
                                buckets,
                                guard(relation, limits),
                                relation.bytes() / predicates.size()));
            }
        }
    }

    /** A value so large lies out of line, even where it was compressed as well as can be. */
    private static ScanItem.Guard guard(Relation relation, ReconcileLimits limits) {
        return relation.toastBytes() >= limits.maxFieldBytes() / ScanSql.MOST_COMPRESSED
                ? ScanItem.Guard.WIDEST_FIELD
                : ScanItem.Guard.NONE;
    }

    static List<String> predicates(Relation relation, int serverVersion, long itemBytes) {
        long blocks = relation.heapBytes() / BLOCK_BYTES;
        long parts = Math.min(blocks, (relation.bytes() + itemBytes - 1) / itemBytes);
        if (parts <= 1 || serverVersion < TID_RANGE_SCAN) {
            return List.of(ChunkPlan.EVERYTHING);
        }
        List<String> predicates = new ArrayList<>();
        for (long part = 0; part < parts; part++) {
            String lower = "ctid >= '(%d,0)'::pg_catalog.tid".formatted(part * blocks / parts);
            String upper = "ctid < '(%d,0)'::pg_catalog.tid".formatted((part + 1) * blocks / parts);
            // Open at both ends: the table may have grown since it was measured.
            predicates.add(part == 0 ? upper : part == parts - 1 ? lower : lower + " AND " + upper);
        }
        return predicates;
    }

    private static int buckets(TablePair pair, List<Relation> here, List<Relation> there) {
        long heapBytes = Math.max(heapBytes(here), heapBytes(there));
        long rows = Math.max(pair.estimatedRows(), heapBytes / ROW_BYTES);
        long wanted = Long.highestOneBit(Math.max(1, rows / BUCKET_ROWS)) * 2;
        return (int) Math.max(FEWEST_BUCKETS, Math.min(MOST_BUCKETS, wanted));
    }

    private static long heapBytes(List<Relation> relations) {
        return relations.stream().mapToLong(Relation::heapBytes).sum();
    }
}
