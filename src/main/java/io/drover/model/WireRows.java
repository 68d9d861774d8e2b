package io.drover.model;

import java.util.List;

/**
 * A stream of rows in a COPY wire form, one whole row at a time, without the header and the trailer
 * of the stream.
 *
 * <p>A {@link WireForm#BINARY} row is its field count (int16) and its fields (int32 length, -1 for
 * NULL, then the bytes); a {@link WireForm#TEXT} row is its line with the line feed.
 *
 * <p>Order: the server's. Runs on: executors; not thread-safe. Nothing is copied: {@link #array()}
 * is valid until the next {@link #advance()}.
 */
public interface WireRows extends AutoCloseable {
    /** Moves to the next row; false at the end, after which {@link #sent()} is known. */
    boolean advance();

    byte[] array();

    int offset();

    int length();

    /**
     * How many rows the sender says it sent (the command tag), {@link #unreadable()} ones among
     * them; known after the end.
     */
    long sent();

    /** Rows that were sent and not handed out, in order; known after the end. */
    default List<UnreadableRow> unreadable() {
        return List.of();
    }

    /** How many values the source's policy made NULL, such as dates in no calendar. */
    default long nulled() {
        return 0;
    }

    @Override
    void close();
}
