package io.drover.engine.files;

import io.drover.model.Nullable;
import java.io.IOException;

/**
 * The records of a text, one at a time, each with its fields as UTF-8 bytes. Nothing is copied: a
 * record is valid until the next one.
 *
 * <p>Runs on: driver and executors; not thread-safe. Memory: one record.
 */
interface Records extends AutoCloseable {
    /** Moves to the next record; false at the end. */
    boolean next() throws IOException;

    int fields();

    byte[] array();

    /** Where a field begins in {@link #array}. */
    int start(int field);

    int end(int field);

    boolean isNull(int field);

    /** Whether a field was quoted, and so is a text whatever it looks like. */
    boolean isQuoted(int field);

    /** What is wrong with the bytes of a field, null where nothing is. */
    @Nullable
    String damage(int field);

    /** Why the record is none, without its values; null where it is one. */
    @Nullable
    String damage();

    /** The number of the line that it begins in, from 1. */
    long line();

    /** Where it begins, in bytes of the text. */
    long offset();

    /** Where the next one begins. */
    long nextOffset();

    /** The line that the next one begins in. */
    long nextLine();

    @Override
    void close() throws IOException;
}
