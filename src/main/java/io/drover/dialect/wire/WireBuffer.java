package io.drover.dialect.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that grow, big end first, as COPY wants them. Shows its array, so that nothing is copied
 * once more.
 */
public final class WireBuffer {
    private byte[] bytes;
    private int size;

    public WireBuffer(int capacity) {
        this.bytes = new byte[capacity];
    }

    public byte[] array() {
        return bytes;
    }

    public int size() {
        return size;
    }

    /** Forgets what lies behind {@code length}. */
    public void truncate(int length) {
        size = length;
    }

    public void put(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    public void putShort(int value) {
        ensure(2);
        bytes[size++] = (byte) (value >>> 8);
        bytes[size++] = (byte) value;
    }

    public void putInt(int value) {
        ensure(4);
        size += 4;
        setInt(size - 4, value);
    }

    public void putLong(long value) {
        putInt((int) (value >>> 32));
        putInt((int) value);
    }

    public void put(byte[] source) {
        put(source, 0, source.length);
    }

    public void put(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /** Overwrites four bytes that are there. */
    public void setInt(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    /** The text in UTF-8; no copy is made of one that is all ASCII. */
    public void putText(String text) {
        int start = size;
        int length = text.length();
        ensure(length);
        for (int at = 0; at < length; at++) {
            char next = text.charAt(at);
            if (next >= 0x80) {
                size = start;
                put(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[size++] = (byte) next;
        }
    }

    /**
     * The text in UTF-8, escaped for a field of COPY's text form.
     *
     * <p>Source: PostgreSQL documentation, COPY, "Text Format".
     */
    public void putEscaped(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ensure(2 * utf8.length);
        for (byte each : utf8) {
            switch (each) {
                case '\\' -> escape('\\');
                case '\t' -> escape('t');
                case '\n' -> escape('n');
                case '\r' -> escape('r');
                default -> bytes[size++] = each;
            }
        }
    }

    private void escape(int letter) {
        bytes[size++] = '\\';
        bytes[size++] = (byte) letter;
    }

    private void ensure(int more) {
        if (more > bytes.length - size) {
            // Doubling overflows at a gigabyte, which no row of the server's exceeds.
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
        }
    }
}
