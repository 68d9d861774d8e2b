package io.drover.engine.files;

import io.drover.model.Nullable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Lines as an auditor reads them: a character stands for a byte, so that nothing is decided about
 * the encoding before a field is known.
 */
final class AuditLines implements AutoCloseable {
    private final Reader reader;
    private final StringBuilder line = new StringBuilder();
    private long offset;
    private long number;

    AuditLines(InputStream bytes, long offset, long number) {
        this.reader =
                new BufferedReader(
                        new InputStreamReader(bytes, StandardCharsets.ISO_8859_1), 1 << 16);
        this.offset = offset;
        this.number = number - 1;
    }

    /** The next line without its line feed; null at the end. */
    @Nullable
    String next() throws IOException {
        line.setLength(0);
        int next = reader.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            line.append((char) next);
            next = reader.read();
        }
        offset += line.length() + (next == '\n' ? 1 : 0);
        number++;
        return line.toString();
    }

    /** In bytes, of what comes next. */
    long offset() {
        return offset;
    }

    /** Of the line that was read last, from 1. */
    long number() {
        return number;
    }

    /** The characters that the bytes are in UTF-8; null where they are none, or have a zero. */
    static @Nullable String decoded(String bytes) {
        if (bytes.indexOf(0) >= 0) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException malformed) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
