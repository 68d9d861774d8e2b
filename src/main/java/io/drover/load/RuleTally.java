package io.drover.load;

import io.drover.ledger.RuleReceipts.StepCount;
import io.drover.model.rules.FatedRow;
import java.util.ArrayList;
import java.util.List;

/** How many rows of a chunk each step modified, left out and found in violation. */
final class RuleTally {
    private final long[] modified;
    private final long[] leftOut;
    private final long[] violated;

    RuleTally(int steps) {
        // The first is that of FatedRow.DECODE.
        this.modified = new long[steps + 1];
        this.leftOut = new long[steps + 1];
        this.violated = new long[steps + 1];
    }

    /** Adds {@code rows} to the count of each step whose bit is set in the word. */
    void modified(int word, long bits, int rows) {
        for (long left = bits; left != 0; left &= left - 1) {
            modified[index(Long.SIZE * word + Long.numberOfTrailingZeros(left))] += rows;
        }
    }

    void leftOut(int step) {
        leftOut[index(step)]++;
    }

    void violated(int step) {
        violated[index(step)]++;
    }

    /** The steps that did anything, by number. */
    List<StepCount> counts() {
        List<StepCount> counts = new ArrayList<>();
        for (int index = 0; index < modified.length; index++) {
            if ((modified[index] | leftOut[index] | violated[index]) != 0) {
                counts.add(
                        new StepCount(
                                index + FatedRow.DECODE,
                                modified[index],
                                leftOut[index],
                                violated[index]));
            }
        }
        return counts;
    }

    private static int index(int step) {
        return step - FatedRow.DECODE;
    }
}
