package io.drover.cli;

import io.drover.job.selftest.SelfTest;
import io.drover.job.selftest.SelfTest.Detection;
import java.io.PrintWriter;

/** What a self-test found out, for people. */
final class SelfTestRendering {
    private static final int SHOWN = 10;

    private SelfTestRendering() {}

    static void print(SelfTest.Result result, PrintWriter out) {
        out.println(
                "Planted in copies of %,d rows of %d tables:"
                        .formatted(result.rows(), result.tables()));
        for (Detection each : result.corruptions()) {
            out.println(
                    "  %-26s %4d planted, %4d found (%s)"
                            .formatted(
                                    each.corruption(), each.planted(), each.found(), share(each)));
        }
        for (Detection each : result.harmless()) {
            out.println(
                    "  %-26s %4d planted, %4d rightly left alone"
                            .formatted(each.corruption(), each.planted(), each.found()));
        }
        int planted = result.corruptions().stream().mapToInt(Detection::planted).sum();
        int found = result.corruptions().stream().mapToInt(Detection::found).sum();
        out.println(
                "Detected: %d of %d (%s). Called different without being so: %d of %,d rows."
                        .formatted(
                                found,
                                planted,
                                share(new Detection("", planted, found)),
                                result.falseRows(),
                                result.rows()));
        result.missed().stream().limit(SHOWN).forEach(each -> out.println("  MISSED " + each));
        if (!result.notPlanted().isEmpty()) {
            out.println("Could not be planted, %d:".formatted(result.notPlanted().size()));
            result.notPlanted().stream().limit(SHOWN).forEach(each -> out.println("  " + each));
            if (result.notPlanted().size() > SHOWN) {
                out.println("  and %d more".formatted(result.notPlanted().size() - SHOWN));
            }
        }
        out.println(
                result.isPassed()
                        ? "The reconciliation passes its test."
                        : "The reconciliation fails its test: do not rely on its verdicts here; please report it with these lines.");
    }

    private static String share(Detection each) {
        return each.found() == each.planted()
                ? "100 %"
                : "%.1f %%".formatted(100.0 * each.found() / each.planted());
    }
}
