package io.drover.load;

import java.io.Serializable;

/** Which wire rows are taken. Runs on: executors; one for each task. */
@FunctionalInterface
public interface RowChoice extends Serializable {
    RowChoice ALL = (array, offset, length) -> true;

    boolean takes(byte[] array, int offset, int length);
}
