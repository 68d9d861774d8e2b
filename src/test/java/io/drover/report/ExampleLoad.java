package io.drover.report;

import io.drover.model.history.ChunkDurations;
import io.drover.model.history.FailureTally;
import io.drover.model.history.QuarantineTally;
import io.drover.model.history.RuleEffect;
import io.drover.model.history.Throughput;
import java.util.ArrayList;
import java.util.List;

/** What the load of the {@link ReportExample} left behind. */
final class ExampleLoad {
    private ExampleLoad() {}

    static List<RuleEffect> rules() {
        return List.of(
                effect(-1, "CHECK", "decode", "", "values that cannot be held exactly", 0, 0, 0),
                effect(0, "FILTER", "filter", "", "kept where total > 0", 0, 31, 0),
                effect(
                        1,
                        "DEDUPLICATE",
                        "deduplicate",
                        "",
                        "duplicates by id: kept the latest by updated_at",
                        0,
                        1456,
                        0),
                effect(
                        2,
                        "VALUE",
                        "lookup",
                        "region",
                        "not found: set to UNKNOWN and flagged",
                        812,
                        0,
                        0),
                effect(3, "CHECK", "required", "name", "must be there", 0, 0, 2341));
    }

    private static RuleEffect effect(
            int step,
            String kind,
            String rule,
            String column,
            String description,
            long modified,
            long leftOut,
            long violated) {
        return new RuleEffect(
                6,
                "shop.orders",
                "core.orders",
                step,
                kind,
                rule,
                column,
                description,
                modified,
                leftOut,
                violated);
    }

    static List<QuarantineTally> quarantine() {
        return List.of(
                new QuarantineTally(
                        6,
                        "shop.orders",
                        true,
                        "23514",
                        "violates check constraint \"total_positive\"",
                        2),
                new QuarantineTally(6, "shop.orders", true, "22008", "", 1));
    }

    static List<FailureTally> failures() {
        return List.of(
                new FailureTally(
                        5,
                        "shop.item",
                        "TRANSIENT",
                        "Cannot read chunk 12 of shop.item: terminating connection due to administrator command [SQLSTATE 57P01]. Give the same command again: it goes on where it stopped.",
                        2,
                        2,
                        ReportExample.BEGIN.plusSeconds(131)));
    }

    /** A wave that a seed would not make prettier, with a second run at two thirds. */
    static Throughput throughput() {
        List<Throughput.Point> points = new ArrayList<>();
        for (int index = 0; index < 120; index++) {
            double rows =
                    61_000
                            + 9_000 * Math.sin(index / 7.0)
                            + 5_000 * Math.sin(index * 1.7)
                            - (index > 112 ? 6_000 * (index - 112) : 0);
            points.add(new Throughput.Point(index * 3.4, rows, rows * 212));
        }
        return new Throughput(
                3.4,
                points,
                List.of(new Throughput.RunStart(1, 0), new Throughput.RunStart(3, 240)));
    }

    static ChunkDurations durations() {
        List<Long> bins = new ArrayList<>();
        for (int index = 0; index < 30; index++) {
            double distance = (index - 19) / 4.0;
            bins.add(Math.round(16 * Math.exp(-distance * distance)) + (index == 0 ? 7 : 0));
        }
        bins.set(29, 1L);
        return new ChunkDurations(
                bins.stream().mapToLong(Long::longValue).sum(),
                6.31,
                7.72,
                9.6,
                "shop.item",
                14,
                20_128,
                0.32,
                bins);
    }
}
