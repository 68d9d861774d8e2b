package io.drover.plan;

import io.drover.dialect.postgres.KeyRanges;
import io.drover.model.ChunkPlan;
import io.drover.model.catalog.KeyBoundaries;
import io.drover.model.catalog.KeyRequest;
import io.drover.model.catalog.TableStatistics;
import io.drover.spec.ChunkingSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a table into ranges of physical blocks of equal count. The ranges are disjoint and cover the
 * table whatever it holds: the first is open below, the last is open above, since a table may have
 * grown after its blocks were counted.
 *
 * <p>Source: TID range scans, PostgreSQL 14 release notes.
 */
final class Chunks {
    static final long BLOCK_BYTES = 8192;

    private Chunks() {}

    static long bytes(TableStatistics statistics) {
        return statistics.heapBlocks() * BLOCK_BYTES + statistics.toastBytes();
    }

    static List<ChunkPlan> whole(TableStatistics statistics) {
        return List.of(
                new ChunkPlan(
                        0, ChunkPlan.EVERYTHING, statistics.estimatedRows(), bytes(statistics)));
    }

    static boolean isSmall(TableStatistics statistics, ChunkingSpec chunking) {
        return chunking.by() == ChunkingSpec.By.NONE
                || bytes(statistics) <= chunking.smallTableBytes()
                || count(statistics, chunking) == 1;
    }

    /** How many chunks of the wanted size a table makes; at least one. */
    static long count(TableStatistics statistics, ChunkingSpec chunking) {
        long target = Math.max(1, chunking.targetBytes());
        return Math.max(1, (bytes(statistics) + target - 1) / target);
    }

    static List<ChunkPlan> byBlocks(TableStatistics statistics, ChunkingSpec chunking) {
        long blocks = statistics.heapBlocks();
        int count = (int) Math.min(Math.min(count(statistics, chunking), blocks), 1_000_000);
        if (isSmall(statistics, chunking) || count < 2) {
            return whole(statistics);
        }
        List<ChunkPlan> chunks = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            chunks.add(
                    new ChunkPlan(
                            number,
                            predicate(number, count, blocks),
                            share(statistics.estimatedRows(), number, count),
                            share(bytes(statistics), number, count)));
        }
        return chunks;
    }

    /**
     * Half-open ranges of keys, the first open below, the last open above, and one chunk for the
     * rows without a key where there can be any.
     */
    static List<ChunkPlan> byKey(TableStatistics statistics, KeyBoundaries boundaries) {
        KeyRequest request = boundaries.request();
        List<List<String>> bounds = boundaries.bounds();
        int ranges = bounds.size() + 1;
        List<ChunkPlan> chunks = new ArrayList<>();
        for (int number = 0; number < ranges; number++) {
            chunks.add(
                    new ChunkPlan(
                            number,
                            KeyRanges.range(
                                    request,
                                    number == 0 ? null : bounds.get(number - 1),
                                    number == ranges - 1 ? null : bounds.get(number)),
                            share(statistics.estimatedRows(), number, ranges),
                            share(bytes(statistics), number, ranges)));
        }
        if (request.nullable()) {
            chunks.add(new ChunkPlan(ranges, KeyRanges.absent(request), 0, 0));
        }
        return chunks;
    }

    private static String predicate(int number, int count, long blocks) {
        String lower = "ctid >= '(%d,0)'::tid".formatted(boundary(number, count, blocks));
        String upper = "ctid < '(%d,0)'::tid".formatted(boundary(number + 1, count, blocks));
        if (number == 0) {
            return upper;
        }
        return number == count - 1 ? lower : lower + " AND " + upper;
    }

    /** A block number has 32 bits, so the product fits. */
    private static long boundary(int number, int count, long blocks) {
        return blocks * number / count;
    }

    static long share(long whole, int number, int count) {
        long quotient = whole / count;
        return number < whole % count ? quotient + 1 : quotient;
    }
}
