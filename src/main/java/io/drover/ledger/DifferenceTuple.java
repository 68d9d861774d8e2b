package io.drover.ledger;

import io.drover.model.Difference;
import io.drover.model.Nullable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A row of {@code difference} as binary COPY takes it. Where every row of a table differs there are
 * millions of them, so the JSON is written straight into the row.
 *
 * <p>Source: PostgreSQL documentation, COPY, "Binary Format"; {@code jsonb_recv} (a version byte,
 * then JSON text) and {@code array_recv}.
 */
final class DifferenceTuple {
    private static final int TEXT_OID = 25;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[4096];
    private int length;

    void put(long runId, int table, long number, Difference difference) {
        length = 0;
        appendShort(10);
        appendLong(runId);
        append4(4);
        append4(table);
        appendLong(number);
        appendText(difference.kind().name());
        appendJson(difference.key());
        appendTexts(difference.changedColumns());
        appendJson(difference.sourceRow());
        appendJson(difference.targetRow());
        appendLong(difference.copies());
        appendJson(difference.reasons());
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void appendTexts(List<String> texts) {
        int lengthAt = begin();
        append4(texts.isEmpty() ? 0 : 1);
        append4(0);
        append4(TEXT_OID);
        if (!texts.isEmpty()) {
            append4(texts.size());
            append4(1);
        }
        texts.forEach(this::appendText);
        end(lengthAt);
    }

    private void appendText(String text) {
        int lengthAt = begin();
        appendBytes(text.getBytes(StandardCharsets.UTF_8));
        end(lengthAt);
    }

    private void appendJson(@Nullable Map<String, String> object) {
        if (object == null) {
            append4(-1);
            return;
        }
        int lengthAt = begin();
        appendByte(1);
        appendByte('{');
        boolean first = true;
        for (Map.Entry<String, String> field : object.entrySet()) {
            if (!first) {
                appendByte(',');
            }
            first = false;
            appendString(field.getKey());
            appendByte(':');
            if (field.getValue() == null) {
                appendBytes(new byte[] {'n', 'u', 'l', 'l'});
            } else {
                appendString(field.getValue());
            }
        }
        appendByte('}');
        end(lengthAt);
    }

    private void appendString(String text) {
        appendByte('"');
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        room(6 * utf8.length);
        for (byte each : utf8) {
            if (each == '"' || each == '\\') {
                bytes[length++] = '\\';
                bytes[length++] = each;
            } else if (each == 0) {
                // jsonb has no NUL; this is the character that stands for it in print.
                appendBytes("\u2400".getBytes(StandardCharsets.UTF_8));
            } else if (each > 0 && each < ' ') {
                appendBytes(new byte[] {'\\', 'u', '0', '0', HEX[each >> 4], HEX[each & 15]});
            } else {
                bytes[length++] = each;
            }
        }
        appendByte('"');
    }

    private int begin() {
        append4(0);
        return length;
    }

    private void end(int start) {
        ByteBuffer.wrap(bytes).putInt(start - Integer.BYTES, length - start);
    }

    private void appendShort(int value) {
        room(Short.BYTES);
        ByteBuffer.wrap(bytes).putShort(length, (short) value);
        length += Short.BYTES;
    }

    private void append4(int value) {
        room(Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt(length, value);
        length += Integer.BYTES;
    }

    /** A field of eight bytes. */
    private void appendLong(long value) {
        append4(Long.BYTES);
        room(Long.BYTES);
        ByteBuffer.wrap(bytes).putLong(length, value);
        length += Long.BYTES;
    }

    private void appendByte(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    private void appendBytes(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
        }
    }
}
