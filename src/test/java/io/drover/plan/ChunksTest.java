package io.drover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.model.ChunkPlan;
import io.drover.model.catalog.TableStatistics;
import io.drover.spec.ChunkingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ChunksTest {
    private static final Pattern LOWER = Pattern.compile("ctid >= '\\((\\d+),0\\)'::tid");
    private static final Pattern UPPER = Pattern.compile("ctid < '\\((\\d+),0\\)'::tid");

    @Property(tries = 200)
    void rangesOfBlocksAreDisjointAndCoverTheTable(
            @ForAll @LongRange(min = 0, max = 4_294_967_295L) long blocks,
            @ForAll @LongRange(min = 0, max = 1L << 42) long toastBytes,
            @ForAll @IntRange(min = 1, max = 3000) int wanted) {
        TableStatistics statistics = new TableStatistics(blocks, toastBytes, blocks * 30);
        long targetBytes = Math.max(1, Chunks.bytes(statistics) / wanted);
        ChunkingSpec chunking = new ChunkingSpec(ChunkingSpec.By.AUTO, targetBytes, 0);
        List<ChunkPlan> chunks = Chunks.byBlocks(statistics, chunking);
        assertThat(chunks).hasSizeLessThan(4000);
        List<Long> lowers = new ArrayList<>();
        List<Long> uppers = new ArrayList<>();
        for (ChunkPlan chunk : chunks) {
            lowers.add(bound(LOWER, chunk.predicate(), -1));
            uppers.add(bound(UPPER, chunk.predicate(), Long.MAX_VALUE));
            assertThat(chunk.number()).isEqualTo(lowers.size() - 1);
        }
        assertThat(lowers.get(0)).isEqualTo(-1);
        assertThat(uppers.get(uppers.size() - 1)).isEqualTo(Long.MAX_VALUE);
        for (int index = 1; index < chunks.size(); index++) {
            assertThat(lowers.get(index)).isEqualTo(uppers.get(index - 1));
            assertThat(uppers.get(index)).isGreaterThan(lowers.get(index));
        }
        assertThat(chunks.stream().mapToLong(ChunkPlan::estimatedRows).sum())
                .isEqualTo(statistics.estimatedRows());
        assertThat(chunks.stream().mapToLong(ChunkPlan::estimatedBytes).sum())
                .isEqualTo(Chunks.bytes(statistics));
    }

    @Property(tries = 200)
    void noChunkHasTwoBlocksMoreThanAnother(
            @ForAll @LongRange(min = 2, max = 4_294_967_295L) long blocks) {
        TableStatistics statistics = new TableStatistics(blocks, 0, 0);
        List<ChunkPlan> chunks =
                Chunks.byBlocks(
                        statistics, new ChunkingSpec(ChunkingSpec.By.CTID, blocks * 512, 0));
        List<Long> sizes = new ArrayList<>();
        for (ChunkPlan chunk : chunks) {
            long lower = bound(LOWER, chunk.predicate(), 0);
            sizes.add(bound(UPPER, chunk.predicate(), blocks) - lower);
        }
        assertThat(sizes.stream().mapToLong(Long::longValue).max().orElseThrow())
                .isLessThanOrEqualTo(
                        sizes.stream().mapToLong(Long::longValue).min().orElseThrow() + 1);
    }

    @Test
    void aSmallTableIsOneChunk() {
        TableStatistics statistics = new TableStatistics(1024, 0, 10);
        assertThat(
                        Chunks.byBlocks(
                                statistics,
                                new ChunkingSpec(ChunkingSpec.By.AUTO, 1 << 20, 8 << 20)))
                .containsExactly(new ChunkPlan(0, ChunkPlan.EVERYTHING, 10, 8 << 20));
    }

    private static long bound(Pattern pattern, String predicate, long otherwise) {
        Matcher matcher = pattern.matcher(predicate);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : otherwise;
    }
}
