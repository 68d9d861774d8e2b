package io.drover.dialect.wire;

import io.drover.model.WireRows;

/** Rows that are written one after the other into one buffer, from its start. */
public interface BufferedRows extends WireRows {
    /** Holds the row that was advanced to, and nothing else. */
    WireBuffer buffer();

    @Override
    default byte[] array() {
        return buffer().array();
    }

    @Override
    default int offset() {
        return 0;
    }

    @Override
    default int length() {
        return buffer().size();
    }
}
