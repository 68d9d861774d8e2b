package io.drover.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.jdbc.SqlFailures.Side;
import io.drover.model.ChunkPlan;
import io.drover.model.TableName;
import io.drover.reconcile.SideRelations.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ScanItemsTest {
    private static final int VERSION_17 = 170000;
    private static final TableName NAME = new TableName("public", "t");

    @Property(tries = 200)
    void rangesAreDisjointAndCoverEveryBlockThereCanBe(
            @ForAll @LongRange(max = 1L << 32) long blocks,
            @ForAll @LongRange(max = 1L << 40) long toastBytes,
            @ForAll @LongRange(min = 1L << 20, max = 1L << 30) long itemBytes) {
        long heap = Math.min(blocks, 300 * (itemBytes >> 13)) * 8192;
        long toast = Math.min(toastBytes, 300 * itemBytes);
        List<String> predicates =
                ScanItems.predicates(new Relation(NAME, heap, toast), VERSION_17, itemBytes);
        if (predicates.size() == 1) {
            assertThat(predicates).containsExactly(ChunkPlan.EVERYTHING);
            return;
        }
        long expected = -1;
        for (int at = 0; at < predicates.size(); at++) {
            assertThat(bound(predicates.get(at), ">=")).isEqualTo(expected);
            expected = bound(predicates.get(at), "<");
            assertThat(expected == -1).isEqualTo(at == predicates.size() - 1);
        }
    }

    @Test
    void aServerThatWouldScanTheWholeTableForEachRangeGetsOne() {
        Relation large = new Relation(NAME, 1L << 40, 0);
        assertThat(ScanItems.predicates(large, 130000, 64 << 20)).hasSize(1);
        assertThat(ScanItems.predicates(large, 140000, 64 << 20)).hasSize(16384);
    }

    @Test
    void smallItemsShareATaskAndTheSidesTakeTurns() {
        List<ScanItem> items = new ArrayList<>();
        for (int pair = 0; pair < 1000; pair++) {
            items.add(item(pair, Side.SOURCE, 8192));
            items.add(item(pair, Side.TARGET, 8192));
        }
        items.add(item(1000, Side.TARGET, 1 << 30));

        List<ScanTask> tasks = ScanTask.pack(items, 64 << 20);

        assertThat(tasks).hasSizeBetween(8, 20);
        assertThat(tasks.get(0).side()).isEqualTo(Side.SOURCE);
        assertThat(tasks.get(1).items()).containsExactly(item(1000, Side.TARGET, 1 << 30));
        assertThat(tasks.stream().flatMap(task -> task.items().stream()))
                .containsExactlyInAnyOrderElementsOf(items);
        assertThat(tasks).allMatch(ScanItemsTest::isOfOneSide);
    }

    private static boolean isOfOneSide(ScanTask task) {
        return task.items().stream().allMatch(item -> item.side() == task.side());
    }

    private static ScanItem item(int pair, Side side, long bytes) {
        TablePair tables =
                new TablePair(
                        pair,
                        NAME,
                        NAME,
                        List.of(),
                        0,
                        null,
                        List.of(),
                        AsideColumns.NONE,
                        0,
                        Map.of(),
                        Set.of(),
                        null,
                        TablePair.Spread.BY_KEY);
        return new ScanItem(pair, tables, side, 0, NAME, "true", 16, ScanItem.Guard.NONE, bytes);
    }

    private static long bound(String predicate, String operator) {
        Matcher matcher =
                Pattern.compile("ctid " + operator + " '\\((\\d+),0\\)'").matcher(predicate);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }
}
