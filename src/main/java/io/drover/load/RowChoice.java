package io.drover.load;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Which wire rows are taken. Runs on: executors; one for each task. */
@FunctionalInterface
public interface RowChoice extends Serializable {
    RowChoice ALL = (array, offset, length) -> true;

    boolean takes(byte[] array, int offset, int length);

    /** Takes what one of the others takes. */
    static RowChoice anyOf(List<RowChoice> others) {
        ArrayList<RowChoice> all = new ArrayList<>(others);
        return (array, offset, length) -> {
            for (RowChoice each : all) {
                if (each.takes(array, offset, length)) {
                    return true;
                }
            }
            return false;
        };
    }
}
