package io.drover.engine.files;

import io.drover.error.ErrorKind;
import io.drover.error.MigrationException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a text, each ended by a line feed or the end. Nothing is copied. */
final class Lines implements AutoCloseable {
    private final InputStream input;
    private final String file;
    private final long longest;
    private byte[] buffer = new byte[1 << 18];
    private int limit;
    private int position;
    private int start;
    private int end;
    private long base;
    private long line;
    private boolean ended;

    Lines(InputStream input, String file, long offset, long line, long longest) {
        this.input = input;
        this.file = file;
        this.base = offset;
        this.line = line - 1;
        this.longest = longest;
    }

    boolean next() throws IOException {
        start = position;
        int at = position;
        while (true) {
            while (at < limit && buffer[at] != '\n') {
                at++;
            }
            if (at < limit) {
                end = at;
                position = at + 1;
                line++;
                return true;
            }
            int before = start;
            if (!fill()) {
                end = limit;
                position = limit;
                if (end > start) {
                    line++;
                    return true;
                }
                return false;
            }
            at -= before;
        }
    }

    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        System.arraycopy(buffer, start, buffer, 0, limit - start);
        base += start;
        limit -= start;
        start = 0;
        position = 0;
        if (limit > longest) {
            throw new MigrationException(
                    ErrorKind.SOURCE,
                    "Cannot read %s: line %d, at byte %d, is longer than %d bytes. Raise transfer.max-field-bytes, or see whether the file has lines at all."
                            .formatted(file, line + 1, base, longest));
        }
        if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int count = input.read(buffer, limit, buffer.length - limit);
        ended = count < 0;
        limit += Math.max(0, count);
        if (ended) {
            // What was moved is looked at once more, from where it was left.
            return false;
        }
        return true;
    }

    boolean isBlank() {
        for (int at = start; at < end; at++) {
            if (buffer[at] != ' ' && buffer[at] != '\r' && buffer[at] != '\t') {
                return false;
            }
        }
        return true;
    }

    byte[] array() {
        return buffer;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    long line() {
        return line;
    }

    long offset() {
        return base + start;
    }

    long nextOffset() {
        return base + position;
    }

    long nextLine() {
        return line + 1;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
