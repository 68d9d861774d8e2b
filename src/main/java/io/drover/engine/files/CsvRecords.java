package io.drover.engine.files;

import io.drover.error.MigrationException;
import io.drover.model.Nullable;
import io.drover.spec.CsvSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The records of a CSV text in UTF-8, by a scan of its bytes.
 *
 * <p>A quote means something at the beginning of a field only. Whatever stands between quotes
 * belongs to the field, line breaks too; a record ends at a line feed, with a carriage return
 * before it or not. A quote elsewhere, a character behind a closing quote and a carriage return
 * alone are damage: the record goes on to its line feed and is none. A line without a character is
 * no record where {@code blankLines} are skipped.
 */
final class CsvRecords implements Records {
    private final InputStream input;
    private final String file;
    private final long longest;
    private final int delimiter;
    private final int quote;
    private final int escape;
    private final byte[][] nulls;
    private final StopBytes outside;
    private final StopBytes inside;

    private byte[] buffer = new byte[1 << 18];
    private int limit;
    private int position;
    private int record;
    private long base;
    private boolean ended;
    private long nextLine;
    private long line;
    private final CsvFields fields = new CsvFields();
    private String damage;

    /** What a line without any character is. */
    enum BlankLines {
        SKIPPED,
        RECORDS
    }

    private final BlankLines blankLines;

    /**
     * @param offset of the first byte of {@code input} in the text, where a record begins
     * @param line its line
     * @param longest a longer record is refused, as it is held in memory whole
     */
    CsvRecords(
            InputStream input,
            String file,
            long offset,
            long line,
            long longest,
            CsvSpec csv,
            BlankLines blankLines) {
        this.input = input;
        this.file = file;
        this.base = offset;
        this.nextLine = line;
        this.longest = Math.min(longest, Integer.MAX_VALUE / 2);
        this.delimiter = csv.delimiter();
        this.quote = csv.quote();
        this.escape = csv.escape();
        this.nulls = bytes(csv.nulls());
        this.blankLines = blankLines;
        int quoteOrZero = quote == CsvSpec.NONE ? 0 : quote;
        this.outside = new StopBytes(delimiter, quoteOrZero, '\n', '\r');
        this.inside = new StopBytes(quoteOrZero, escape == CsvSpec.NONE ? 0 : escape, '\n');
    }

