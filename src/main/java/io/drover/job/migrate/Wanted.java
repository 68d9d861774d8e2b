package io.drover.job.migrate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import scala.runtime.AbstractFunction1;

/** Partitions that are read at all. */
final class Wanted extends AbstractFunction1<Object, Object> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ArrayList<Integer> partitions;

    Wanted(List<Integer> partitions) {
        this.partitions = new ArrayList<>(partitions);
    }

    @Override
    public Object apply(Object partition) {
        return partitions.contains(partition);
    }
}