    private static byte[][] bytes(List<String> texts) {
        return texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    @Override
    public boolean next() throws IOException {
        do {
            record = position;
            line = nextLine;
            fields.clear();
            damage = null;
            if (position == limit && !fill()) {
                return false;
            }
            while (field()) {}
        } while (isBlankLine() && blankLines == BlankLines.SKIPPED);
        return true;
    }

    private boolean isBlankLine() {
        return fields.isEmptyText() && damage == null;
    }

    /** Reads a field; false when it was the record's last one. */
    private boolean field() throws IOException {
        int flag = 0;
        int start = position - record;
        int end = -1;
        if (quote != CsvSpec.NONE && (position < limit || fill()) && buffer[position] == quote) {
            position++;
            start++;
            long quoted = quoted(start);
            flag = (int) (quoted & 7) | CsvFields.QUOTED;
            end = (int) (quoted >>> 3);
        }
        boolean ascii = true;
        boolean junk = false;
        while (true) {
            byte[] bytes = buffer;
            int stop = limit;
            int at = outside.next(bytes, position, stop);
            ascii &= outside.passedAscii();
            junk |= at > position;
            position = at;
            if (at == stop) {
                if (fill()) {
                    continue;
                }
                close(start, end, position - record, flag, ascii, junk);
                return false;
            }
            int next = bytes[at];
            if (next == delimiter) {
                close(start, end, at - record, flag, ascii, junk);
                position++;
                return true;
            }
            if (next == '\n') {
                close(start, end, at - record, flag, ascii, junk);
                position++;
                nextLine++;
                return false;
            }
            if (next == '\r') {
                position++;
                if ((position < limit || fill()) && buffer[position] == '\n') {
                    close(start, end, position - 1 - record, flag, ascii, junk);
                    position++;
                    nextLine++;
                    return false;
                }
                if (position == limit) {
                    close(start, end, position - 1 - record, flag, ascii, junk);
                    return false;
                }
                damaged("has a carriage return without a line feed outside quotes");
                junk = true;
                continue;
            }
            junk = true;
            if (next == 0) {
                flag |= CsvFields.ZERO;
            } else if (end < 0) {
                damaged("has a quote inside a field that does not begin with one");
            }
            position++;
        }
    }

    private void close(int start, int quotedEnd, int end, int flag, boolean ascii, boolean junk) {
        if (quotedEnd >= 0 && junk) {
            damaged("has characters behind a closing quote");
        }
        fields.add(
                start,
                quotedEnd >= 0 && !junk ? quotedEnd : end,
                ascii ? flag : flag | CsvFields.NOT_ASCII);
    }

    /**
     * Reads to behind the closing quote, what was escaped brought together; gives the end of the
     * text, shifted by three bits, and flags.
     */
    private long quoted(int start) throws IOException {
        int write = start;
        int flag = 0;
        while (true) {
            byte[] bytes = buffer;
            int stop = limit;
            int at = inside.next(bytes, position, stop);
            if (!inside.passedAscii()) {
                flag |= CsvFields.NOT_ASCII;
            }
            write = moved(write, at);
            position = at;
            if (at == stop) {
                if (!fill()) {
                    throw unclosed();
                }
                continue;
            }
            int next = bytes[at];
            if (next == escape && escape != quote) {
                position++;
                if (position == limit && !fill()) {
                    throw unclosed();
                }
                if (buffer[position] == quote || buffer[position] == escape) {
                    write = one(write);
                } else {
                    buffer[record + write++] = (byte) escape;
                }
            } else if (next == quote) {
                position++;
                if (escape == quote && (position < limit || fill()) && buffer[position] == quote) {
                    write = one(write);
                } else {
                    return ((long) write << 3) | flag;
                }
            } else {
                if (next == '\n') {
                    nextLine++;
                } else if (next == 0) {
                    flag |= CsvFields.ZERO;
                }
                write = one(write);
            }
        }
    }

    /** Moves what was passed over to where the text ends by now. */
    private int moved(int write, int at) {
        int length = at - position;
        if (length > 0 && record + write != position) {
            System.arraycopy(buffer, position, buffer, record + write, length);
        }
        return write + length;
    }

    private int one(int write) {
        buffer[record + write] = buffer[position++];
        return write + 1;
    }

    private void damaged(String why) {
        if (damage == null) {
            damage = why;
        }
    }

    /** Reads on, the record so far moved to the front; false at the end of the text. */
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        if (record > 0) {
            System.arraycopy(buffer, record, buffer, 0, limit - record);
            position -= record;
            limit -= record;
            base += record;
            record = 0;
        }
        if (limit > longest) {
            throw new EndlessRecordException(
                    "Cannot read %s: the record in line %d, at byte %d, is longer than %d bytes. Mend a quote that is not closed there, or raise transfer.max-field-bytes."
                            .formatted(file, line, base, longest));
        }
        if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int count = input.read(buffer, limit, buffer.length - limit);
        ended = count < 0;
        limit += Math.max(0, count);
        return count > 0 || (!ended && fill());
    }

    private MigrationException unclosed() {
        return new EndlessRecordException(
                "Cannot read %s: a quote in the record in line %d, at byte %d, is not closed before the end of the file. Mend the file; what stands behind that quote cannot be told apart."
                        .formatted(file, line, base + record));
    }

    @Override
    public int fields() {
        return fields.count();
    }

    @Override
    public byte[] array() {
        return buffer;
    }

    @Override
    public int start(int field) {
        return record + fields.start(field);
    }

    @Override
    public int end(int field) {
        return record + fields.end(field);
    }

    @Override
    public boolean isNull(int field) {
        if (isQuoted(field)) {
            return false;
        }
        int start = start(field);
        int end = end(field);
        for (byte[] nothing : nulls) {
            if (end - start == nothing.length
                    && Arrays.equals(buffer, start, end, nothing, 0, nothing.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isQuoted(int field) {
        return (fields.flags(field) & CsvFields.QUOTED) != 0;
    }

    @Override
    public @Nullable String damage(int field) {
        int flag = fields.flags(field);
        if ((flag & (CsvFields.NOT_ASCII | CsvFields.ZERO)) == 0) {
            return null;
        }
        if ((flag & CsvFields.ZERO) != 0) {
            return "a zero byte, which no text can hold";
        }
        int bad = Utf8.firstBad(buffer, start(field), end(field));
        return bad < 0 ? null : Utf8.told(buffer, bad, base + bad);
    }

    @Override
    public @Nullable String damage() {
        return damage;
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public long offset() {
        return base + record;
    }

    @Override
    public long nextOffset() {
        return base + position;
    }

    @Override
    public long nextLine() {
        return nextLine;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
